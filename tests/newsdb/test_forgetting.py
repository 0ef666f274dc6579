"""Forgetting: nothing of an article is left anywhere, its story goes on, it does not come back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from browse import desk_changes
from newsdb import forgetting
from newsdb.articles import captures, discovered, outlets, policies, rejections, thinning
from newsdb.articles.captures import Capture
from newsdb.articles.corrections import ledger
from newsdb.articles.discovered import Link
from newsdb.articles.rejections import Rejection
from newsdb.articles.revisits import Validators
from newsdb.articles.verdicts import Verdict
from newsdb.database import open_database, transaction
from newsdb.delivery import subscriptions
from newsdb.records import KST, Article, Outlet
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.search import search
from newsdb.similarity.signatures import sign
from newsdb.stories import stories, undoing
from newsdb.stories.relinking import regroup
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
TEXT = (
    "두 나라 중소기업 단체가 2일 도쿄에서 판로 협력 협약을 맺고 상담회를 열기로 했다.\n\n"
    "부품 기업 120곳과 구매 기업 45곳이 참여하며 첫 상담회는 9월 14일 오사카에서 열린다. "
    "협약에 따라 3년 동안 38억원이 물류와 인증 비용으로 쓰인다고 표준호랑이 대표가 밝혔다."
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    for name in "abc":
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=name))
    yield db
    db.close()


def put(
    db: Database, outlet: str, body: str = TEXT, *, hours: int = 0, decision: str = "relevant"
) -> int:
    article = Article(
        outlet=outlet,
        key="1",
        url=f"https://{outlet}.example/1",
        title=f"협약 {outlet}",
        body=body,
        language="ko",
        published_at=NOON + timedelta(hours=hours),
    )
    verdict = Verdict(decision=decision, score=1.0, watchlist="1", why="x")  # type: ignore[arg-type]
    store(
        db,
        article,
        seen_at=NOON + timedelta(hours=hours),
        signature=sign(article),
        verdict=verdict,
    )
    (identity,) = db.conn.execute("SELECT id FROM articles WHERE outlet = ?", (outlet,)).fetchone()
    captures.add(
        db,
        Capture(
            kind="page",
            outlet=outlet,
            key="1",
            url=article.url,
            status=200,
            fetched_at=NOON,
            file=f"{outlet}/2026-03-02/x.warc.gz",
            start=0,
            length=10,
            digest="sha1:A",
            article_id=int(identity),
        ),
    )
    return int(identity)


def leftovers(db: Database, words: tuple[str, ...]) -> list[str]:
    """Return the tables in which any of some words still stands."""
    found = []
    for table in db.table_names():
        if table.startswith(("articles_fts", "sqlite", "_sqlite", "forgotten")):
            continue
        for row in db.conn.execute(f"SELECT * FROM [{table}]"):  # noqa: S608
            found += [table for word in words if any(word in str(value) for value in row)]
    return found


def forget(db: Database, outlet: str) -> forgetting.Forgotten:
    return forgetting.forget(db, outlet, "1", because="court order 5", by="ada", at=NOON)


def test_nothing_of_it_is_left_and_its_story_goes_on(db: Database, tmp_path: Path) -> None:
    first, copy, other = put(db, "a"), put(db, "b", hours=1), put(db, "c", "다른 이야기다. " * 9)
    (story,) = db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (copy,)).fetchone()
    assert db.conn.execute("SELECT copy_of FROM articles WHERE id = ?", (copy,)).fetchone() == (
        first,
    )
    with transaction(db):
        reviews.decide(db, Subject("story", story), "relevant", version=0, actor="ana", at=NOON)
    assert search.find(db, "표준호랑이", limit=9)
    done = forget(db, "a")
    assert done == forgetting.Forgotten(1, 1, ("https://b.example/1",))
    assert leftovers(db, ("https://a.example", "협약 a")) == []
    assert [row[0] for row in db.conn.execute("SELECT id FROM articles ORDER BY id")] == [
        copy,
        other,
    ]
    status, copy_of = db.conn.execute(
        "SELECT status, copy_of FROM articles WHERE id = ?", (copy,)
    ).fetchone()
    assert (status, copy_of) == ("relevant", None)
    assert len(search.find(db, "표준호랑이", limit=9)) == 1
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    row = db.conn.execute("SELECT * FROM forgotten").fetchone()
    assert row == ("a", "1", "court order 5", "ada", NOON.isoformat(timespec="seconds"))
    assert captures.to_sweep(db) == ["a/2026-03-02/x.warc.gz"]
    with pytest.raises(Exception, match="append-only"):
        db.conn.execute("DELETE FROM review_events")


def test_alone_its_story_and_what_was_said_of_it_go_too(db: Database, tmp_path: Path) -> None:
    put(db, "a")
    (story,) = db.conn.execute("SELECT story_id FROM articles").fetchone()
    with transaction(db):
        reviews.note(db, Subject("story", story), "표준호랑이 건", version=0, actor="ana", at=NOON)
    forget(db, "a")
    for table in ("articles", "stories", "reviews", "review_events", "signatures", "captures"):
        assert db.table(table).count == 0, table
    db.close()
    for file in tmp_path.glob("news.db*"):
        assert "표준호랑이".encode() not in file.read_bytes(), "it is legible on the disk"
        assert "표준".encode() not in file.read_bytes(), "its words are in the search index"


def test_what_comes_under_a_forgotten_number_is_new_to_readers(db: Database) -> None:
    put(db, "a")
    with transaction(db):
        reader = subscriptions.add(db, at=NOON, name="간부", channel="office")
        reached = subscriptions.Newest(1, 7, 7, 7)
        subscriptions.note_served(db, reader, reached, at=NOON)
    forget(db, "a")
    (served,) = subscriptions.listing(db)
    assert (served.position, served.change_position, served.event_position) == (0, 0, 0)
    assert put(db, "b", "다른 이야기다. " * 9) > served.position


def test_it_does_not_come_back(db: Database) -> None:
    put(db, "a")
    forget(db, "a")
    link = Link(outlet="a", key="1", url="https://a.example/1", title="협약 a")
    remembered = discovered.remember(db, None, [link], at=NOON)
    assert (remembered.new, remembered.known) == ([], [])
    assert db.table("discovered").count == 0


def test_what_was_never_stored_is_kept_out_too(db: Database) -> None:
    assert forget(db, "a") == forgetting.Forgotten(0, 0, ())
    link = Link(outlet="a", key="1", url="https://a.example/1")
    assert not discovered.remember(db, None, [link], at=NOON).new


def test_it_is_found_by_each_address_it_was_seen_at(db: Database) -> None:
    put(db, "a")
    db.conn.execute("UPDATE articles SET url = 'https://a.example/canonical'")
    for url in ("https://a.example/1", "https://a.example/canonical"):
        assert forgetting.find(db, url) == [("a", "1")]
    assert forgetting.find(db, "https://a.example/2") == []


#: A link as a feed names it; its page says another address.
LINK = Link(
    outlet="a",
    key="feed-77",
    url="https://a.example/go?no=77",
    title="협약 a",
    published_at=NOON,
    found_by="feed",
    found_in="https://a.example/rss",
)


def story_of(db: Database, article: int) -> int:
    row = db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article,)).fetchone()
    return int(row[0])


def put_linked(db: Database) -> None:
    """Store an article whose link has another key, as a crawl does."""
    discovered.remember(db, None, [LINK], at=NOON)
    captures.add(db, page_of("feed-77", LINK.url, start=20))
    captures.add(db, page_of("feed-77", f"{LINK.url}&page=2", start=40, part=2))
    captures.add(db, page_of("other", "https://a.example/1", start=60))
    article = Article(
        outlet="a",
        key="1",
        url="https://a.example/1",
        title="협약 a",
        body=TEXT,
        language="ko",
        published_at=NOON,
    )
    rejections.save(
        db,
        Rejection(outlet="a", key="feed-77", url=LINK.url, reason="no body", seen_at=NOON),
        at=NOON,
    )
    store(
        db,
        article,
        seen_at=NOON,
        link_key="feed-77",
        verdict=Verdict(decision="relevant", score=1.0, watchlist="1", why="x"),
        validators=Validators(),
    )


def page_of(key: str, url: str, *, start: int, part: int = 1) -> Capture:
    return Capture(
        kind="page",
        outlet="a",
        key=key,
        url=url,
        status=200,
        fetched_at=NOON,
        file="a/2026-03-02/x.warc.gz",
        start=start,
        length=10,
        digest="sha1:A",
        part=part,
    )


@pytest.mark.parametrize(
    ("asked", "key"),
    [("https://a.example/1", "1"), (LINK.url, "1"), (LINK.url, "feed-77")],
)
def test_its_link_under_another_key_goes_with_it_and_stays_out(
    db: Database, tmp_path: Path, asked: str, key: str
) -> None:
    put_linked(db)
    assert forgetting.find(db, asked) == [("a", "1")]
    done = forgetting.forget(db, "a", key, because="court order 5", by="ada", at=NOON)
    assert (done.articles, done.captures) == (1, 3)
    assert leftovers(db, ("협약 a", "a.example/")) == []
    noted = db.conn.execute("SELECT key FROM forgotten ORDER BY key").fetchall()
    assert noted == [("1",), ("feed-77",)]
    again = replace(LINK, published_at=NOON + timedelta(hours=3))
    assert discovered.remember(db, None, [again], at=NOON) == ([], [], [], 0)
    assert discovered.to_do(db, at=NOON, outlet="a") == []
    db.close()
    for file in tmp_path.glob("news.db*"):
        assert "협약 a".encode() not in file.read_bytes()


def test_a_link_that_is_another_article_by_now_stays(db: Database) -> None:
    put_linked(db)
    other = Article(
        outlet="a",
        key="feed-77",
        url="https://a.example/other",
        title="다른 기사",
        body="다른 이야기다. " * 9,
        language="ko",
        published_at=NOON,
    )
    store(db, other, seen_at=NOON)
    captures.add(db, replace(page_of("1", "https://a.example/other", start=80), article_id=2))
    assert forget(db, "a").articles == 1
    assert [row[0] for row in db.conn.execute("SELECT key FROM forgotten")] == ["1"]
    assert [row[0] for row in db.conn.execute("SELECT key FROM articles")] == ["feed-77"]
    assert [row[0] for row in db.conn.execute("SELECT url FROM captures")] == [other.url]
    assert db.table("discovered").count == 1


def test_no_undo_puts_a_comment_on_what_gets_its_number(db: Database) -> None:
    put(db, "a", "다른 이야기다. " * 9)
    forgotten = put(db, "b")
    story = story_of(db, forgotten)
    with transaction(db):
        for text in ("표준호랑이 건", "이것은 지운다"):
            key = desk_changes.comment(db, story, f"협약 b: {text}", person="ana")
        desk_changes.remove_comment(db, story, key, person="ana")
    forget(db, "b")
    assert leftovers(db, ("협약 b",)) == []
    assert put(db, "c", "또 다른 이야기다. " * 9) == forgotten
    for _ in range(3):
        with transaction(db):
            undoing.take_back(db, "ana", at=NOON)
    assert db.table("comments").count == 0


def test_no_undo_merges_or_splits_what_gets_its_number(db: Database) -> None:
    texts = ("다른 이야기다. ", "또 다른 이야기다. ", "세 번째 이야기다. ")
    first, second, third = (
        put(db, outlet, text * 9) for outlet, text in zip("abc", texts, strict=True)
    )
    with transaction(db):
        stays = undoing.merge(db, [1, 2, 3], person="ana", at=NOON)
        undoing.split(db, second, person="bo", at=NOON)
        undoing.merge(db, [stays, story_of(db, second)], person="bo", at=NOON)
        reviews.note(db, Subject("story", stays), "알림", version=0, actor="cho", at=NOON)
        undoing.note_reviews(db, "cho", [stays], at=NOON)
    forget(db, "b")
    kinds = db.conn.execute("SELECT person, kind FROM desk_actions").fetchall()
    assert kinds == [("cho", "review")]
    assert {first, third} == {row[0] for row in db.conn.execute("SELECT id FROM articles")}


#: Articles by their texts (copies have one letter); the places of those whose stories are merged;
#: the place of what is forgotten; the stories then.
MERGED: list[tuple[str, list[list[int]], int, list[set[int]]]] = [
    ("ABC", [[0, 1, 2]], 0, [{1, 2}]),
    ("ABC", [[0, 1, 2]], 1, [{0, 2}]),
    ("ABC", [[0, 1], [1, 2]], 1, [{0, 2}]),
    ("AAB", [[0, 2]], 0, [{1, 2}]),
    ("AAB", [[0, 2]], 1, [{0, 2}]),
    ("AAB", [[0, 2]], 2, [{0, 1}]),
    ("ABC", [[0, 1]], 0, [{1}, {2}]),
    ("AAB", [], 0, [{1}, {2}]),
]


@pytest.mark.parametrize(("letters", "merges", "gone", "left"), MERGED)
def test_what_a_person_merged_stays_together_without_it(
    db: Database, letters: str, merges: list[list[int]], gone: int, left: list[set[int]]
) -> None:
    texts = {
        "A": TEXT,
        "B": "시멘트 회사가 새 공장을 지었다. " * 8,
        "C": "물류 인증 비용을 지원하기로 했다. " * 8,
    }
    ids = [
        put(db, outlet, texts[letter], hours=hours)
        for hours, (outlet, letter) in enumerate(zip("abc", letters, strict=True))
    ]
    for places in merges:
        found = {story_of(db, ids[place]) for place in places}
        stories.merge(db, found, by="ana")
    forget(db, "abc"[gone])
    groups: dict[int, set[int]] = {}
    for place, article in enumerate(ids):
        if place != gone:
            groups.setdefault(story_of(db, article), set()).add(place)
    assert sorted(groups.values(), key=min) == left
    with transaction(db):
        regroup(db, [article for place, article in enumerate(ids) if place != gone])
    assert len({story_of(db, ids[place]) for place in range(3) if place != gone}) == len(left)
    said = db.conn.execute("SELECT DISTINCT decided_by FROM story_decisions").fetchall()
    assert said in ([], [("ana",)])
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_merge_that_was_taken_back_is_not_handed_on(db: Database) -> None:
    texts = ("다른 이야기다. ", "시멘트 회사가 새 공장을 지었다. ", "세 번째 이야기다. ")
    ids = [put(db, outlet, text * 9) for outlet, text in zip("abc", texts, strict=True)]
    stories.merge(db, ids, by="ana")
    stories.split(db, ids[2], by="bo")
    forget(db, "a")
    assert story_of(db, ids[1]) != story_of(db, ids[2])


def test_suggestions_that_name_it_go(db: Database) -> None:
    article, other = put(db, "a"), put(db, "b", "다른 이야기다. " * 9)
    for term, gained, lost in (("호랑이", [other, article], []), ("사자", [], [article])):
        row = {"kind": "find", "language": "ko", "lines": "[]", "term": term}
        numbers = dict.fromkeys(("relevant", "not_relevant", "borne_out", "contradicted"), 1)
        named = {"gained": json.dumps(gained), "lost": json.dumps(lost)}
        db.table("suggestions").insert({**row, **numbers, **named})
    db.table("suggestions").insert({**row, **numbers, "term": "곰", "gained": "[2]", "lost": "[]"})
    forget(db, "a")
    assert [row["term"] for row in db.table("suggestions").rows] == ["곰"]


def test_texts_that_nobody_found_relevant_go_after_a_time(db: Database) -> None:
    alone = put(db, "a", "시멘트 회사가 새 공장을 지었다. " * 8, decision="other")
    put(db, "b", decision="other")
    put(db, "c", decision="relevant", hours=2)  # of one story with b
    later = NOON + timedelta(days=366)
    assert thinning.irrelevant(db, NOON + timedelta(days=364), days=365) == []
    assert thinning.irrelevant(db, later, days=0) == []
    assert [each.article_id for each in thinning.thin(db, later, days=365)] == [alone]
    body, kept, thinned = db.conn.execute(
        "SELECT body, kept, thinned_at FROM articles JOIN article_bodies ON article_id = id"
        " WHERE id = ?",
        (alone,),
    ).fetchone()
    assert (body, kept) == ("", "nothing")
    assert thinned == later.isoformat(timespec="seconds")
    assert captures.to_sweep(db) == ["a/2026-03-02/x.warc.gz"]
    assert thinning.thin(db, later, days=365) == []


def test_what_somebody_decided_on_is_not_thinned(db: Database) -> None:
    put(db, "a", decision="other")
    (story,) = db.conn.execute("SELECT story_id FROM articles").fetchone()
    with transaction(db):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=NOON)
    assert thinning.irrelevant(db, NOON + timedelta(days=999), days=1) == []


def test_the_ledger_has_the_outlets_changes_and_not_ours(db: Database) -> None:
    put(db, "a")
    put(db, "a", TEXT.replace("120곳", "130곳"), hours=1)
    put(db, "b", hours=2)
    db.conn.execute(
        "UPDATE revisions SET origin = 'reading' WHERE article_id ="
        " (SELECT id FROM articles WHERE outlet = 'b')"
    )
    (found,) = ledger(db, at=NOON)
    assert (found.outlet, found.kind, found.title) == ("a", "figure", "협약 a")
    shown = "".join(f"[{piece.change}:{piece.text}]" for piece in found.pieces)
    assert "[removed:2][added:3]" in shown
    day = (NOON + timedelta(hours=1)).date().isoformat()
    assert len(ledger(db, at=NOON, since=day, until=day, outlet="a", kind="figure")) == 1
    assert not ledger(db, at=NOON, outlet="b")
    assert not ledger(db, at=NOON, kind="title")
    assert not ledger(db, at=NOON, until="2026-03-01")
    assert not ledger(db, at=NOON, since="2026-03-03")
    assert not ledger(db, at=NOON, before_id=found.id)
    db.conn.execute("UPDATE revisions SET origin = 'reading'")
    assert not ledger(db, at=NOON)


def test_a_cut_to_an_excerpt_takes_the_capture_too(db: Database) -> None:
    identity = put(db, "a")
    with transaction(db):
        policies.cut(db, policies.Overdue(identity, "a", "excerpt"), at=NOON)
    assert db.table("captures").count == 0
