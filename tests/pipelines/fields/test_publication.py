"""Which source is believed when they disagree about when an article appeared."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.items import Reading
from newsdb.records import KST
from pipelines.fields.publication import read_publication

SEEN = datetime(2026, 11, 23, 9, 0, tzinfo=KST)

Readings = list[tuple[str, str]]


def read(published: Readings, modified: Readings | None = None) -> tuple[str | None, str | None]:
    found = read_publication(
        [Reading((value,), source) for source, value in published],
        [Reading((value,), source) for source, value in modified or []],
        language="ko",
        seen_at=SEEN,
    )
    return tuple(
        at.astimezone(KST).strftime("%m-%d %H:%M:%S") if at else None
        for at in (found.published, found.modified)
    )  # type: ignore[return-value]


LD, META, TEXT = "json-ld datePublished", "meta article:published_time", "text div.info"


@pytest.mark.parametrize(
    ("published", "at"),
    [
        pytest.param([(LD, "2026-03-12T19:11:02+09:00")], "03-12 19:11:02", id="one source"),
        pytest.param(
            [(LD, "2026-03-12T19:11:02+08:00"), (META, "2026-03-12T19:11:02+09:00")],
            "03-12 19:11:02",
            id="one clock, two zones: that of Seoul",
        ),
        pytest.param(
            [(LD, "2026-03-12T19:11:02+09:00"), (META, "2026-03-12T19:11:02Z")],
            "03-12 19:11:02",
            id="Z on a clock of Seoul beside the right one",
        ),
        pytest.param(
            [(META, "2026-03-12T10:11:02+09:00"), (LD, "2026-03-12T19:11:02+09:00")],
            "03-12 19:11:02",
            id="UTC's clock with Seoul's zone",
        ),
        pytest.param(
            [(META, "2026-03-12T19:11:02Z"), (TEXT, "입력 2026.03.12 19:11")],
            "03-12 19:11:02",
            id="Z on the clock that the page prints",
        ),
        pytest.param(
            [(META, "2026-03-12T10:11:02Z"), (TEXT, "입력 2026.03.12 19:11")],
            "03-12 19:11:02",
            id="Z that is true",
        ),
        pytest.param([(META, "2026-11-23T17:00:00Z")], "11-23 17:00:00", id="Z, but from later"),
        pytest.param(
            [(LD, "2026-03-12"), (META, "2026-03-12T19:11:02+09:00")],
            "03-12 19:11:02",
            id="an hour is better than a day",
        ),
        pytest.param(
            [(LD, "2026-03-12T19:04:40+09:00"), (TEXT, "입력 2026.03.12 19:11")],
            "03-12 19:04:40",
            id="minutes are no zone",
        ),
        pytest.param([(TEXT, "수정 2026.03.12 19:11")], None, id="an edit is no publication"),
        pytest.param([], None, id="nobody says"),
    ],
)
def test_published(published: Readings, at: str | None) -> None:
    assert read(published)[0] == at


def test_an_edit_given_as_the_publication() -> None:
    printed = (TEXT, "등록 2026.03.12 12:00:00 수정 2026.03.12 13:16:24")
    assert read([(META, "2026-03-12T13:16:24+09:00"), printed], [printed]) == (
        "03-12 12:00:00",
        "03-12 13:16:24",
    )


def test_a_source_that_lies_of_one_time_lies_of_the_other() -> None:
    published = [(LD, "2026-03-12T19:11:02+08:00"), (META, "2026-03-12T19:11:02+09:00")]
    modified = [("json-ld dateModified", "2026-03-12T21:26:37+08:00")]
    assert read(published, modified) == ("03-12 19:11:02", "03-12 21:26:37")


def test_a_change_within_the_minute_is_none() -> None:
    modified = [("json-ld dateModified", "2026-03-12T19:11:40+09:00")]
    assert read([(LD, "2026-03-12T19:11:02+09:00")], modified)[1] is None
