"""A database of every earlier version opens, keeps its data, and still works."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from newsdb.articles import policies, revisions
from newsdb.database import open_database
from newsdb.records import Article
from newsdb.schema import migration_names, migrations
from newsdb.search import search
from newsdb.stories import copy_links, listing
from newsdb.storing import store
from tests.newsdb.articles.test_policies import SEEN

if TYPE_CHECKING:
    from pathlib import Path

LANDED = sorted(migration_names())

#: As they were at the first landing; every later column has a default or is worked out.
FIRST = (
    """
    INSERT INTO outlets (name, title, country, language, home, kept, kept_days, may_learn)
    VALUES ('a', '가', 'KR', 'ko', 'https://a.kr/', 'full', 30, 0)
    """,
    """
    INSERT INTO articles (id, outlet, key, url, title, title_tags, subtitle, language, keywords,
        published_at, access, found_by, revision, first_seen_at, last_seen_at)
    VALUES
    (1, 'a', '1', 'https://a.kr/1', '용접로봇', '[]', '살구나무', 'ko', '[]',
        '2026-01-09T08:00:00+09:00', 'free', 'feed', 1, '2026-01-10T09:00:00+09:00', '2026-01-10'),
    (2, 'a', '2', 'https://a.kr/2', '물류창고', '[]', NULL, 'ko', '[]',
        NULL, 'free', 'feed', 1, '2026-01-10T09:00:00+09:00', '2026-01-10')
    """,
    """
    INSERT INTO article_bodies VALUES (1, '무화과나무', '[]', '[]', '{}'),
        (2, '', '[]', '[]', '{}')
    """,
    """
    INSERT INTO revisions (article_id, number, seen_at, title, subtitle, body, text_hash)
    VALUES (1, 1, '2026-01-10', '용접로봇', '살구나무', '무화과나무', 'x'),
        (2, 1, '2026-01-10', '물류창고', NULL, '', 'y')
    """,
)
#: What the third brought, before the eleventh changed it.
COPIES = (
    """
    INSERT INTO stories (id, origin_id, origin_by, members, first_at, last_at)
    VALUES (1, 1, 'earliest', 2, '2026-01-09', '2026-01-10')
    """,
    "UPDATE articles SET story_id = 1",
    "INSERT INTO links VALUES (2, 1, 'near', 0.9, 0.8, 0.7, 1.0, 0.9, '2026-01-10')",
    "INSERT INTO changes VALUES (1, 1, 1, 'subtitle', 'subtitle', '감나무', '살구나무')",
)


def at_state(path: Path, name: str) -> None:
    """Create a database as of when this migration was the newest."""
    db = Database(path)
    following = LANDED[LANDED.index(name) + 1 :]
    migrations.apply(db, stop_before=following[0] if following else None)
    columns = {column.name for column in db.table("links").columns} if name >= "m003" else set()
    for statement in (*FIRST, *(COPIES if "containment" in columns else ())):
        db.execute(statement)
    db.close()


@pytest.mark.parametrize("name", LANDED)
def test_a_database_of_every_state_works_on(tmp_path: Path, name: str) -> None:
    path = tmp_path / "news.db"
    at_state(path, name)
    db = open_database(path)
    assert {each.name for each in migrations.applied(db)} == migration_names()
    appeared = db.table("articles").rows_where(select="appeared_at", order_by="id")
    assert [row["appeared_at"] for row in appeared] == [
        "2026-01-09T08:00:00+09:00",
        "2026-01-10T09:00:00+09:00",
    ]
    if "m003" < name < "m011":
        assert copy_links.of(db, 2) == [
            {"article_id": 2, "other_id": 1, "kind": "near", "jaccard": 0.8, "covered": 0.7,
             "numbers": 1.0, "score": 0.9}
        ]  # fmt: skip
        assert next(revisions.read(db, 1, at=SEEN))["changes"] == [
            {"number": 1, "kind": "subtitle", "field": "subtitle", "before": "감나무",
             "after": "살구나무"}
        ]  # fmt: skip
        (story,) = listing.listing(db)
        assert [(each["country"], each["article_id"]) for each in story["countries"]] == [
            ("KR", 1)
        ]
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchone() is None
    works_on(db)
    db.close()


def test_pages_of_unknown_sites_leave_the_names_of_outlets(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m023_unknown_sites")
    for name, home in (
        ("yna", "https://yna/"), ("fnnews", "https://e.example/"),
        ("b.example", "https://b.example/"), ("조은신문", "https://c.example/"),
        ("own", "https://own.example/"),
    ):  # fmt: skip
        row = {"name": name, "title": name, "home": home, "kept": "full", "may_learn": 0}
        db.table("outlets").insert(row)
    pages = [
        ("yna", "AKR1", "http://yna/AKR1", "any", "2026-01-01", 1),
        ("yna", "AKR2", "https://www.yna.co.kr/view/AKR2", "view", "2026-01-02", 1),
        ("fnnews", "1", "https://e.example/1", "ingest", "2026-01-01", 3),
        ("fnnews", "2", "https://m.fnnews.com/news/2", "ingest", "2026-01-01", 4),
        ("b.example", "1", "https://m.b.example/1", "any", "2026-01-01", 5),
        ("조은신문", "3", "https://c.example/3", "ingest", "2026-01-01", 6),
        ("own", "3", "https://c.example/3", "ingest", "2026-01-01", 7),
        ("own", "4", "https://own.example/4", "view", "2026-01-01", 8),
        ("own", "5", "https://own.example/5", "ingest", "2026-01-01", 9),
    ]
    for number, (outlet, key, url, layout, published_at, story) in enumerate(pages, start=1):
        article = {
            "id": number, "outlet": outlet, "key": key, "url": url, "title": "x", "keywords": "[]",
            "title_tags": "[]", "language": "ko", "published_at": published_at, "access": "free",
            "found_by": "url", "layout": layout, "revision": 1, "first_seen_at": "2026-02-01",
            "last_seen_at": "2026-02-01", "copy_of": 1 if number == 2 else None,
        }  # fmt: skip
        db.table("articles").insert(article)
        if number != 2:
            head = {"id": story, "origin_id": number, "origin_by": "earliest", "members": 1}
            times = {"first_at": published_at, "last_at": published_at}
            db.table("stories").insert(head | times)
        db.execute("UPDATE articles SET story_id = ? WHERE id = ?", (story, number))
        if outlet != "조은신문":  # what a file names was in no listing
            link = {"outlet": outlet, "key": key, "url": url, "found_by": "feed", "state": "done"}
            db.table("discovered").insert({**link, "found_at": "2026-02-01"})
    db.execute(
        "UPDATE discovered SET url = 'https://www.fnnews.com/news/1'"
        " WHERE outlet = 'fnnews' AND key = '1'"
    )
    for outlet, key in (("yna", "AKR1"), ("b.example", "1")):
        url = "http://yna/AKR1" if outlet == "yna" else "https://b.example/1"
        page = {"outlet": outlet, "key": key, "url": url}
        db.table("rejections").insert({**page, "reason": "x", "seen_at": "2026-02-01"})
        place = {"file": "f", "start": len(key), "length": 1, "digest": "x"}
        db.table("captures").insert({**page, **place, "kind": "page", "fetched_at": "2026-02-01"})
    why = {"because": "x", "forgotten_by": "x", "forgotten_at": "2026-02-01"}
    db.table("forgotten").insert({"outlet": "b.example", "key": "9", **why})
    db.close()

    db = open_database(path)
    for table in ("rejections", "captures"):
        named = [row["outlet"] for row in db.table(table).rows_where(order_by="id")]
        assert named == ["site:yna", "site:b.example"], table
    assert [row["outlet"] for row in db.table("forgotten").rows] == ["site:b.example"]
    stored = db.execute("SELECT outlet, key, unverified FROM articles ORDER BY id").fetchall()
    assert stored == [
        ("site:yna", "AKR1", 1), ("yna", "AKR2", 0), ("site:e.example", "1", 1),
        ("fnnews", "2", 1), ("site:b.example", "1", 1), ("site:c.example", "3", 1),
        ("site:c.example", "3 (2)", 1), ("own", "4", 0), ("own", "5", 1),
    ]  # fmt: skip
    hidden = "SELECT outlet, key FROM discovered WHERE state = 'found' ORDER BY outlet"
    assert db.execute(hidden).fetchall() == [("fnnews", "1"), ("own", "3")]
    assert {row["outlet"] for row in db.table("discovered").rows} == {
        "site:yna", "yna", "fnnews", "site:b.example", "own",
    }  # fmt: skip
    assert {row["name"] for row in db.table("outlets").rows} == {
        "yna", "fnnews", "own", "site:yna", "site:b.example", "site:c.example", "site:e.example",
    }  # fmt: skip
    story_1 = "SELECT origin_id, first_at, last_at FROM stories WHERE id = 1"
    assert db.execute(story_1).fetchone() == (2, "2026-01-02", "2026-02-01")
    copies = db.execute("SELECT id, copy_of FROM articles WHERE story_id = 1 ORDER BY id")
    assert copies.fetchall() == [(1, 2), (2, None)]
    assert db.execute("PRAGMA foreign_key_check").fetchone() is None
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_releases_on_korea_kr_leave_the_ministry() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m028_press_releases")
    policy = {"kept": "full", "may_learn": 1}
    db.table("outlets").insert({"name": "mss", "title": "m", "home": "https://m.kr/", **policy})
    for key in ("mss-1062114", "korea-156781204"):
        link = {"outlet": "mss", "key": key, "url": f"https://x.kr/{key}", "found_by": "feed"}
        db.table("discovered").insert({**link, "state": "done", "found_at": "2026-02-01"})
        why = {"because": "x", "forgotten_by": "x", "forgotten_at": "2026-02-01"}
        db.table("forgotten").insert({"outlet": "mss", "key": key, **why})
    migrations.apply(db)
    for table in ("discovered", "forgotten"):
        rows = db.table(table).rows_where(order_by="outlet")
        assert [(row["outlet"], row["key"]) for row in rows] == [
            ("koreakr", "156781204"),
            ("mss", "mss-1062114"),
        ], table
    assert db.execute("PRAGMA foreign_key_check").fetchone() is None


def works_on(db: Database) -> None:
    """Store, edit, find and purge in it."""
    article = Article(
        outlet="a", key="3", url="https://a.kr/3", title="새 공장", subtitle="대추나무",
        body="두 회사가 오사카에 공장을 짓는다.", language="ko",
    )  # fmt: skip
    assert store(db, article, seen_at=SEEN) == "new"
    edited = replace(article, body="두 회사가 나고야에 공장을 짓는다.")
    assert store(db, edited, seen_at=SEEN + timedelta(days=1)) == "revised"
    assert [hit.id for hit in search.find(db, "나고야", at=SEEN)] == [3]
    policies.purge(db, SEEN + timedelta(days=60))
    assert search.find(db, "나고야") == []
    assert db.table("changes").count_where("words_after LIKE '%나고야%'") == 0


def test_pages_of_any_site_get_the_keys_by_which_they_are_found_now(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m026_page_keys")
    pages = [  # outlet, key, state of the link, outlet and key afterwards
        ("site:m.a.kr", "n/1", "done", "site:a.kr", "n/1"),
        ("site:a.kr", "amp/n/2", "done", "site:a.kr", "n/2"),
        ("site:a.kr", "n/2", "found", "site:a.kr", "n/2 (2)"),
        ("site:a.kr", "v?id=3&b=1&srsltid=x", "found", "site:a.kr", "v?b=1&id=3"),
        ("site:a.kr", "v?4=", "done", "site:a.kr", "v?4="),
        ("site:a.kr", "c?cmp_id=5", "done", "site:a.kr", "c?cmp_id=5"),
        ("site:a.kr", "s?sessionId=101", "done", "site:a.kr", "s?sessionId=101"),
        ("site:a.kr", "tag/amp", "done", "site:a.kr", "tag/amp"),
        ("site:한일.kr", "기사/5", "done", "site:xn--pu5bt7w.kr", "기사/5"),
        ("site:n.naver.com", "014/0005437000", "done", "site:n.naver.com", "014/0005437000"),
        ("yna", "AKR1?b&a", "done", "yna", "AKR1?b&a"),
    ]  # fmt: skip
    for name in {outlet for outlet, *_ in pages}:
        row = {"name": name, "title": name, "home": "https://x/", "kept": "full", "may_learn": 0}
        db.table("outlets").insert(row)
    for number, (outlet, key, state, _, _) in enumerate(pages, start=1):
        page = {"outlet": outlet, "key": key, "url": f"https://x/{number}"}
        article = {
            "id": number, "title": "x", "keywords": "[]", "title_tags": "[]", "language": "ko",
            "access": "free", "found_by": "url", "revision": 1, "first_seen_at": "2026-02-01",
            "last_seen_at": "2026-02-01",
        }  # fmt: skip
        db.table("articles").insert(page | article)
        found = {"found_by": "feed", "state": state, "found_at": "2026-02-01"}
        db.table("discovered").insert(page | found)
        db.table("rejections").insert({**page, "reason": "x", "seen_at": "2026-02-01"})
        why = {"because": "x", "forgotten_by": "x", "forgotten_at": "2026-02-01"}
        db.table("forgotten").insert({"outlet": outlet, "key": key, **why})
    feed = {"url": "https://m.a.kr/rss", "outlet": "site:m.a.kr", "kind": "feed", "status": 200}
    db.table("feeds").insert({**feed, "links": 1, "read_at": "2026-02-01"})
    db.close()

    db = open_database(path)
    stored = db.execute("SELECT outlet, key FROM articles ORDER BY id").fetchall()
    assert sorted(stored) == sorted((outlet, key) for *_, outlet, key in pages)
    keys = {(outlet, key.removesuffix(" (2)")) for *_, outlet, key in pages}
    for table in ("discovered", "rejections", "forgotten"):
        rows = {(row["outlet"], row["key"]) for row in db.table(table).rows}
        assert rows == keys, table
    states = dict(db.execute("SELECT key, state FROM discovered").fetchall())
    assert states["n/2"] == "done"  # one of its two addresses had been read
    assert "site:m.a.kr" not in {row["name"] for row in db.table("outlets").rows}
    (feed,) = db.table("feeds").rows
    assert (feed["outlet"], feed["entries"], feed["unmatched"]) == ("site:a.kr", 0, 0)
    db.close()


def test_midnights_of_places_that_print_days_become_days(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m024_days_without_time")
    days = {"layout .date": [0, 0, 0, 0], "json-ld datePublished": [0, 9, 10, 11, 0, 12]}
    articles = [
        ("jetro", "layout time", 0),  # which is known to print days
        *(("board", place, hour) for place, hours in days.items() for hour in hours),
        ("daily", "meta article:published_time", 14),
    ]
    for outlet in ("jetro", "board", "daily"):
        row = {"name": outlet, "title": outlet, "home": f"https://{outlet}.example/"}
        db.table("outlets").insert({**row, "kept": "full", "may_learn": 0})
    for number, (outlet, place, hour) in enumerate(articles, start=1):
        at = f"2026-03-02T{hour:02}:00:00+09:00"
        article = {
            "id": number, "outlet": outlet, "key": str(number), "url": f"https://x/{number}",
            "title": "x", "title_tags": "[]", "keywords": "[]", "language": "ko",
            "published_at": at, "access": "free", "found_by": "feed", "revision": 1,
            "first_seen_at": "2026-03-03T09:00:00+09:00", "layout": "x",
            "last_seen_at": "2026-03-03T09:00:00+09:00", "story_id": None,
        }  # fmt: skip
        db.table("articles").insert(article)
        sources = json.dumps({"published_at": place})
        body = {"article_id": number, "body": "x", "captions": "[]", "attachments": "[]"}
        db.table("article_bodies").insert({**body, "field_sources": sources})
    last = len(articles)
    db.table("stories").insert(
        {"id": 1, "origin_id": 1, "origin_by": "earliest", "members": 2,
         "first_at": "2026-03-02T00:00:00+09:00", "last_at": "2026-03-02T14:00:00+09:00"}
    )  # fmt: skip
    db.execute("UPDATE articles SET story_id = 1 WHERE id IN (1, ?)", (last,))
    db.execute("UPDATE articles SET copy_of = 1 WHERE id = ?", (last,))
    db.close()

    db = open_database(path)
    stored = db.execute("SELECT outlet, published_at, published_precision FROM articles")
    precisions = [(outlet, at[11:16], precision) for outlet, at, precision in stored.fetchall()]
    assert precisions == [
        ("jetro", "", "day"),
        *[("board", "", "day")] * 4,
        # Some midnights among other times may be any article's.
        *[("board", f"{hour:02}:00", "minute") for hour in days["json-ld datePublished"]],
        ("daily", "14:00", "minute"),
    ]
    (story,) = db.table("stories").rows
    assert (story["origin_id"], story["first_at"]) == (last, "2026-03-02T14:00:00+09:00")
    shown = db.execute("SELECT id, copy_of FROM articles WHERE story_id = 1 ORDER BY id")
    assert shown.fetchall() == [(1, last), (last, None)]
    db.close()


def test_who_had_ended_a_subscription_and_was_asked_again_is_known(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m054_revisions_and_ends")
    db.execute(
        "INSERT INTO subscriptions VALUES (1, 'a', '', 'office', '', 'daily', '08:30', 0, 'KR',"
        " 'ko', 0, NULL, NULL, 1, 1, 0, 0, 0, '2026-01-01', '2026-01-01', 'tag')"
    )
    cases = [  # state, is_named, confirmed_at, bounced_at, and whether it had ended it
        ("confirmed", 0, "2026-01-02", None, False),
        ("confirmed", 1, None, None, False),
        ("ended", 0, "2026-01-02", None, True),
        ("asked", 0, None, None, False),
        ("asked", 1, None, None, True),
        ("asked", 0, "2026-01-02", None, True),
        ("asked", 0, None, "2026-01-02", True),
    ]
    for number, (state, is_named, confirmed_at, bounced_at, _) in enumerate(cases, start=1):
        who = {"id": number, "address": f"{number}@example.kr", "language": "ko", "added_by": "a"}
        times = {"added_at": "2026-01-01", "confirmed_at": confirmed_at, "bounced_at": bounced_at}
        db.table("recipients").insert(who | times)
        gets = {"subscription_id": 1, "recipient_id": number, "state": state, "key": f"{number}"}
        more = {"is_named": is_named, "nonce": "x", "changed_at": "2026-01-03"}
        db.table("subscription_recipients").insert(gets | more)
    migrations.apply(db)
    rows = db.execute("SELECT ended_at FROM subscription_recipients ORDER BY recipient_id")
    assert rows.fetchall() == [("2026-01-03" if each[-1] else None,) for each in cases]
    assert db.execute("SELECT revision_position FROM subscriptions").fetchone() == (0,)
    db.close()
