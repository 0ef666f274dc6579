"""When a run has failed, and when it only found nothing new."""

from __future__ import annotations

import pytest

from newsdb.crawls.outcome import judge


@pytest.mark.parametrize(
    ("reason", "counts"),
    [
        ("finished", {"listings": 4, "links_found": 20, "articles_new": 20}),
        ("finished", {"listings": 4, "links_found": 20}),  # nothing new
        ("finished", {"listings": 4, "listings_unchanged": 4}),
        # A run before was killed: its listings are unchanged, but for one without links.
        ("finished", {"listings": 7, "listings_unchanged": 6, "articles_new": 3}),
        ("finished", {"listings": 1, "searches": 1}),  # rare words are found nowhere
        ("finished", {"listings": 2, "listings_failed": 1, "links_found": 3, "articles_new": 3}),
        ("finished", {"listings": 1, "links_found": 10, "articles_new": 8, "rejected": 2}),
        ("finished", {"listings": 1, "links_found": 99, "articles_new": 90, "rejected": 9}),
        ("finished", {"listings": 1, "links_found": 9, "rejected": 5, "rejected_again": 5}),
        ("shutdown", {"listings": 1, "links_found": 9, "articles_new": 2}),
        ("shutdown", {"listings": 1}),  # the one with the links was not asked yet
        ("finished", {"articles_new": 1}),  # one URL
    ],
)
def test_success(reason: str, counts: dict[str, int]) -> None:
    assert judge(reason, counts) == ("success", None)


@pytest.mark.parametrize(
    ("reason", "counts", "problem"),
    [
        ("start_error", {}, "ended early: start_error"),
        ("memusage_exceeded", {"listings": 1, "links_found": 9}, "ended early"),
        ("finished", {"listings": 4}, "no links on any listing"),
        ("finished", {"listings": 4, "listings_unchanged": 3}, "no links on any listing"),
        ("finished", {"listings": 4, "articles_same": 3}, "no links on any listing"),
        ("finished", {"listings_failed": 4}, "no listing could be read"),
        ("finished", {"listings": 1, "links_found": 9, "errors": 1}, "1 unexpected errors"),
        (
            "finished",
            {"listings": 1, "links_found": 9, "articles_new": 6, "rejected": 3},
            "3 of 9 article pages could not be read",
        ),
        ("finished", {"rejected": 1}, "none of the pages could be read"),
    ],
)
def test_failure(reason: str, counts: dict[str, int], problem: str) -> None:
    outcome, reported = judge(reason, counts)
    assert outcome == "failure"
    assert reported is not None
    assert problem in reported


def test_another_run_under_way_is_neither() -> None:
    assert judge("already_running", {}) == ("not_run", None)
