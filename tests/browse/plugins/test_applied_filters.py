"""What narrows the queue is said above it, each with the link that takes it away."""

from __future__ import annotations

from dataclasses import asdict
from typing import get_args
from urllib.parse import urlencode

import pytest

from browse.pages.lists import applied
from browse.plugins.review import _SAID
from newsdb.records import Country, Language
from newsdb.review import queue_links
from newsdb.review.filter_links import SPANS
from newsdb.review.queue import Briefed, Decision, Filters, Place
from translations.domains import DESK


@pytest.mark.parametrize(
    "filters",
    [
        *(Filters(decision=each) for each in get_args(Decision)),
        *(Filters(briefed=each) for each in get_args(Briefed)),
        *(Filters(language=each) for each in get_args(Language)),
        *(Filters(country=each) for each in get_args(Country)),
        *(Filters(since=each) for each in (*SPANS, "2026-11-02")),
        Filters(until="2026-11-02"),
        Filters(tag="물류", outlet="gone", text="한일", new=True, unread=True),
    ],
)
def test_what_narrows_the_queue_is_said_and_can_be_taken_away(filters: Filters) -> None:
    beside = {"decision": {"wanted", "any"}, "status": {"open"}}  # the tabs say these
    narrowing = [
        name
        for name, value in asdict(filters).items()
        if value != getattr(Filters(), name) and value not in beside.get(name, ())
    ]
    taken: list[str] = []

    def link(**changed: object) -> str:
        taken.extend(changed)
        return "/-/review"

    labels = [label for label, _ in applied(filters, _SAID, link, {}, DESK.translator("ko"))]
    assert sorted(taken) == sorted(narrowing)
    assert len(labels) == len(narrowing)
    assert all(labels)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("2026-11-25", True),
        ("7d", True),
        ("2026-W48-1", False),
        ("2026W481", False),
        ("2026-13-01", False),
        ("２０２６-11-25", False),
        ("20261125", False),
    ],
)
def test_a_day_is_written_in_one_way(value: str, kept: bool) -> None:
    """Days are compared as text: in another form every day of the year comes before it."""
    query = urlencode({"since": value})
    assert queue_links.read(query).since == (value if kept else "")
    assert [each.said for each in queue_links.unknown(query)] == (
        [] if kept else [f"since={value}"]
    )


@pytest.mark.parametrize(
    "text", ["2026-11-20~1~" + "9" * 20, "2026-11-20~nan~1", "~~", "2026-11-20~1"]
)
def test_a_place_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Place.parse(text)
