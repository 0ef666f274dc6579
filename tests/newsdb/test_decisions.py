"""What comes out of a backup into a database that was made again from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb import decisions
from newsdb.assistants import tokens
from newsdb.database import open_database, transaction
from newsdb.delivery import pages, subscriptions, told_alarms
from newsdb.delivery.pages import Quoted
from newsdb.health import alarms
from newsdb.health.alarms import Alarm
from newsdb.sites import given, sites
from newsdb.sites.sites import Listing, Site
from newsdb.teamwork import assignments, comments
from tests.delivery.archive import DAY, add, archive

if TYPE_CHECKING:
    from pathlib import Path


def test_subscriptions_go_on_and_nothing_is_told_twice(tmp_path: Path) -> None:
    old = archive(tmp_path / "old.db")
    add(old, "지워진 기사")
    told = add(old, "공동 물류창고 문 연다", outlet="kyushu")
    failing = Alarm(outlet="namhae", kind="silence", since=DAY, diagnosis="nothing since")
    alarms.keep(old, [failing], at=DAY)
    with transaction(old):
        reader = subscriptions.add(old, at=DAY, name="간부", channel="office", language="ja")
        subscriptions.note_told(old, reader, [told], at=DAY)
        subscriptions.note_served(old, reader, subscriptions.Newest(70, 80, 90, 100), at=DAY)
        told_alarms.note(
            old, told_alarms.to_tell_opened(old, reopened_after=DAY), "opened", at=DAY
        )
    old.close()
    db = archive(tmp_path / "new.db")
    again = add(db, "공동 물류창고 문 연다", outlet="kyushu")
    db.execute("UPDATE articles SET key = '2' WHERE story_id = ?", [again])
    counts = decisions.bring(db, tmp_path / "old.db")
    (brought,) = subscriptions.listing(db)
    assert (brought.name, brought.language, brought.served_at) == ("간부", "ja", DAY)
    newest = (brought.position, brought.change_position, brought.event_position)
    assert (*newest, brought.revision_position) == subscriptions.newest(db) == (1, 0, 0, 1)
    assert subscriptions.told(db, brought) == {again}
    assert told_alarms.to_tell_opened(db, reopened_after=DAY) == []
    assert (counts["subscriptions"], counts["told_alarms"]) == (1, 1)
    db.close()


def test_what_colleagues_wrote_and_set_up_comes_along(tmp_path: Path) -> None:
    old = archive(tmp_path / "old.db")
    lost = add(old, "보존되지 않은 기사")
    story = add(old, "공동 물류창고 문 연다", outlet="kyushu")
    with transaction(old):
        comments.add(old, lost, "곧 사라질 말", person="ana", at=DAY)
        comments.add(old, story, "고객사와 통화함: 협약은 사실", person="ana", at=DAY)
        assignments.assign(old, lost, "kim", by="ana", at=DAY)
        assignments.assign(old, story, "kim", by="ana", at=DAY)
        site = Site(
            name="chamber",
            title="상공회의소",
            home="https://c.example/",
            sources=(Listing("feed", "https://c.example/rss"),),
            schedule="0 * * * *",
            terms="https://c.example/terms",
        )
        sites.add(old, site, person="ana", at=DAY)
        number = given.give(old, "page", "https://k.example/2", person="ana", at=DAY, note="증거")
        given.end(old, number, {}, well=True, at=DAY, outlet="kyushu", key="2")
        tokens.make(old, "laptop", person="ana", role="analyst", at=DAY)
        quoted = [Quoted("kyushu", "2", "full"), Quoted("namhae", "1", "full")]
        pages.note(old, "site", "2026-03.html", quoted)
    for sql in (
        "INSERT INTO desk_users VALUES ('kim', 'analyst', 'h', 0, '', 'boss', 'then')",
        "INSERT INTO gloss_corrections VALUES ('h', 'ko', 'ja', '訂正', 'ana', 'then')",
        "INSERT INTO gloss_usage VALUES ('2026-03', 'papago', 3, 700)",
        "INSERT INTO watch_list_versions (at, person, text, digest) VALUES ('at', 'ana', '', '')",
    ):
        old.execute(sql)
    old.close()
    db = archive(tmp_path / "new.db")
    again = add(db, "공동 물류창고 문 연다", outlet="kyushu")
    db.execute("UPDATE articles SET key = '2' WHERE story_id = ?", [again])
    counts = decisions.bring(db, tmp_path / "old.db")
    assert [each.text for each in comments.of_story(db, again)] == ["고객사와 통화함: 협약은 사실"]
    assert assignments.of_stories(db, [again])[again].person == "kim"
    assert [each.terms for each in sites.listing(db)] == ["https://c.example/terms"]
    [asked] = given.latest(db, "page")
    assert (asked.note, given.article_of(db, "kyushu", "2")) == ("증거", 1)
    for table in (
        *("comments", "assignments", "sites", "site_changes", "given_addresses", "desk_users"),
        *("gloss_corrections", "gloss_usage", "watch_list_versions", "assistant_tokens"),
        "page_articles",
    ):
        assert (table, counts[table]) == (table, db.table(table).count) == (table, 1)
    assert counts["comments left behind"] == counts["assignments left behind"] == 1
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()


#: Tables of which nothing comes out of a backup. Of a new table somebody has to say whether people
#: put into it what nothing brings back; then it is to be brought.
LEFT = {
    "rebuilding fills them from the archive": (
        *(
            "articles",
            "article_bodies",
            "authors",
            "revisions",
            "changes",
            "sightings",
            "captures",
        ),
        *("rejections", "revisits", "stories", "links"),
    ),
    "worked out from the articles, or from what was decided": (
        *("signatures", "fingerprints", "reasons", "index_versions", "story_ids", "story_days"),
        *("story_concepts", "story_firsts", "uncounted_stories", "withheld_from_search"),
        *("learning", "learnt_chances", "suggestions", "uncleaned", "doubled_texts"),
    ),
    "a text is glossed again when it is shown": ("glosses", "gloss_failures"),
    "where work stands that ended with the file": (
        *("crawl_leases", "crawl_bundles", "crawl_writer", "reading_attempts", "archive_sweeps"),
        *("channel_states", "briefing_watch"),
    ),
    "what could be undone names rows by other numbers": ("desk_actions", "briefing_events"),
    "everybody signs in once more": ("sessions",),
    "what waited is not sent": ("outbox",),
    "the schema's own": ("_sqlite_migrations",),
}


def test_of_every_table_it_is_said_whether_it_comes_along(tmp_path: Path) -> None:
    open_database(tmp_path / "old.db").close()
    db = open_database(tmp_path / "new.db")
    brought = {*decisions.bring(db, tmp_path / "old.db"), "discovered", "feeds", "told_stories"}
    left = [table for tables in LEFT.values() for table in tables]
    known = {
        row[0]
        for row in db.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE 'articles_fts%'"
        )
    }
    db.close()
    assert not brought.intersection(left)
    assert known - brought == {*left}
