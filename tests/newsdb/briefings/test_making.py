"""New drafts: which stories, in which sections, and the customer's template."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.briefings import choosing, drafts, making, numbers, watching
from newsdb.configuration import ConfigurationError
from newsdb.configuration.model import BriefingConfiguration, SectionConfiguration
from newsdb.records import KST
from newsdb.review import queue, reviews
from newsdb.review.queue import Filters
from newsdb.review.reviews import Subject
from newsdb.stories import stories
from tests.newsdb.briefings.conftest import LATER, fill, new, publish
from tests.newsdb.briefings.news import MONDAY, WAREHOUSE, WEEK, put

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

TOLD = Filters(decision="told", status="kept")


def story_of(db: Database, article: int) -> int:
    row = db.execute("SELECT story_id FROM articles WHERE id = ?", [article]).fetchone()
    return int(row[0])


@pytest.mark.parametrize(
    ("since", "until", "number"),
    [(*WEEK, 4), ("2026-12-01", "2026-12-06", 0), ("2026-11-01", "2026-11-30", 4)],
)
def test_the_stories_of_a_period(
    db: Database, ids: dict[str, int], since: str, until: str, number: int
) -> None:
    assert len(choosing.stories(db, TOLD, since=since, until=until)) == number
    assert ids


def test_a_long_period_is_not_cut(db: Database, ids: dict[str, int]) -> None:
    for key in range(100, 700):
        put(db, "namhae", str(key), f"소식 {key}", f"소식 {key}이다.")
    found = choosing.stories(db, TOLD, since=WEEK[0], until=WEEK[1])
    assert len(found) == len(set(found)) == 604
    assert ids


def test_sections_of_the_template_of_tags_and_of_concepts(
    db: Database, ids: dict[str, int]
) -> None:
    warehouse, customs, guarantee, succession = (story_of(db, each) for each in ids.values())
    reviews.tag(db, Subject("story", guarantee), "금융", True, version=0, actor="ana", at=MONDAY)
    template = [
        SectionConfiguration(title="통관", concepts=["customs"]),
        SectionConfiguration(title="금융", tags=["금융"]),
        SectionConfiguration(title="그 밖의 소식"),
    ]
    chosen = [warehouse, customs, guarantee, succession]

    def sections(by: choosing.By) -> dict[str, tuple[int, ...]]:
        found = choosing.in_sections(
            db,
            chosen,
            by=by,
            template=template,
            rest="그 밖",
            label={"sme": "중소기업"}.get,  # type: ignore[arg-type]
        )
        return dict(found.sections)

    assert sections("template") == {
        "통관": (customs,),
        "금융": (guarantee,),
        "그 밖의 소식": (warehouse, succession),
    }
    assert sections("tags") == {"금융": (guarantee,), "그 밖": (warehouse, customs, succession)}
    template = []
    assert sections("template") == {"그 밖": tuple(chosen)}


def test_a_story_goes_into_the_section_that_the_template_names(
    db: Database, ids: dict[str, int]
) -> None:
    draft = new(db, "통관", "그 밖의 소식")
    template = BriefingConfiguration(
        sections=[SectionConfiguration(title="통관", concepts=["customs"])]
    )
    chosen = [story_of(db, ids["customs"]), story_of(db, ids["warehouse"])]
    added = making.add(db, draft, chosen, template=template, actor="ana", at=LATER)
    assert added.added == 2
    placed = {
        section.title: [item.article_id for item in section.items]
        for section in drafts.read(db, draft).sections
    }
    assert placed == {"통관": [ids["customs"]], "그 밖의 소식": [ids["warehouse"]]}


def test_a_correction_has_what_changed_and_the_erratum(db: Database, ids: dict[str, int]) -> None:
    draft = new(db)
    sentence = "계약액은 1,120만 달러입니다."
    fill(db, draft, [ids["warehouse"], ids["customs"]], sentence, "시범 사업입니다.")
    number = publish(db, draft)
    title = "후쿠오카·부산 중소기업, 공동 물류창고 연다"
    put(db, "namhae", "1", title, WAREHOUSE.replace("1,120만", "920만"), seen=LATER)
    watching.look_after(db, at=LATER)
    made = making.correction_of(db, number, editor="김하늘", actor="ana", at=LATER)
    found = drafts.read(db, made)
    assert found.head.corrects == number
    assert found.head.title == "제1호 정정"
    assert found.head.correction.startswith("제1호 1번 항목: ‘1,120’ → ‘920’")
    assert [(item.article_id, item.sentence) for item in found.items] == [
        (ids["warehouse"], sentence)
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\nrest", ""),
        (b"GIF89a", "is no PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 600_000, "is no PNG of up to 500 kB"),
        (None, "No such file"),
    ],
)
def test_a_logo_is_a_png(tmp_path: Path, data: bytes | None, said: str) -> None:
    file = tmp_path / "logo.png"
    if data is not None:
        file.write_bytes(data)
    template = BriefingConfiguration(logo=file)
    if said:
        with pytest.raises(ConfigurationError, match=said):
            making.logo_of(template)
    else:
        assert making.logo_of(template)
    assert making.logo_of(BriefingConfiguration()) == ""


def test_what_a_kind_covers() -> None:
    at = datetime(2026, 12, 3, 0, 30, tzinfo=KST)
    assert making.period("daily", at=at) == ("2026-12-02", "2026-12-03")
    assert making.period("weekly", at=at) == ("2026-11-27", "2026-12-03")
    assert making.period("one-off", at=at) == ("2026-12-03", "2026-12-03")


def test_filters_keep_their_own_period(db: Database, ids: dict[str, int]) -> None:
    within = replace(TOLD, since="2026-12-01")
    assert choosing.stories(db, within, since=WEEK[0], until=WEEK[1]) == []
    assert ids


@pytest.mark.parametrize("days", [7, 40])
def test_a_story_belongs_to_each_period_in_which_it_has_an_article(
    db: Database, ids: dict[str, int], days: int
) -> None:
    later = put(db, "tokai", "8", "共同倉庫", "倉庫が開く。", at=MONDAY + timedelta(days=days))
    running = stories.merge(db, [story_of(db, ids["warehouse"]), story_of(db, later)], by="ana")
    found = choosing.stories(db, TOLD, since=WEEK[0], until=WEEK[1])
    assert running in found
    (told,) = (each for each in numbers.of_period(db, *WEEK).figures if each.group == "stories")
    assert told.now == len(found) == 4
    next_day = str((MONDAY + timedelta(days=1)).date())
    assert choosing.stories(db, TOLD, since=next_day, until=WEEK[1]) == []
    after = str((MONDAY + timedelta(days=days)).date())
    assert choosing.stories(db, TOLD, since=after, until=after) == [running]


@pytest.mark.parametrize(("span", "number"), [("7d", 2), ("week", 2), ("", 2), ("2026-12-09", 1)])
def test_a_span_that_moves_with_today_keeps_the_period(
    db: Database, monkeypatch: pytest.MonkeyPatch, span: str, number: int
) -> None:
    today = MONDAY + timedelta(days=9)  # a Wednesday
    monkeypatch.setattr(choosing, "now", lambda: today)
    monkeypatch.setattr(queue, "now", lambda: today)
    for ago in range(10):
        at = today - timedelta(days=ago)
        put(db, "namhae", f"d{ago}", f"소식 {ago}", f"소식 {ago}이다.", at=at)
    within = replace(TOLD, since=span)
    found = choosing.stories(db, within, since="2026-12-08", until="2026-12-09")
    assert len(found) == number


def test_no_story_is_lost_where_there_are_too_many_sections(db: Database) -> None:
    articles = []
    for n in range(40):
        text = f"{n}번째 {chr(0xAC00 + 97 * n) * 9}"
        articles.append(put(db, "namhae", f"s{n}", f"{n}번째 소식", text, concept=f"k{n}"))
    chosen = choosing.in_sections(
        db,
        _stories_of(db, articles),
        by="concepts",
        template=(),
        rest="그 밖",
        label=lambda c: c * 60,
    )
    made = making.make(
        db, chosen, title="주간", kind="weekly", language="ko", since=WEEK[0], until=WEEK[1],
        editor="김하늘", actor="ana", at=MONDAY,
    )  # fmt: skip
    sections = drafts.read(db, made.draft).sections
    assert (len(sections), sections[-1].title) == (drafts.MOST_SECTIONS, "그 밖")
    assert made.added.added == sum(len(each.items) for each in sections) == len(chosen.stories)
    assert len(sections[-1].items) == len(chosen.stories) - drafts.MOST_SECTIONS + 1


def _stories_of(db: Database, articles: list[int]) -> list[int]:
    found = dict(db.execute("SELECT id, story_id FROM articles").fetchall())
    return list(dict.fromkeys(found[each] for each in articles))
