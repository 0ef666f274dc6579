"""Issues are frozen with their evidence, and say what terms have taken away since."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsdb import decisions, visibility
from newsdb.articles import licences, outlets, policies
from newsdb.briefings import drafts, issues, memory, watching
from newsdb.briefings.content import Taken, to_json
from newsdb.briefings.journal import DraftError, MissingError
from newsdb.configuration.model import LicenceConfiguration
from newsdb.database import open_database, transaction
from newsdb.database_errors import DatabaseError
from newsdb.forgetting import forget
from newsdb.records import Outlet, Policy
from newsdb.review import queue
from newsdb.review.queue import Filters
from newsdb.search import search
from newsdb.stories import stories
from tests.newsdb.briefings.conftest import LATER, edit, fill, new, publish
from tests.newsdb.briefings.news import CUSTOMS, MONDAY, WAREHOUSE, put, save_outlets

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

SENTENCES = (
    "두 조합이 하카타항에 창고를 함께 엽니다. 계약액은 1,120만 달러입니다.",
    "신고서 한 장으로 두 세관을 통과하는 시범 사업입니다.",
    "신청은 12월 14일부터입니다.",
    "직원 14명이 모두 남는 조건입니다.",
)


@pytest.fixture
def number(db: Database, ids: dict[str, int]) -> int:
    draft = new(db)
    fill(db, draft, list(ids.values()), *SENTENCES)
    return publish(db, draft)


def without_texts(db: Database, number: int) -> list[tuple[str, str | None]]:
    shown = issues.read(db, number, at=LATER + timedelta(days=4000)).briefing
    return [(e.headline.words, e.sentence.words if e.sentence else None) for e in shown.entries]


def test_an_issue_holds_what_was_cited(db: Database, ids: dict[str, int], number: int) -> None:
    shown = issues.read(db, number, at=LATER).briefing
    assert (shown.number, shown.title, shown.editor) == (1, "한일 중소기업 주간 브리핑", "김하늘")
    assert [section.title for section in shown.sections] == ["물류"]  # the empty one is left out
    warehouse, customs, guarantee, succession = shown.entries
    assert warehouse.excerpt is not None
    assert warehouse.excerpt.words == visibility.excerpt(WAREHOUSE)
    assert customs.excerpt is not None
    assert customs.excerpt.words == CUSTOMS.split("\n\n")[0]
    assert guarantee.source.attribution == "한강경제 제공"
    assert (succession.excerpt, succession.withheld) == (None, True)
    revision = db.execute(
        "SELECT number, text_hash FROM revisions WHERE article_id = ?", [ids["warehouse"]]
    ).fetchone()
    assert (warehouse.source.revision, warehouse.source.text_hash) == revision
    assert warehouse.lead is not None
    assert (warehouse.lead.country, warehouse.lead.other) == ("KR", None)
    assert shown.boilerplate == "문의: 조사팀"
    json.dumps(to_json(shown))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE briefing_issues SET title = 'x'",
        "DELETE FROM briefing_issues",
        "UPDATE briefing_citations SET revision = 9",
        "DELETE FROM briefing_citations",
        "UPDATE briefing_texts SET words = 'x'",
    ],
)
def test_nothing_changes_an_issue(db: Database, number: int, sql: str) -> None:
    with pytest.raises(DatabaseError, match="stays as it is"):
        db.execute(sql)
    assert issues.is_unchanged(db, number)


def test_what_somebody_else_changed_is_not_issued_unseen(
    db: Database, ids: dict[str, int]
) -> None:
    draft = new(db)
    fill(db, draft, [ids["customs"]], "문장.")
    seen = drafts.head(db, draft).edits
    item, *_ = drafts.read(db, draft).items
    drafts.write(edit(db, draft, actor="ben"), item.id, {"note": "메모"}, version=item.version)
    present = drafts.read(db, draft)
    from newsdb.briefings.assembling import assemble  # noqa: PLC0415

    with pytest.raises(DraftError, match="ben has changed"):
        issues.issue(
            db, present, assemble(db, present, at=LATER), seen=seen, actor="ana", at=LATER
        )


def test_a_draft_is_issued_once_and_then_closed(db: Database, ids: dict[str, int]) -> None:
    draft = new(db)
    with pytest.raises(DraftError, match="nothing in it"):
        publish(db, draft)
    fill(db, draft, [ids["customs"]])
    assert publish(db, draft) == 1
    with pytest.raises(DraftError, match="already"):
        publish(db, draft)
    with pytest.raises(DraftError, match="correction is a new issue"):
        drafts.undo(edit(db, draft))


def test_the_same_words_years_later_and_what_terms_took_away_is_said(
    db: Database, ids: dict[str, int], number: int
) -> None:
    before = without_texts(db, number)
    # Edited since ...
    put(db, "namhae", "1", "제목을 고쳤다", WAREHOUSE.replace("2,400", "3,000"))
    # ... purged, when the days are over ...
    db.execute("UPDATE outlets SET kept = 'headline' WHERE name = 'hangang'")
    later = LATER + timedelta(days=60)
    policies.purge(db, later)
    shown, withheld = issues.read(db, number, at=later)
    assert withheld == (2, 3)
    assert "2, 3번" in shown.boilerplate
    assert [bool(each.excerpt) for each in shown.entries] == [True, False, False, False]
    assert all(each.withheld for each in shown.entries[1:])
    # ... and the outlet deleted with its articles.
    with transaction(db):
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("DELETE FROM stories WHERE origin_id = ?", [ids["warehouse"]])
        for table in ("briefing_entries", "article_bodies", "revisions", "changes", "sightings"):
            db.execute(f"DELETE FROM {table} WHERE article_id = ?", [ids["warehouse"]])  # noqa: S608
        for table in ("signatures", "reasons", "authors", "revisits"):
            db.execute(f"DELETE FROM {table} WHERE article_id = ?", [ids["warehouse"]])  # noqa: S608
        db.execute("DELETE FROM articles WHERE outlet = 'namhae'")
        db.execute("DELETE FROM discovered WHERE outlet = 'namhae'")
        db.execute("DELETE FROM outlets WHERE name = 'namhae'")
    assert without_texts(db, number) == before
    gone = issues.read(db, number, at=later).briefing.entries[0]
    assert gone.excerpt is not None
    assert gone.excerpt.words == visibility.excerpt(WAREHOUSE)
    assert issues.is_unchanged(db, number)


def test_an_expired_text_is_not_shown_before_the_purge(db: Database, number: int) -> None:
    shown, withheld = issues.read(db, number, at=MONDAY + timedelta(days=31))
    assert withheld == (2,)
    assert shown.entries[1].excerpt is None
    assert CUSTOMS.split("\n\n", maxsplit=1)[0] not in json.dumps(
        to_json(shown), ensure_ascii=False
    )


def test_texts_of_outlets_are_not_in_the_frozen_content(db: Database, number: int) -> None:
    (content,) = db.execute("SELECT content FROM briefing_issues").fetchone()
    assert "2,400㎡" not in content
    assert "하카타항에 창고를 함께 엽니다" in content  # the editor's own
    visibility.hide(db.conn)
    assert db.execute("SELECT count(words) FROM briefing_texts").fetchone() == (0,)
    assert number


@pytest.mark.parametrize(("days", "whole"), [(0, True), (1, False)])
def test_a_licence_widens_what_a_briefing_has_until_its_last_day(
    db: Database, ids: dict[str, int], days: int, whole: bool
) -> None:
    last = LATER.date()
    licence = LicenceConfiguration(number="KPF-2026-0117", until=last)
    licences.note(db, {"hangang": licence, "nobody": licence})
    assert licences.unknown(db, {"hangang": licence, "nobody": licence}) == ["nobody"]
    body = "첫 문단이다.\n\n둘째 문단이다. 보증료는 0.3%다."
    article = put(db, "hangang", "2", "보증료 내린다", body)
    draft = new(db)
    fill(db, draft, [article])
    number = publish(db, draft, at=LATER)
    shown = issues.read(db, number, at=LATER + timedelta(days=days)).briefing
    assert shown.entries[0].excerpt is not None
    assert (shown.entries[0].excerpt.words == body) is whole
    assert "보증료는" in body
    assert [(each.number, each.until) for each in shown.licences] == [
        ("KPF-2026-0117", last.isoformat())
    ]
    # Everywhere else the outlet's own terms hold, and the purge enforces them afterwards.
    assert visibility.levels(db, [article], at=LATER) == {article: "excerpt"}
    policies.purge(db, LATER + timedelta(days=days))
    (kept,) = db.execute(
        "SELECT words FROM briefing_texts WHERE article_id = ?", [article]
    ).fetchone()
    assert (kept == body) is whole
    licences.note(db, {})
    assert db.execute("SELECT count(licence_until) FROM outlets").fetchone() == (0,)
    assert ids


BODY = "보증료를 내린다.\n\n0.5%에서 0.3%로 내린다."
ADDED = "도쿄의 보증협회도 같은 날 요율을 낮췄다. 대상은 두 나라의 회사 40곳이다."
LAST = "2026-12-03"  # the day of issue


@pytest.mark.parametrize("purged", [False, True])
@pytest.mark.parametrize(
    ("then", "now", "last", "shown", "taken"),
    [
        ("full", "full", None, ("보증료를 내린다.", "보증료를 내린다."), []),
        ("excerpt", "excerpt", None, ("보증료를 내린다.", "보증료를 내린다."), []),
        ("excerpt", "full", None, ("보증료를 내린다.", "보증료를 내린다."), []),
        ("excerpt", "headline", None, ("보증료를 내린다.", None), [("excerpt", None)]),
        ("excerpt", "nothing", None, ("보증료를 내린다.", None), [("excerpt", None)]),
        ("headline", "nothing", None, (None, None), []),
        ("headline", "full", None, (None, None), []),
        # Under a licence: it still holds, was renewed, has ended, was taken out of hanil.toml.
        ("licensed", "excerpt", "2026-12-31", (BODY, BODY), []),
        ("licensed", "excerpt", LAST, (BODY, "보증료를 내린다."), [("rest", LAST)]),
        ("licensed", "full", LAST, (BODY, "보증료를 내린다."), [("rest", LAST)]),
        ("licensed", "headline", LAST, (BODY, None), [("excerpt", LAST)]),
        ("licensed", "nothing", None, (BODY, None), [("excerpt", LAST)]),
        # A licence that was bought afterwards widens nothing that was issued.
        ("excerpt", "excerpt", "2026-12-31", ("보증료를 내린다.", "보증료를 내린다."), []),
    ],
)
def test_what_the_terms_took_away_since_is_said_entry_by_entry(
    db: Database,
    *,
    then: str,
    now: str,
    last: str | None,
    shown: tuple[str | None, str | None],
    taken: list[tuple[str, str | None]],
    purged: bool,
) -> None:
    def terms(kept: str, until: str | None) -> None:
        db.execute(  # nothing: its days are over
            "UPDATE outlets SET kept = ?, kept_days = ? WHERE name = 'namhae'",
            ("full", 1) if kept == "nothing" else (kept, None),
        )
        licence = until and LicenceConfiguration(number="A-1", until=date.fromisoformat(until))
        licences.note(db, {"namhae": licence} if licence else {})

    article = put(db, "namhae", "8", "보증료 내린다", BODY)
    terms("excerpt" if then == "licensed" else then, LAST if then == "licensed" else None)
    draft = new(db)
    fill(db, draft, [article, put(db, "hangang", "8", "세관 창구", "창구를 넓힌다.")])
    number = publish(db, draft)
    words = [
        issued.excerpt.words if issued.excerpt else None
        for issued in issues.read(db, number, at=LATER).briefing.entries
    ]
    assert words[0] == shown[0]
    terms(now, last)
    later = LATER + timedelta(days=2)
    if purged:
        policies.purge(db, later)
    again, places = issues.read(db, number, at=later)
    entry, other = again.entries
    assert (entry.excerpt.words if entry.excerpt else None) == shown[1]
    assert [(each.what, each.licence_ended) for each in entry.taken] == taken
    assert places == ((1,) if taken else ())
    assert (other.excerpt.words if other.excerpt else None) == words[1]
    assert not other.taken
    assert entry.headline.words == "보증료 내린다"
    assert issues.is_unchanged(db, number)


@pytest.mark.parametrize("purged", [False, True])
def test_what_another_outlet_adds_is_said_to_be_taken_away(
    db: Database, ids: dict[str, int], purged: bool
) -> None:
    article = put(
        db, "hangang", "9", "부산·후쿠오카 조합, 공동 창고", f"{ADDED}\n\n{WAREHOUSE}", at=LATER
    )
    stories.merge(db, [ids["warehouse"], article], by="ana")
    draft = new(db)
    fill(db, draft, [ids["warehouse"]])
    number = publish(db, draft)
    (entry,) = issues.read(db, number, at=LATER).briefing.entries
    assert [each.words.words for each in entry.additions if each.words] == [ADDED]
    assert [each.article for each in entry.additions] == [article]
    db.execute("UPDATE outlets SET kept = 'headline' WHERE name = 'hangang'")
    if purged:
        policies.purge(db, LATER)
    shown, places = issues.read(db, number, at=LATER)
    (entry,) = shown.entries
    assert [each.words for each in entry.additions] == [None]
    assert entry.taken == (Taken(what="addition", outlet="한강경제"),)
    assert entry.excerpt is not None
    assert places == (1,)


def test_a_forgotten_article_leaves_nothing_but_its_place(
    db: Database, ids: dict[str, int], number: int
) -> None:
    done = forget(db, "tokai", "1", because="판결", by="ana", at=LATER)
    assert done.briefings == ((number, 2),)
    shown = issues.read(db, number, at=LATER).briefing
    assert len(shown.entries) == 4
    gone = shown.entries[1]
    assert gone.headline.words == "[요청에 따라 삭제된 기사]"
    assert (gone.excerpt, gone.source.url, gone.source.authors) == (None, None, ())
    assert gone.sentence is not None  # the editor's; a correction says what is to be said
    stored = "\n".join(
        str(row) for name in ("briefing_issues", "briefing_texts") for row in db.table(name).rows
    )
    assert "小口貨物" not in stored
    assert not issues.is_unchanged(db, number)
    with pytest.raises(DatabaseError, match="stays as it is"):
        db.execute("DELETE FROM briefing_issues")
    assert ids


def test_it_remembers(db: Database, ids: dict[str, int], number: int) -> None:
    story = dict(db.execute("SELECT id, story_id FROM articles").fetchall())
    known = memory.read(db, story.values())[story[ids["warehouse"]]]
    assert [each.number for each in known.mentions] == [number]
    assert known.follow_up_to is None
    body = "공동 창고 첫 화물이 들어왔다. 두 조합은 다음 달에 냉장 설비를 더한다."
    fresh = put(db, "namhae", "9", "창고 첫 화물", body, at=LATER, seen=LATER + timedelta(hours=1))
    db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story[ids["warehouse"]], fresh])
    known = memory.read(db, story.values())[story[ids["warehouse"]]]
    assert known.follow_up_to == number

    def listed(briefed: queue.Briefed) -> set[int]:
        filters = Filters(status="any", decision="any", briefed=briefed)
        return {place.id for place in queue.page(db, filters).places}

    cited = {story[each] for each in ids.values()}
    assert listed("already") == cited
    assert listed("follow-up") == {story[ids["warehouse"]]}
    assert not listed("not") & cited
    assert listed("changed") == set()


BEFORE, AFTER = MONDAY + timedelta(days=1), LATER + timedelta(hours=1)


@pytest.mark.parametrize(
    ("steps", "is_aged"),
    [
        (("issue", "star other", "merge"), False),
        (("star other", "issue", "merge"), True),
        (("issue", "star other", "merge", "unstar", "undo"), False),
        (("star", "issue", "unstar", "undo"), True),
        (("star", "issue", "star other", "merge"), False),  # the newer of two
        (("issue", "star"), False),
        (("star", "issue"), True),
        (("issue", "star other", "merge", "note"), False),
        (("star", "issue", "unstar", "merge"), False),  # no star, no age
    ],
)
def test_a_star_is_as_old_as_a_person_made_it(
    db: Database, ids: dict[str, int], steps: tuple[str, ...], is_aged: bool
) -> None:
    from newsdb.review import reviews  # noqa: PLC0415
    from newsdb.review.reviews import Subject  # noqa: PLC0415
    from newsdb.stories import undoing  # noqa: PLC0415

    def story_of(name: str) -> Subject:
        row = db.execute("SELECT story_id FROM articles WHERE id = ?", [ids[name]]).fetchone()
        return Subject("story", row[0])

    at = BEFORE
    for number, step in enumerate(steps):
        own, other = story_of("customs"), story_of("succession")
        at += timedelta(minutes=number)
        subject = other if step == "star other" else own
        version = reviews.read(db, subject).version
        seen: dict[str, Any] = {"version": version, "actor": "ana", "at": at}
        with transaction(db):
            if step == "issue":
                draft = new(db)
                fill(db, draft, [ids["customs"]])
            elif step == "merge":
                undoing.merge(db, [own.id, other.id], person="ana", at=at)
            elif step == "undo":
                reviews.undo(db, subject, **seen)
            elif step == "note":
                reviews.note(db, subject, "메모", **seen)
            else:
                reviews.star(db, subject, step != "unstar", **seen)
        if step == "issue":
            publish(db, draft)
            at = AFTER
    assert (story_of("customs").id in memory.aged_stars(db, [story_of("customs").id])) is is_aged


def test_a_star_of_the_second_of_an_issue_is_not_lost(db: Database, ids: dict[str, int]) -> None:
    from newsdb.review import reviews  # noqa: PLC0415
    from newsdb.review.reviews import Subject  # noqa: PLC0415

    draft = new(db)
    fill(db, draft, [ids["customs"]])
    publish(db, draft)
    story = dict(db.execute("SELECT id, story_id FROM articles").fetchall())[ids["customs"]]
    reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=LATER)
    assert memory.aged_stars(db, [story]) == set()


def test_stars_age_once_they_are_briefed(db: Database, ids: dict[str, int]) -> None:
    from newsdb.review import reviews  # noqa: PLC0415
    from newsdb.review.reviews import Subject  # noqa: PLC0415

    story = dict(db.execute("SELECT id, story_id FROM articles").fetchall())[ids["customs"]]
    subject = Subject("story", story)
    reviews.star(db, subject, True, version=0, actor="ana", at=MONDAY)
    assert memory.aged_stars(db, [story]) == set()
    draft = new(db)
    fill(db, draft, [ids["customs"]])
    publish(db, draft)
    assert memory.aged_stars(db, [story]) == {story}
    reviews.star(db, subject, False, version=1, actor="ana", at=LATER + timedelta(hours=1))
    reviews.star(db, subject, True, version=2, actor="ana", at=LATER + timedelta(hours=2))
    assert memory.aged_stars(db, [story]) == set()


def test_a_correction_names_what_it_corrects(db: Database, ids: dict[str, int]) -> None:
    draft = new(db)
    fill(db, draft, [ids["customs"]])
    first = publish(db, draft)
    again = drafts.create(
        db, title="정정", kind="one-off", language="ko", since="2026-12-07", until="2026-12-07",
        editor="김하늘", sections=("정정",), actor="ana", at=LATER, corrects=first,
    )  # fmt: skip
    fill(db, again, [ids["customs"]])
    second = publish(db, again)
    listed = {each.number: each for each in issues.listing(db)}
    assert listed[first].corrected_by == (second,)
    assert issues.read(db, second, at=LATER).briefing.corrects == first


def test_what_is_not_there_is_said(db: Database) -> None:
    with pytest.raises(MissingError, match="no briefing 7"):
        issues.read(db, 7, at=LATER)
    with pytest.raises(MissingError, match="no draft 7"):
        drafts.read(db, 7)


def test_an_outlet_that_is_described_anew_keeps_its_licence(db: Database) -> None:
    licences.note(db, {"namhae": LicenceConfiguration(number="1", until=date(2027, 1, 1))})
    outlet = Outlet(name="namhae", title="남해", country="KR", language="ko", home="https://n/")
    outlets.save(db, replace(outlet, policy=Policy(kept="headline")))
    row = db.execute("SELECT licence_number, kept FROM outlets WHERE name = 'namhae'").fetchone()
    assert row == ("1", "headline")


def test_issues_come_along_into_a_database_that_was_made_again(
    db: Database, ids: dict[str, int], number: int, tmp_path: Path
) -> None:
    open_draft = new(db)
    fill(db, open_draft, [ids["customs"]], "아직 쓰는 중입니다.")
    before = issues.read(db, number, at=LATER)
    db.close()
    again = open_database(tmp_path / "again.db")
    save_outlets(again)
    put(again, "namhae", "99", "먼저 읽은 기사", "다른 번호가 된다.")
    customs = put(again, "tokai", "1", "小口貨物の通関、釜山・博多で共通様式に", CUSTOMS)
    counts = decisions.bring(again, tmp_path / "news.db")
    assert (counts["briefing_issues"], counts["briefing_entries"]) == (1, 2)
    assert issues.read(again, number, at=LATER) == before
    assert issues.is_unchanged(again, number)
    (story,) = again.execute("SELECT story_id FROM articles WHERE id = ?", [customs]).fetchone()
    assert memory.read(again, [story])[story].mentions[0].number == number
    text = CUSTOMS.replace("来年4月", "来年5月")
    put(again, "tokai", "1", "小口貨物の通関、釜山・博多で共通様式に", text, seen=LATER)
    (alarm,) = watching.look_after(again, at=LATER)
    assert alarm.subject == f"{number}/2"
    assert [item.sentence for item in drafts.read(again, open_draft).items] == [
        "아직 쓰는 중입니다."
    ]
    again.close()


@pytest.mark.parametrize("is_in_archive", [False, True])
def test_texts_that_a_backup_brings_are_purged_too(
    db: Database, ids: dict[str, int], number: int, tmp_path: Path, is_in_archive: bool
) -> None:
    db.close()
    again = open_database(tmp_path / "again.db")
    save_outlets(again)
    if is_in_archive:
        put(again, "tokai", "1", "小口貨物の通関、釜山・博多で共通様式に", CUSTOMS)
        policies.purge(again, LATER + timedelta(days=60))
    decisions.bring(again, tmp_path / "news.db")
    policies.purge(again, LATER + timedelta(days=61))
    kept = dict(again.execute("SELECT place, words FROM briefing_texts").fetchall())
    assert kept.keys() == {1, 3}
    assert kept[1] == visibility.excerpt(WAREHOUSE)
    again.close()
    assert number
    assert ids


def test_what_changed_behind_an_issue_comes_along(
    db: Database, ids: dict[str, int], tmp_path: Path
) -> None:
    draft = new(db)
    fill(db, draft, [ids["warehouse"]], "계약액은 1,120만 달러입니다.")
    number = publish(db, draft)
    title = "후쿠오카·부산 중소기업, 공동 물류창고 연다"
    known, later = WAREHOUSE.replace("1,120", "920"), WAREHOUSE.replace("1,120", "820")
    put(db, "namhae", "1", title, known, seen=LATER)
    watching.look_after(db, at=LATER)
    db.close()
    again = open_database(tmp_path / "again.db")
    save_outlets(again)
    put(again, "tokai", "9", "別の記事", "番号がずれる。")
    put(again, "namhae", "1", title, WAREHOUSE)
    put(again, "namhae", "1", title, known, seen=LATER)
    decisions.bring(again, tmp_path / "news.db")
    assert watching.look_after(again, at=LATER) == []
    assert [each.after for each in watching.of_issue(again, number, at=LATER)] == ["920"]
    # What the archive has behind the backup is found as well.
    put(again, "namhae", "1", title, later, seen=LATER + timedelta(hours=1))
    watching.look_after(again, at=LATER)
    assert len(watching.of_issue(again, number, at=LATER)) == 2
    again.close()


def test_a_licence_lets_nobody_search_what_may_not_be_shown(db: Database) -> None:
    licences.note(db, {"hangang": LicenceConfiguration(number="1", until=date(2027, 1, 1))})
    body = "첫 문단이다.\n\n둘째 문단에는 무화과나무가 나온다."
    put(db, "hangang", "2", "보증료 내린다", body)
    (stored,) = db.execute("SELECT body FROM article_bodies ORDER BY article_id DESC").fetchone()
    assert stored == body
    assert search.find(db, "무화과나무", at=LATER) == []
    assert [each.title for each in search.find(db, "보증료", at=LATER)] == ["보증료 내린다"]


def test_what_only_a_licence_keeps_any_longer_leaves_the_search(db: Database) -> None:
    licences.note(db, {"hangang": LicenceConfiguration(number="1", until=date(2028, 1, 1))})
    db.execute("UPDATE outlets SET kept = 'full', kept_days = 30 WHERE name = 'hangang'")
    body = "첫 문단이다.\n\n둘째 문단에는 무화과나무가 나온다."
    put(db, "hangang", "3", "보증료 내린다", body)
    policies.purge(db, LATER)
    assert [each.title for each in search.find(db, "무화과나무", at=LATER)] == ["보증료 내린다"]
    expired = LATER + timedelta(days=40)
    for _ in range(2):  # the second purge finds nothing to do
        policies.purge(db, expired)
        assert (body,) in db.execute("SELECT body FROM article_bodies").fetchall()
        assert search.count_hits(db, search.parse("무화과나무")) == 0
    (article_id,) = db.execute("SELECT article_id FROM withheld_from_search").fetchone()
    search.index_again(db, [article_id])  # as an upgrade does
    assert search.count_hits(db, search.parse("무화과나무")) == 0
    assert search.count_hits(db, search.parse("보증료")) == 1
    # The outlet allows more again: it is found as before.
    db.execute("UPDATE outlets SET kept_days = NULL WHERE name = 'hangang'")
    policies.purge(db, expired)
    assert search.count_hits(db, search.parse("무화과나무")) == 1
    assert db.execute("SELECT count(*) FROM withheld_from_search").fetchone() == (0,)
