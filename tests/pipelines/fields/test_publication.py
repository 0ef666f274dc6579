"""Which source is believed when they disagree about when an article appeared."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.items import Reading
from newsdb.records import KST, dated
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


FEED, LABELLED = "feed pubDate", "text div.info"


def decide(published: Readings, *, language: str = "ko") -> tuple[str | None, str | None]:
    """Return what is stored as the time of publication, and who contradicts it."""
    found = read_publication(
        [Reading((value,), source) for source, value in published],
        [],
        language=language,  # type: ignore[arg-type]
        seen_at=SEEN,
    )
    return dated(found.published, found.precision), found.conflict and found.conflict.rsplit(
        ": ", 1
    )[0]


@pytest.mark.parametrize(
    ("published", "at", "against"),
    [
        pytest.param(
            [(LD, "2025-03-11T12:00:00+09:00"), (LABELLED, "등록일 2026년03월10일 11시34분")],
            "2026-03-10T11:34:00+09:00",
            LD,
            id="the printed label beats a template",
        ),
        pytest.param(
            [(LD, "2025-03-11T12:00:00+09:00"), (LABELLED, "公開：2026年3月10日 11:34")],
            "2026-03-10T11:34:00+09:00",
            LD,
            id="in Japanese",
        ),
        pytest.param(
            [
                (META, "2026-01-01T12:00:00+09:00"),
                (LABELLED, "Published March 10, 2026 11:34 KST"),
            ],
            "2026-03-10T11:34:00+09:00",
            META,
            id="in English",
        ),
        pytest.param(
            [(META, "2026-03-12T04:43:21+09:00"), (TEXT, "2026.02.18.")],
            "2026-03-12T04:43:21+09:00",
            None,
            id="without a label it may be any date",
        ),
        pytest.param(
            [(TEXT, "2026.03.10"), (FEED, "2026-03-17T23:10:00+09:00")],
            "2026-03-10",
            FEED,
            id="the feed's time is of another day",
        ),
        pytest.param(
            [(TEXT, "2026.03.10"), (FEED, "2026-03-10T23:10:00+09:00")],
            "2026-03-10T23:10:00+09:00",
            None,
            id="the feed's time is of this day",
        ),
        pytest.param(
            [(LD, "2026-03-10"), (META, "2026-03-09T20:10:00-05:00")],
            "2026-03-10T10:10:00+09:00",
            None,
            id="one day in two zones",
        ),
        pytest.param(
            [(LD, "2026-03-10T00:00:00+09:00"), (LABELLED, "입력 2026.03.10 14:20")],
            "2026-03-10T14:20:00+09:00",
            None,
            id="a template's midnight is a day",
        ),
        pytest.param(
            [(LD, "2026-03-10T00:00:00+09:00")], "2026-03-10", None, id="nothing but midnight"
        ),
        pytest.param(
            [(LABELLED, "입력 2026.03.10 00:00")],
            "2026-03-10T00:00:00+09:00",
            None,
            id="a printed midnight is a time",
        ),
        pytest.param(
            [(LD, "2026-03-10T00:00:00Z")],
            "2026-03-10T09:00:00+09:00",
            None,
            id="nine in Seoul is midnight in Greenwich",
        ),
        pytest.param(
            [("url", "2026-03-09"), (TEXT, "2026.03.10 10:00")],
            "2026-03-09",
            None,
            id="an address contradicts nobody",
        ),
    ],
)
def test_whose_day_is_believed(published: Readings, at: str, against: str | None) -> None:
    assert decide(published) == (at, against)


@pytest.mark.parametrize(
    ("published", "at"),
    [
        ([(META, "2026-03-12T17:04:04-05:00"), (TEXT, "Mar. 12, 2026 5:04 pm")], "13T07:04:04"),
        ([(META, "2026-03-12T10:00:00-05:00"), (TEXT, "Mar. 12, 2026 10 a.m. ET")], "13T00:00:00"),
        ([(LD, "2026-03-12T17:04:04"), (META, "2026-03-12T17:04:04-04:00")], "13T06:04:04"),
        ([(LD, "2026-03-12T17:04:04"), (TEXT, "12 March 2026 17:04 GMT")], "13T02:04:00"),
        ([(LD, "2026-03-12T17:04:04+01:00"), (TEXT, "12 March 2026 17:04")], "13T01:04:04"),
        ([(META, "2026-03-12T17:04:04Z"), (TEXT, "Posted 17:04, 12 March 2026")], "13T02:04:04"),
    ],
)  # fmt: skip
def test_elsewhere_a_printed_clock_says_nothing_about_the_zone(
    published: Readings, at: str
) -> None:
    assert decide(published, language="en") == (f"2026-03-{at}+09:00", None)
    printed_in_seoul = decide([published[0], (TEXT, "2026.03.12 17:04")], language="ko")
    assert printed_in_seoul[0] is not None


def test_a_change_of_which_only_the_day_is_known() -> None:
    found = read_publication(
        [Reading(("2026-03-12T09:30:00+09:00",), META)],
        [Reading(("2026-03-14T00:00:00+09:00",), "json-ld dateModified")],
        language="ko",
        seen_at=SEEN,
    )
    assert dated(found.modified, found.modified_precision) == "2026-03-14"


def test_a_change_alone_is_known_without_a_publication() -> None:
    changed = (TEXT, "최종수정 2026.03.12 09:30")
    assert read([changed], [changed]) == (None, "03-12 09:30:00")
