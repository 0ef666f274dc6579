"""Copies become one story; what a person decided stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from commands.stories import story_text
from newsdb.articles import outlets
from newsdb.database import open_database, transaction
from newsdb.delivery import subscriptions
from newsdb.records import KST, Article, Country, Outlet
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.similarity.signatures import sign
from newsdb.stories import copy_links, listing, relinking, stories
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
RELEASE = (
    "중소기업중앙회는 2일 도쿄에서 일본 단체중앙회와 판로 협력 협약을 맺었다고 밝혔다.\n\n"
    "두 단체는 부품 기업 120곳과 구매 기업 45곳을 잇는 상담회를 해마다 두 차례 열기로 했다. "
    "첫 상담회는 9월 14일 오사카에서 열리며 참가비는 없다.\n\n"
    "협약에 따라 3년 동안 38억원이 물류와 인증 비용으로 쓰인다. "
    "김하나 회장은 “작은 기업이 혼자 넘기 어려운 문턱을 함께 낮추겠다”고 말했다."
)
OTHER = (
    "부산의 한 조선 기자재 업체가 후쿠오카 조선소에 밸브 2,300개를 납품하기로 했다.\n\n"
    "회사는 17명을 새로 뽑고 설비에 64억원을 들인다. 첫 물량은 11월 8일 배에 실린다.\n\n"
    "지역 상공회의소는 통관 서류를 대신 써 주고 통역 5명을 보낼 계획이다."
)

REPORT = (
    "김하나 중소기업중앙회 회장이 도쿄에서 일본 단체중앙회와 판로 협약에 서명했다.\n\n"
    "물류와 인증에 38억원을 쓰는 이번 약속으로 부품 기업 120곳이 오사카 상담회에 나간다. "
    "현지에서는 엔저로 발주가 줄어 실제 계약까지는 시간이 걸린다는 말도 나왔다."
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    countries: dict[str, Country] = {"a": "KR", "b": "KR", "c": "JP", "연합뉴스": "KR"}
    for name, country in countries.items():
        outlets.save(
            db,
            Outlet(name=name, title=name, country=country, language="ko", home=f"https://{name}"),
        )
    yield db
    db.close()


def put(db: Database, key: str, body: str = RELEASE, *, hours: float = 0, **more: Any) -> int:
    outlet = more.pop("outlet", "a")
    article = Article(
        outlet=outlet,
        key=key,
        url=f"https://{outlet}/{key}",
        title=f"협약 {key}",
        body=body,
        language="ko",
        published_at=NOON + timedelta(hours=hours),
    )
    article = replace(article, **more)
    signature = sign(article, agencies={"연합뉴스"})
    store(db, article, seen_at=NOON + timedelta(hours=hours), signature=signature)
    row = db.conn.execute("SELECT id FROM articles WHERE outlet = ? AND key = ?", (outlet, key))
    return int(row.fetchone()[0])


def story_of(db: Database, article_id: int) -> int:
    sql = "SELECT story_id FROM articles WHERE id = ?"
    return int(db.conn.execute(sql, (article_id,)).fetchone()[0])


def shown_by(db: Database, article_id: int) -> int | None:
    sql = "SELECT copy_of FROM articles WHERE id = ?"
    row: tuple[int | None] = db.conn.execute(sql, (article_id,)).fetchone()
    return row[0]


def test_a_copy_joins_the_story_and_is_shown_by_the_first(db: Database) -> None:
    first = put(db, "1")
    other = put(db, "2", OTHER)
    copy = put(db, "3", RELEASE.replace("\n\n", " "), outlet="b", hours=2)
    assert story_of(db, first) == story_of(db, copy) != story_of(db, other)
    assert (shown_by(db, first), shown_by(db, copy)) == (None, first)
    assert [(each["article_id"], each["kind"]) for each in copy_links.of(db, first)] == [
        (first, "exact")
    ]
    story = listing.read(db, story_of(db, first))
    assert story is not None
    assert (story["members"], story["origin_id"], story["origin_by"]) == (2, first, "earliest")


def test_who_had_it_first_is_by_the_time_printed_not_by_the_time_found(db: Database) -> None:
    late = put(db, "1", outlet="b", hours=3)
    early = put(db, "2", RELEASE + " 다음 회의는 서울에서 열린다.", hours=1)
    later = put(db, "3", hours=4, outlet="c")
    assert {shown_by(db, late), shown_by(db, later)} == {early}
    assert shown_by(db, early) is None
    countries = listing.read(db, story_of(db, early))
    assert countries is not None
    assert [(each["country"], each["article_id"]) for each in countries["countries"]] == [
        ("JP", later),
        ("KR", early),
    ]


def test_the_origin_is_who_credits_an_agency_then_who_says_it_is_a_release(db: Database) -> None:
    first = put(db, "1")
    release = put(db, "2", RELEASE + "\n\n이 보도자료는 중앙회가 냈다.", hours=1)
    story = listing.read(db, story_of(db, first))
    assert story is not None
    assert (story["origin_id"], story["origin_by"]) == (release, "press release")
    wire = put(db, "3", hours=2, outlet="b", source="연합뉴스")
    own = put(db, "4", hours=3, outlet="연합뉴스", source="연합뉴스")
    story = listing.read(db, story_of(db, wire))
    assert story is not None
    assert (story["origin_id"], story["origin_by"], story["origin_name"]) == (
        own,
        "agency",
        "연합뉴스",
    )


def test_a_press_wires_release_is_the_origin_whoever_had_it_first(db: Database) -> None:
    added = "김포의 거래처는 값을 올리지 않기로 했다고 중앙회 관계자가 따로 설명했다."
    agency = put(db, "1", hours=1, outlet="b", source="연합뉴스")
    reprint = put(db, "2", hours=2)
    adds = put(db, "3", f"{RELEASE}\n\n{added}", hours=3, outlet="c")
    wire = Outlet(name="w", title="뉴스와이어", country="KR", language="ko", home="https://w.kr/")
    outlets.save(db, replace(wire, press_wire=True))
    release = put(db, "4", hours=4, outlet="w")
    story = listing.read(db, story_of(db, agency))
    assert story is not None
    assert (story["origin_id"], story["origin_by"], story["origin_name"]) == (
        release,
        "press release",
        "뉴스와이어",
    )
    told = listing.additions(db, story["id"], at=NOON)
    assert {each: told[each] for each in (agency, reprint, adds)} == {
        agency: [],
        reprint: [],
        adds: [added],
    }
    told_line = story_text({**story, "added": told}).splitlines()[1]
    assert "origin w (press release, 뉴스와이어, 2 only reprint, 1 adds to it)" in told_line
    later = put(db, "5", hours=5, outlet="연합뉴스", source="연합뉴스")
    story = listing.read(db, story_of(db, later))
    assert story is not None
    assert story["origin_id"] == release


@pytest.mark.parametrize("large", [1, 60])
def test_a_release_is_never_hidden_behind_its_reprint(
    db: Database, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(stories, "LARGE", large)
    wire = Outlet(name="w", title="뉴스와이어", country="KR", language="ko", home="https://w.kr/")
    outlets.save(db, replace(wire, press_wire=True))
    reprint = put(db, "1", hours=1)
    short = put(db, "2", RELEASE.rsplit("\n\n", 1)[0], hours=2, outlet="b")
    longer = put(db, "3", f"{OTHER}\n\n{RELEASE}\n\n{OTHER[::-1]}", hours=3, outlet="c")
    release = put(db, "4", hours=4, outlet="w")
    found_later = put(db, "5", hours=3.5, outlet="b")  # published before it, found after it
    after = put(db, "6", hours=5, outlet="연합뉴스", source="연합뉴스")
    shown = {each: shown_by(db, each) for each in (reprint, short, longer, found_later, after)}
    assert shown_by(db, release) is None
    assert shown == {
        reprint: release,
        short: release,
        longer: None,  # adds more than it repeats
        found_later: release,
        after: release,
    }
    other = Outlet(name="x", title="PR", country="JP", language="ko", home="https://x.jp/")
    outlets.save(db, replace(other, press_wire=True))
    second = put(db, "7", hours=6, outlet="x")
    assert shown_by(db, second) == release  # of two wires the first stands for both


def test_what_adds_more_than_it_repeats_is_linked_and_shown(db: Database) -> None:
    first = put(db, "1")
    long = put(db, "2", f"{OTHER}\n\n{RELEASE}\n\n{OTHER[::-1]}", hours=1)
    assert [each["kind"] for each in copy_links.of(db, long)] == ["contains"]
    assert story_of(db, first) == story_of(db, long)
    assert shown_by(db, long) is None


def test_a_digest_does_not_make_one_story_of_what_it_holds(db: Database) -> None:
    first, other = put(db, "1"), put(db, "2", OTHER)
    digest = put(db, "3", f"{RELEASE}\n\n{OTHER}", hours=1)
    assert {each["kind"] for each in copy_links.of(db, digest)} == {"contains"}
    assert story_of(db, first) != story_of(db, other)
    assert story_of(db, digest) in {story_of(db, first), story_of(db, other)}


def test_a_series_stays_apart(db: Database) -> None:
    first = put(db, "1")
    figures = {"120": "95", "45": "31", "14": "21", "38": "12", " 2일": " 9일", "3년": "2년"}
    body = RELEASE
    for old, new in figures.items():
        body = body.replace(old, new)
    second = put(db, "2", body, hours=24)
    assert [each["kind"] for each in copy_links.of(db, second)] == ["series"]
    assert story_of(db, first) != story_of(db, second)
    assert shown_by(db, second) is None


def test_a_split_is_never_undone(db: Database) -> None:
    first, copy = put(db, "1"), put(db, "2", outlet="b", hours=1)
    apart = stories.split(db, copy, by="하나")
    assert story_of(db, copy) == apart != story_of(db, first)
    assert shown_by(db, copy) is None
    put(db, "2", f"{RELEASE} 끝으로 사진을 찍었다.", outlet="b", hours=1)  # revised
    third = put(db, "3", outlet="c", hours=2)
    relinking.relink(db, lambda article, _: sign(article))
    assert story_of(db, copy) == apart != story_of(db, first)
    assert story_of(db, third) in {story_of(db, first), apart}
    assert shown_by(db, copy) is None


def test_a_merge_is_never_undone(db: Database) -> None:
    first, other = put(db, "1"), put(db, "2", OTHER)
    story = stories.merge(db, [story_of(db, first), story_of(db, other)], by="하나")
    relinking.relink(db, lambda article, _: sign(article))
    assert story_of(db, first) == story_of(db, other) == story
    copy = put(db, "3", OTHER, outlet="b", hours=1)
    assert story_of(db, copy) == story
    assert (shown_by(db, other), shown_by(db, copy)) == (None, other)


def test_the_newest_word_of_a_person_counts(db: Database) -> None:
    first, copy = put(db, "1"), put(db, "2", outlet="b", hours=1)
    stories.split(db, copy, by="하나")
    stories.merge(db, [story_of(db, first), story_of(db, copy)], by="두리")
    relinking.relink(db, lambda article, _: sign(article))
    assert story_of(db, first) == story_of(db, copy)
    stories.split(db, copy, by="하나")
    relinking.relink(db, lambda article, _: sign(article))
    assert story_of(db, first) != story_of(db, copy)
    decided = [row["decided_by"] for row in db.query("SELECT decided_by FROM story_decisions")]
    assert decided == ["하나", "두리", "하나"]


def test_what_can_not_be_done_is_said(db: Database) -> None:
    first = put(db, "1")
    with pytest.raises(stories.StoryError, match="alone"):
        stories.split(db, first, by="하나")
    with pytest.raises(stories.StoryError, match="no article 99"):
        stories.split(db, 99, by="하나")
    with pytest.raises(stories.StoryError, match="two stories"):
        stories.merge(db, [story_of(db, first)], by="하나")
    with pytest.raises(stories.StoryError, match="no story 99"):
        stories.merge(db, [story_of(db, first), 99], by="하나")


def test_relinking_parts_what_the_rules_no_longer_hold_together(db: Database) -> None:
    first, copy = put(db, "1"), put(db, "2", outlet="b", hours=1)
    before = listing.read(db, story_of(db, first))
    assert relinking.relink(db, lambda article, _: sign(article))["links gone"] == 0
    assert listing.read(db, story_of(db, first)) == before
    counts = relinking.relink(
        db, lambda article, number: sign(replace(article, body=(RELEASE, OTHER)[number % 2]))
    )
    assert counts["links gone"] == 1
    assert story_of(db, first) != story_of(db, copy)
    assert shown_by(db, copy) is None
    since = NOON + timedelta(hours=1)
    counts = relinking.relink(db, lambda article, _: sign(article), since=since)
    assert counts["articles"] == 1


def test_every_article_has_a_story_also_without_a_signature(db: Database) -> None:
    article = Article(outlet="a", key="1", url="https://a/1", title="가", body="나", language="ko")
    store(db, article, seen_at=NOON)
    assert db.conn.execute("SELECT count(*) FROM stories").fetchone() == (1,)
    assert story_of(db, 1) == 1


def test_a_story_of_very_many_stays_true_as_it_grows(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "LARGE", 3)
    ids = [put(db, str(number), hours=number, outlet="ab"[number % 2]) for number in range(7)]
    grown = listing.read(db, story_of(db, ids[0]))
    shown = [shown_by(db, each) for each in ids]
    assert shown == [None, *[ids[0]] * 6]
    stories.refresh(db, story_of(db, ids[0]))
    assert listing.read(db, story_of(db, ids[0])) == grown
    assert [shown_by(db, each) for each in ids] == shown
    early = put(db, "early", hours=-1)
    assert shown_by(db, ids[0]) == shown_by(db, ids[6]) == early


def suggested(db: Database) -> list[tuple[int, int]]:
    sql = "SELECT article_id, other_id FROM links WHERE kind = 'same_event' ORDER BY 1, 2"
    return [(row[0], row[1]) for row in db.conn.execute(sql)]


def keys_of(db: Database, article_id: int) -> int:
    sql = "SELECT count(*) FROM fingerprints WHERE article_id = ?"
    return int(db.conn.execute(sql, (article_id,)).fetchone()[0])


TOUCHED = (
    "중소기업중앙회는 도쿄에서 2일 일본 단체중앙회와 판로 협력 협약을 체결했다고 전했다. "
    "양 단체는 부품 기업 120곳과 구매 기업 45곳을 잇는 상담회를 매년 두 차례 열기로 했다. "
    "첫 행사는 9월 14일 오사카에서 열리며 참가비는 받지 않는다. "
    "이 협약에 따라 3년 동안 물류와 인증 비용으로 38억원이 쓰인다. "
    "김하나 회장은 “작은 기업이 혼자서 넘기 어려운 문턱을 함께 낮추겠다”고 했다."
)


@pytest.mark.parametrize("days", [0, 10, -10])
def test_a_copy_of_which_every_sentence_was_touched_is_found_by_its_words(
    db: Database, days: int
) -> None:
    first = put(db, "1")
    put(db, "2", OTHER)
    mine, theirs = (
        sign(Article(outlet="a", key="", url="", title="", body=each, language="ko"))
        for each in (TOUCHED, RELEASE)
    )
    assert not {*mine.sentences, *mine.bands} & {*theirs.sentences, *theirs.bands}
    copy = put(db, "3", TOUCHED, outlet="b", hours=24 * days + 1)
    found = db.execute("SELECT kind FROM links WHERE ? IN (article_id, other_id)", (copy,))
    assert found.fetchall() == [("rewrite",)]
    assert story_of(db, copy) == story_of(db, first)


def test_who_copies_a_copy_finds_it_when_the_first_one_has_become_another_text(
    db: Database,
) -> None:
    first = put(db, "1")
    copy = put(db, "2", outlet="b", hours=1)
    put(db, "1", OTHER)  # revised
    abridged = put(db, "3", RELEASE.partition("\n\n협약")[0], outlet="c", hours=3)
    assert [(each["other_id"], each["kind"]) for each in copy_links.of(db, abridged)] == [
        (copy, "contains")
    ]
    assert shown_by(db, abridged) == first


def test_only_the_first_of_copies_of_a_day_is_found_by_its_words(db: Database) -> None:
    first = put(db, "1")
    copies = [put(db, "2", outlet="b", hours=1), put(db, "3", outlet="c", hours=2)]
    later = put(db, "4", outlet="b", hours=24)
    undated = [put(db, key, outlet="c", published_at=None) for key in ("5", "6")]
    longer = put(db, "7", f"{RELEASE}\n\n{OTHER}\n\n{OTHER[::-1]}", hours=3)
    assert {keys_of(db, each) for each in copies} == {6}, "the text and five sentences"
    assert min(keys_of(db, each) for each in (first, later, *undated, longer)) > 15


@pytest.mark.parametrize(
    "before",
    [
        [(RELEASE, 0), (RELEASE, 1), (OTHER, 1)],
        [(f"{OTHER}\n\n{RELEASE}", 0), (RELEASE, 1)],  # a digest was first
        [(RELEASE, 0), (RELEASE, 72)],
    ],
)
def test_a_report_is_suggested_with_a_copy_that_has_its_words(
    db: Database, before: list[tuple[str, int]]
) -> None:
    for number, (body, hours) in enumerate(before):
        put(db, f"{number}", body, outlet="ab"[number % 2], hours=hours)
    report = put(db, "report", REPORT, outlet="c", hours=before[-1][1] + 40)
    (linked,) = suggested(db)
    assert linked[0] == report
    found = db.execute("SELECT body FROM article_bodies WHERE article_id = ?", (linked[1],))
    assert found.fetchone()[0] == RELEASE
    relinking.relink(db, lambda article, _: sign(article))
    assert suggested(db) == [linked]


def test_relinking_suggests_what_storing_did_in_whatever_order_articles_came(
    db: Database,
) -> None:
    for number, hours in enumerate((30, 0, 55, 20, 41)):
        body = REPORT.replace("엔저", f"엔저와 금리 {number}")
        put(db, f"{number}", f"{number * 37 + 21}번째 소식이다. {body}", hours=hours)
        put(db, f"other {number}", f"{number}번. {OTHER[number * 20 :]}", hours=hours)
    put(db, "release", hours=-2)
    sql = "SELECT article_id, other_id, kind, score FROM links ORDER BY 1, 2"
    before = db.execute(sql).fetchall()
    assert "same_event" in {row[2] for row in before}
    relinking.relink(db, lambda article, _: sign(article))
    assert db.execute(sql).fetchall() == before


def test_articles_signed_before_their_words_were_kept_are_suggested_after_relinking(
    db: Database,
) -> None:
    first = put(db, "1")
    db.conn.execute("UPDATE signatures SET words = NULL, tells = NULL")
    copy = put(db, "2", outlet="b", hours=1)
    assert keys_of(db, copy) > 15, "the first does not stand for it"
    db.conn.execute("UPDATE signatures SET words = NULL, tells = NULL")
    report = put(db, "3", REPORT, outlet="c", hours=2)
    assert suggested(db) == []
    relinking.relink(db, lambda article, _: sign(article))
    assert suggested(db) == [(report, first)]


def test_a_day_without_time_is_first_of_nothing_on_that_day(db: Database) -> None:
    """An outlet that prints days only would otherwise be first at midnight."""
    midnight = NOON - timedelta(hours=12)
    day = put(db, "1", published_at=midnight, published_precision="day")
    timed = put(db, "2", outlet="c", hours=3)
    story = listing.read(db, story_of(db, day))
    assert story is not None
    assert (story["origin_id"], story["origin_by"]) == (timed, "earliest")
    assert (story["first_at"], story["last_at"]) == ("2026-03-02T15:00:00+09:00",) * 2
    assert [each["at"] for each in story["articles"]] == [
        "2026-03-02T15:00:00+09:00",
        "2026-03-02",
    ]
    assert {each["country"]: each["first_at"] for each in story["countries"]} == {
        "KR": "2026-03-02",
        "JP": "2026-03-02T15:00:00+09:00",
    }
    assert shown_by(db, day) == timed


def test_a_day_without_time_is_before_the_next_day(db: Database) -> None:
    put(db, "1", hours=13, outlet="b")  # 01:00 of the next day
    day = put(db, "2", published_precision="day", outlet="c")
    story = listing.read(db, story_of(db, day))
    assert story is not None
    assert (story["origin_id"], story["first_at"]) == (day, "2026-03-02")
    assert {each["id"] for each in listing.listing(db, since=NOON + timedelta(days=1))} == set()
    at_night = NOON + timedelta(hours=11)
    assert {each["id"] for each in listing.listing(db, since=at_night)} == {story["id"]}


def test_a_number_of_a_deleted_story_is_not_given_again(db: Database) -> None:
    first = story_of(db, put(db, "1"))
    later = story_of(db, put(db, "2", OTHER))
    with transaction(db):
        reader = subscriptions.add(db, at=NOON, name="간부", channel="office")
        subscriptions.note_told(db, reader, [later], at=NOON)
        reviews.decide(
            db, Subject("story", later), "not_relevant", version=0, actor="ana", at=NOON
        )
    assert stories.merge(db, [first, later], by="ana") == first
    new = put(db, "3", "규슈의 한 양조장이 대구 유통 회사와 청주 3만 병을 팔기로 했다.")
    assert story_of(db, new) > later
    assert db.execute("SELECT status FROM articles WHERE id = ?", [new]).fetchone() == (None,)
    assert subscriptions.told(db, reader) == {first, later}


@pytest.mark.parametrize("known_by", ["reviews", "readers"])
def test_whoever_knows_a_deleted_story_keeps_its_number(db: Database, known_by: str) -> None:
    first = story_of(db, put(db, "1"))
    later = story_of(db, put(db, "2", OTHER))
    with transaction(db):
        if known_by == "reviews":
            reviews.star(db, Subject("story", later), True, version=0, actor="ana", at=NOON)
        else:
            reader = subscriptions.add(db, at=NOON, name="간부", channel="office")
            subscriptions.note_told(db, reader, [later], at=NOON)
    stories.merge(db, [first, later], by="ana")
    assert story_of(db, put(db, "3", "대마도 어민 모임이 통영에 굴 가공장을 세운다.")) > later
