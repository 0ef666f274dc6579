"""A correction of a cited article raises one alarm with the right sentence; noise raises none."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsdb.articles import revisions
from newsdb.articles.changes import Change, Version, between
from newsdb.briefings import memory, watching
from newsdb.briefings.substance import Words, affected, is_substantial, takes_out_quoted
from newsdb.database_errors import DatabaseError
from newsdb.delivery import selecting
from newsdb.delivery.selecting import Span
from newsdb.health import alarms
from newsdb.review import queue
from newsdb.review.queue import Filters
from tests.newsdb.briefings.conftest import LATER, fill, new, publish
from tests.newsdb.briefings.news import CUSTOMS, WAREHOUSE, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

TITLE = "후쿠오카·부산 중소기업, 공동 물류창고 연다"
OWN = "두 조합이 하카타항에 창고를 함께 엽니다. 계약액은 1,120만 달러입니다."


def changes(before: str, after: str) -> list[Change]:
    return between(Version(TITLE, None, before), Version(TITLE, None, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("계약액은 1,120만 달러다.", "계약액은 920만 달러다."),
        ("参加したのは120社だった。", "参加したのは12社だった。"),
        ("The fair drew 40 firms.", "The fair drew 14 firms."),
        ("개막식은 3월 2일에 열린다.", "개막식은 3월 9일에 열린다."),
        ("開所は4月1日だ。", "開所は5月1日だ。"),
        ("행사는 월요일에 열린다.", "행사는 화요일에 열린다."),
        ("회의는 오전 10시에 시작한다.", "회의는 오후 10시에 시작한다."),
        ("김하늘 이사장은 참여한다.", "박서연 이사장은 참여한다."),
        ("鈴木一郎会長が話した。", "田中次郎会長が話した。"),
        (
            "두 조합은 창고를 함께 짓기로 합의했다.",
            "두 조합은 창고를 함께 짓기로 합의하지 않았다.",
        ),
        ("両社は提携を決めた。", "両社は提携を決めなかった。"),
        ("수출이 지난해보다 증가했다.", "수출이 지난해보다 감소했다."),
        ("정부는 법안을 승인했다.", "정부는 법안을 거부했다."),
        ("협약은 이어진다.", "협약은 이어진다. [정정] 계약액을 920만 달러로 바로잡습니다."),
        ("商談会が開かれた。", "商談会が開かれた。【訂正】社数に誤りがあり、訂正しました。"),
        ("업체 세 곳이 참여한다.", "업체 네 곳이 참여한다."),
    ],
)
def test_what_a_briefing_rests_on_has_changed(before: str, after: str) -> None:
    assert [each for each in changes(before, after) if is_substantial(each)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("계약액은 1만2000달러다.", "계약액은 1만 2천 달러다."),
        ("기업 1200곳이 참여한다.", "기업 1,200곳이 참여한다."),
        ("기업 120곳이 참여한다.", "기업 120여 곳이 참여한다."),
        ("회사는 어제 문을 열었다.", "회사는 2일 문을 열었다."),
        ("会社は昨日、発表した。", "会社は2日、発表した。"),
        ("개막식은 12월 3일 열린다.", "개막식은 오는 3일 열린다."),
        ("김하늘 이사장은 참여한다.", "김하늘 조합 이사장은 참여한다."),
        ("이사장은 참여한다고 밝혔다.", "이사장은 참여한다고 말했다."),
        ("規模は大きいかもしれない。", "規模は大きい可能性がある。"),
        ("이사장뿐 아니라 조합원도 참여한다.", "이사장과 조합원도 참여한다."),
        ("협약은 이어진다.", "협약은 이어진다. 다음 행사는 가을에 30곳이 모여 연다."),
        ("협약은 이어진다. 날씨는 맑았다.", "협약은 이어진다."),
        ("창고가 열린다. 조합이 빌린다.", "조합이 빌린다. 창고가 열린다."),
    ],
)
def test_wording_is_no_substance(before: str, after: str) -> None:
    assert [each for each in changes(before, after) if is_substantial(each)] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change("figure", "body", "1,120", "920"), "계약액은 1,120만 달러입니다."),
        (Change("figure", "body", "1120", "920"), "계약액은 1,120만 달러입니다."),
        (Change("figure", "body", "4", "5"), "두 조합이 하카타항에 창고를 함께 엽니다."),
        (
            Change("name", "body", "하카타항", "하카다항"),
            "두 조합이 하카타항에 창고를 함께 엽니다.",
        ),
        (Change("name", "body", "ハカタ", "モジ"), "두 조합이 하카타항에 창고를 함께 엽니다."),
        (
            Change("correction notice", "body", None, "[정정] 1,120만 달러를 920만으로 고칩니다."),
            "계약액은 1,120만 달러입니다.",
        ),
        (
            Change("title", "title", "계약액 1120만 달러", "계약액 920만 달러"),
            "계약액은 1,120만 달러입니다.",
        ),
        (
            Change("removed at source", "article", None, "2026-12-05"),
            OWN.split(". ", maxsplit=1)[0] + ".",
        ),
    ],
)
def test_the_sentence_that_is_affected(change: Change, sentence: str) -> None:
    words = Words(sentence=OWN, note="", headline=TITLE, excerpt="면적은 2,400㎡다.")
    assert affected(change, words).sentence == sentence


def test_a_quoted_sentence_that_is_taken_out_matters() -> None:
    words = Words(sentence=OWN, note="", headline=TITLE, excerpt="창고가 열린다. 면적은 넓다.")
    gone = Change("body removed", "body", "면적은 넓다.", None)
    assert takes_out_quoted(gone, words)
    assert not takes_out_quoted(Change("body removed", "body", "날씨는 맑다.", None), words)


@pytest.fixture
def number(db: Database, ids: dict[str, int]) -> int:
    draft = new(db)
    fill(db, draft, [ids["warehouse"], ids["customs"]], OWN, "시범 사업은 내년 4월에 시작합니다.")
    number = publish(db, draft)
    assert watching.look_after(db, at=LATER) == []
    return number


def correct(db: Database, **more: Any) -> int:
    body = WAREHOUSE.replace("1,120만", "920만")
    return put(db, "namhae", "1", TITLE, body, **{"seen": LATER + timedelta(days=1), **more})


def test_a_correction_is_one_alarm_with_its_sentence_and_erratum(
    db: Database, number: int
) -> None:
    correct(db)
    at = LATER + timedelta(days=1, minutes=5)
    (alarm,) = watching.look_after(db, at=at)
    assert alarm.subject == f"{number}/1"
    assert alarm.diagnosis == (
        "Briefing 1, item 1: 남해일보 has changed a figure in an article that it cites."
        " Affected: “계약액은 1,120만 달러입니다.”"
    )
    assert watching.look_after(db, at=at) == []
    # Another correction of the same article renews the alarm that is open.
    put(db, "namhae", "1", TITLE, WAREHOUSE.replace("1,120만", "930만"), seen=at)
    assert watching.look_after(db, at=at) == []
    assert [each.kind for each in alarms.open_ones(db)] == ["briefing"]
    first, _ = watching.of_issue(db, number, at=at)
    assert (first.before, first.after) == ("1,120", "920")
    assert watching.errata(db, number, at=at) == (
        "제1호 1번 항목: ‘1,120’ → ‘920’ (남해일보 기사 수정)\n"
        "해당 문장: “계약액은 1,120만 달러입니다.”"
    )
    # Who gets a digest is told too, though nobody starred it or decided on it.
    (newest, *_) = selecting.read_changes(db, selecting.changes(db, Span(0, 1000)), at=at)
    assert newest.article_id == first.article
    assert newest.before
    assert "920만" in newest.before
    assert newest.before.endswith("다.")
    assert newest.after == newest.before.replace("920만", "930만")
    story = dict(db.execute("SELECT id, story_id FROM articles").fetchall())[first.article]
    assert memory.read(db, [story])[story].changed == number
    filters = Filters(status="any", decision="any", briefed="changed")
    assert [place.id for place in queue.page(db, filters).places] == [story]


def test_an_article_that_disappears_is_an_alarm(db: Database, number: int) -> None:
    revisions.note_removed(db, outlet="tokai", key="1", at=LATER + timedelta(days=2))
    (alarm,) = watching.look_after(db, at=LATER + timedelta(days=2))
    assert alarm.subject == f"{number}/2"
    assert "東海工業新聞 has removed an article that it cites" in alarm.diagnosis
    assert "시범 사업은 내년 4월에 시작합니다." in alarm.diagnosis


def test_what_changed_before_the_issue_is_no_alarm(db: Database, ids: dict[str, int]) -> None:
    correct(db, seen=LATER - timedelta(days=1))
    draft = new(db)
    fill(db, draft, [ids["warehouse"]], OWN)
    publish(db, draft)
    assert watching.look_after(db, at=LATER) == []


NOISE: tuple[Callable[[str, int], str], ...] = (
    lambda text, _: text.replace("말했다", "밝혔다"),
    lambda text, _: text.replace("공동 창고를", "공동 물류 창고를"),
    lambda text, n: f"{text}\n\n댓글 {n}개",
    lambda text, n: f"{text}\n\n▶ 관련기사: 부산 수출 {n}억원",
    lambda text, n: f"{text}\n\nⓒ 남해일보 {n}, 무단전재 및 재배포 금지",
    lambda text, n: f"{text}\n\n수정 2026-12-05 10:{n % 60:02}",
    lambda text, _: text.replace("“", '"').replace("”", '"'),
    lambda text, _: text.replace("2,400㎡", "2400㎡"),
    lambda text, _: text.replace("1,120만 달러", "1120만 달러"),
    lambda text, _: f"{text}\n\n조합은 자세한 일정을 따로 알리기로 했다.",
    lambda text, _: text.replace(". ", ".\n\n"),
    lambda text, _: text.replace("김하늘 이사장은", "김하늘 조합 이사장은"),
)


def test_two_hundred_noise_edits_raise_none(db: Database, number: int) -> None:
    chance = random.Random(22)  # noqa: S311 a seed repeats
    at = LATER
    for turn in range(200):
        at += timedelta(minutes=10)
        text = WAREHOUSE
        for edit in chance.sample(NOISE, k=chance.randint(1, 3)):
            text = edit(text, turn * 7 % 990)
        put(db, "namhae", "1", TITLE, text, seen=at)
    assert db.execute("SELECT count(*) FROM changes").fetchone()[0] > 100
    assert watching.look_after(db, at=at) == []
    assert alarms.open_ones(db) == []
    assert number


def test_no_text_of_an_outlet_stands_in_an_alarm(db: Database, number: int) -> None:
    """The row of an alarm is kept when the text must go."""
    body = CUSTOMS.replace("来年4月に試行", "来年5月に試行")
    put(db, "tokai", "1", "小口貨物の通関、釜山・博多で共通様式に", body, seen=LATER)
    watching.look_after(db, at=LATER)
    (alarm,) = alarms.open_ones(db)
    assert "試行" not in f"{alarm.diagnosis}{alarm.evidence}"
    told, *_ = watching.of_issue(db, number, at=LATER + timedelta(days=60))
    assert (told.before, told.after) == (None, None)
    assert "4月" not in told.erratum
    # Nor in a correction, which is frozen while the text is still there.
    now, *_ = watching.of_issue(db, number, at=LATER)
    assert (now.before, now.after) == ("4月", "5月")
    assert "4月" not in watching.errata(db, number, at=LATER)


def test_nobody_writes_to_what_was_frozen_meanwhile(db: Database, number: int) -> None:
    correct(db)
    watching.look_after(db, at=LATER)
    with pytest.raises(DatabaseError, match="stays as it is"):
        db.execute("UPDATE briefing_citations SET revision = 2")
    assert number


def test_what_could_not_be_kept_is_looked_at_again(
    db: Database, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> list[Any]:
        raise DatabaseError("database is locked")

    correct(db)
    with monkeypatch.context() as patched:
        patched.setattr(alarms, "keep", locked)
        with pytest.raises(DatabaseError):
            watching.look_after(db, at=LATER)
    assert [each.subject for each in watching.look_after(db, at=LATER)] == [f"{number}/1"]
