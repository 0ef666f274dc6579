"""The archive of a crawl: every page as it was sent, replayed, read again, and made whole from."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from crawler.archive import folder, warc
from crawler.discovery.planning import listings_of
from crawler.spiders.fnnews import FnnewsSpider
from newsdb.articles import policies
from newsdb.articles.policies import Overdue
from newsdb.database import now, open_database
from newsdb.review import reviews
from tests.support.crawls import REPLICA, ROOT, rows, scrapy, value
from tests.support.forkserver import started
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.loopback import Site

#: What a database holds of articles, without numbers that depend on what else is there.
SAME = {
    "articles": """
        SELECT outlet, key, url, title, title_tags, subtitle, language, section, dateline, source,
            keywords, image_url, published_at, modified_at, date_source, access, found_by, layout,
            revision, first_seen_at, last_seen_at, kept, decision, score, why, removed_at
        FROM articles""",
    "texts": """
        SELECT outlet, key, body, captions, attachments, field_sources
        FROM articles JOIN article_bodies ON article_id = id""",
    "authors": """
        SELECT outlet, key, position, name, role, email FROM articles JOIN authors
        ON article_id = id""",
    "revisions": """
        SELECT outlet, key, number, seen_at, r.title, r.subtitle, body, r.modified_at, text_hash,
            origin FROM articles a JOIN revisions r ON article_id = a.id""",
    "changes": """
        SELECT outlet, key, number, kind, field, words_before, words_after
        FROM articles a JOIN changes c ON article_id = a.id""",
    "links": """
        SELECT a.outlet, a.key, b.outlet, b.key, kind, l.score FROM links l
        JOIN articles a ON a.id = article_id JOIN articles b ON b.id = other_id""",
    "stories": """
        SELECT a.outlet, a.key, o.outlet, o.key, members, origin_by
        FROM articles a JOIN stories s ON s.id = a.story_id JOIN articles o ON o.id = origin_id""",
    "sightings": """
        SELECT outlet, key, s.url, s.found_by, found_in
        FROM articles a JOIN sightings s ON article_id = a.id""",
    "discovered": """
        SELECT outlet, key, url, title, published_at, found_by, found_in, state FROM discovered
        WHERE state <> 'found'""",
    "outlets": "SELECT * FROM outlets",
    "captures": "SELECT kind, url, status, fetched_at, file, start, length, digest FROM captures",
}


def contents(database: Path) -> dict[str, Counter[tuple[Any, ...]]]:
    return {name: Counter(rows(database, sql)) for name, sql in SAME.items()}


def crawl(database: Path, site: Site, *arguments: str, outlet: str = "fnnews") -> Any:
    return scrapy("crawl", outlet, "-s", f"DATABASE={database}", *site.settings, *arguments)


#: The feed and the list that all of the replica's listings are: they name a third of its articles,
#: in two of which there is no text.
FEED, LIST = "/rss/r20/fn_realnews_economy.xml", "/section/002002000"


@contextmanager
def replica() -> Iterator[Site]:
    with serving(REPLICA) as site:
        for listing in listings_of(FnnewsSpider.sources):
            same = FEED if listing.url.endswith(".xml") else LIST
            site.answers[urlsplit(listing.url).path] = site.answers[same]
        yield site


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the database of two crawls, between which an article was edited."""
    database = tmp_path_factory.mktemp("archive") / "news.db"
    with replica() as site:
        assert crawl(database, site).code == 0
        for url, title in rows(database, "SELECT url, title FROM articles ORDER BY id"):
            answer = site.answers.get(urlsplit(url).path)
            if isinstance(answer, Answer) and answer.body.count(title.encode()) > 1:
                break
        assert isinstance(answer, Answer)
        answer.body = answer.body.replace(title.encode(), f"{title} (정정)".encode())
        done = crawl(database, site, "-a", f"urls={url}")
        assert "1 revised" in done.log
    return database


@pytest.fixture
def database(crawled: Path, tmp_path: Path) -> Path:
    shutil.copytree(crawled.parent, tmp_path / "own")
    return tmp_path / "own" / "news.db"


def environment(database: Path) -> dict[str, str]:
    return {"HANIL_DATABASE": str(database)}


def test_every_page_is_there_as_it_was_sent(crawled: Path) -> None:
    files = list(folder.files(crawled.parent / "archive"))
    assert len(files) == 2
    pages = [page for file in files for page in warc.pages(file)]
    served = {
        (file.parent / "page.html").read_bytes()
        for file in REPLICA.glob("*/page.json")
        if (file.parent / "page.html").exists()
    }
    assert sum(page.body in served for page in pages) == len(pages) - 1  # the edited one
    assert value(crawled, "SELECT count(*) FROM captures") == len(pages)
    unowned = "SELECT count(*) FROM captures WHERE article_id IS NULL AND status = 200"
    assert value(crawled, unowned) == value(crawled, "SELECT count(*) FROM rejections")
    assert not list(crawled.parent.rglob("*.open"))
    for file in files:
        check = subprocess.run(
            [Path(sys.executable).with_name("fastwarc"), "check", file],
            check=False,
            capture_output=True,
            text=True,
        )
        assert "verified successfully" in check.stdout + check.stderr
    first = min(pages, key=lambda page: page.fetched_at)
    assert first.about["link"]["found_by"] in {"feed", "list"}


def test_the_same_is_made_again_from_the_archive(crawled: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    done = scrapy("rebuild", new, "--no-backup", environment=environment(crawled))
    assert done.code == 0, done.log
    expected, rebuilt = contents(crawled), contents(new)
    for name, content in expected.items():
        assert rebuilt[name] == content, name
    assert "1 articles revised" in done.out


def test_decisions_come_from_the_newest_backup(database: Path, tmp_path: Path) -> None:
    db = open_database(database)
    stories = [row[0] for row in db.conn.execute("SELECT id FROM stories ORDER BY id DESC")]
    for number, story in enumerate(stories[:20]):
        reviews.decide(
            db,
            reviews.Subject("story", story),
            "relevant" if number % 2 else "unsure",
            version=0,
            actor="minseo",
            at=now(),
        )
    db.conn.execute(
        "INSERT INTO alarms (outlet, kind, subject, since, opened_at, opened_by_run, seen_at,"
        " diagnosis, advice, evidence) VALUES ('fnnews', 'silence', '', '2026-11-01',"
        " '2026-11-01', 2, '2026-11-02', 'nothing since', 'look', '{}')"
    )
    db.conn.execute(
        "INSERT INTO discovered (outlet, key, url, found_by, found_at, state)"
        " VALUES ('fnnews', '9', 'https://www.fnnews.com/news/9', 'feed', '2026-11-01', 'found')"
    )
    db.close()
    assert scrapy("backup", environment=environment(database)).code == 0
    (gone,) = rows(database, "SELECT file, start FROM captures WHERE article_id = 20")
    db = open_database(database)
    db.conn.execute("DELETE FROM captures WHERE file = ? AND start = ?", gone)
    assert folder.sweep(db, database.parent / "archive") == 1
    db.close()
    new = tmp_path / "new.db"
    done = scrapy("rebuild", new, environment=environment(database))
    assert done.code == 0, done.log
    assert "1 articles not in the archive" in done.out
    decided = """
        SELECT a.outlet, a.key, r.status, changed_by FROM reviews r
        JOIN stories s ON s.id = subject_id JOIN articles a ON a.id = s.origin_id"""
    before, after = set(rows(database, decided)), set(rows(new, decided))
    assert after <= before
    assert len(after) >= len(before) - 1 >= 19
    assert value(new, "SELECT count(*) FROM articles WHERE status IS NOT NULL") >= 19
    for table in ("runs", "run_fields", "run_sources", "run_faults", "alarms", "robots"):
        history = f"SELECT * FROM {table}"  # noqa: S608
        assert rows(new, history) == rows(database, history), table
    assert value(new, "SELECT key FROM discovered WHERE state = 'found'") == "9"
    assert not value(new, "SELECT count(*) FROM feeds WHERE etag IS NOT NULL")
    assert value(new, "SELECT count(*) FROM feeds") == value(
        database, "SELECT count(*) FROM feeds"
    )


def test_a_crawl_is_replayed_from_a_warc_file(crawled: Path, tmp_path: Path) -> None:
    database = tmp_path / "replayed.db"
    stored = value(crawled, "SELECT count(*) FROM articles")
    assert stored > 20
    done = scrapy(
        "crawl", "fnnews", "-s", f"REPLAY={crawled.parent / 'archive'}", "-s",
        f"DATABASE={database}",
    )  # fmt: skip
    assert f"{stored} articles stored" in done.log
    compared = "SELECT key, title, published_at, first_seen_at FROM articles"
    assert {row[0] for row in rows(database, compared)} == {
        row[0] for row in rows(crawled, compared)
    }
    edited = "SELECT title FROM articles WHERE title LIKE '%(정정)'"
    assert rows(database, edited) == rows(crawled, edited) != []
    assert not (tmp_path / "archive").exists(), "what is replayed is not archived again"


def test_reading_again_tells_the_truth_and_is_never_the_outlets(database: Path) -> None:
    db = open_database(database)
    db.conn.execute("UPDATE articles SET title = '잘못 읽은 제목' WHERE id = 3")
    db.conn.execute("UPDATE articles SET published_at = NULL WHERE id IN (4, 5)")
    named = value(database, "SELECT min(article_id) FROM authors WHERE article_id > 7")
    db.conn.execute("DELETE FROM authors WHERE article_id = ?", (named,))
    db.conn.execute("UPDATE article_bodies SET body = '짧다' WHERE article_id = 7")
    db.close()
    before = contents(database)
    names = "1 titles, 0 subtitles, 2 times, 1 authors, 1 texts"
    done = scrapy("reread", "--dry-run", environment=environment(database))
    assert f"of 5 articles would change: {names}" in done.out, done.log
    assert "title: 잘못 읽은 제목" in done.out
    assert contents(database) == before
    done = scrapy("reread", "--outlet", "fnnews", environment=environment(database))
    assert (done.code, names in done.out) == (0, True)
    again = scrapy("reread", "--json", environment=environment(database))
    assert '"changed"' not in again.out
    ours = "SELECT count(*) FROM revisions WHERE origin = 'reading'"
    assert value(database, ours) == 5
    told = f"SELECT DISTINCT kind FROM changes WHERE article_id IN (3, 4, 5, {named}, 7)"  # noqa: S608
    kinds = rows(database, told)
    assert kinds == [("reading",)]
    assert value(database, "SELECT count(*) FROM alarms WHERE closed_at IS NULL") == 0
    with replica() as site:
        url = value(database, "SELECT url FROM articles WHERE id = 3")
        done = crawl(database, site, "-a", f"urls={url}")
    assert "1 unchanged" in done.log


def test_what_a_policy_takes_goes_out_of_the_archive_too(database: Path) -> None:
    db = open_database(database)
    (title,) = db.conn.execute("SELECT url FROM captures WHERE article_id = 9").fetchone()
    policies.cut(db, Overdue(9, "fnnews", "nothing"), at=now())
    archive = database.parent / "archive"
    assert folder.sweep(db, archive) == 1
    urls = [page.url for file in folder.files(archive) for page in warc.pages(file)]
    assert title not in urls
    for file, start, length, url in db.conn.execute(
        "SELECT file, start, length, url FROM captures"
    ):
        assert warc.read(archive / file, start, length).url == url
    assert folder.sweep(db, archive) == 0
    db.conn.execute("DELETE FROM captures")
    folder.sweep(db, archive)
    assert not list(archive.rglob("*.warc.gz"))
    db.close()


KBIZ = ROOT / "fixtures" / "kbiznews"


def test_an_archive_that_cannot_be_written_is_an_alarm_and_costs_no_article(
    tmp_path: Path,
) -> None:
    database = tmp_path / "news.db"
    (tmp_path / "archive").write_text("in the way")
    with serving(KBIZ) as site:
        done = crawl(database, site, outlet="kbiznews")
        assert "2 articles stored" in done.log
        assert "Not archived" in done.log
        open_alarm = "SELECT kind FROM alarms WHERE closed_at IS NULL"
        assert ("archive",) in rows(database, open_alarm)
        (tmp_path / "archive").unlink()
        (database.parent / ".kbiznews.lock").unlink()
        url = value(database, "SELECT url FROM articles LIMIT 1")
        for answer in site.answers.values():
            assert isinstance(answer, Answer)
            answer.body += b"<!-- once more -->"
        done = crawl(database, site, "-a", f"urls={url}", outlet="kbiznews")
    assert ("archive",) not in rows(database, open_alarm)


def test_nothing_is_archived_when_it_is_switched_off(tmp_path: Path) -> None:
    with serving(KBIZ) as site:
        crawl(tmp_path / "news.db", site, "-s", "ARCHIVE_ENABLED=0", outlet="kbiznews")
    assert not (tmp_path / "archive").exists()


def test_of_what_terms_let_us_keep_an_excerpt_only_there_is_no_capture(tmp_path: Path) -> None:
    with serving(ROOT / "fixtures" / "prtimes") as site:
        config = tmp_path / "hanil.toml"
        config.write_text("[outlets.prtimes]\nenabled = true\n")
        done = scrapy(
            "crawl", "prtimes", "-s", f"DATABASE={tmp_path / 'news.db'}", *site.settings,
            environment={"HANIL_CONFIG": str(config)},
        )  # fmt: skip
    assert "stored" in done.log
    assert not value(tmp_path / "news.db", "SELECT count(*) FROM captures")


def test_a_listing_that_names_nothing_is_kept(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with serving(KBIZ) as site:
        for path, answer in site.answers.items():
            if "rss" in path or path.endswith(".xml"):
                assert isinstance(answer, Answer)
                answer.body = b"<html><body>moved</body></html>"
        crawl(database, site, outlet="kbiznews")
    kinds = dict(rows(database, "SELECT kind, count(*) FROM captures GROUP BY kind"))
    assert kinds["listing"] >= 1
    file, start, length = rows(
        database, "SELECT file, start, length FROM captures WHERE kind = 'listing'"
    )[0]
    page = warc.read(tmp_path / "archive" / file, start, length)
    assert page.body == b"<html><body>moved</body></html>"
    new = tmp_path / "new.db"
    done = scrapy("rebuild", new, "--no-backup", environment=environment(database))
    assert done.code == 0


def test_ingested_lines_and_told_articles_are_rebuilt(tmp_path: Path) -> None:
    database, file = tmp_path / "news.db", tmp_path / "lines.jsonl"
    file.write_text(
        '{"url": "https://a.example/news/1", "title": "한일 중소기업 협약", "body":'
        ' "두 나라 중소기업이 협약을 맺었다.", "published_at": "2026-11-20T09:00:00+09:00",'
        ' "authors": ["한보리 기자"]}\n'
    )
    assert scrapy("ingest", file, "-s", f"DATABASE={database}").code == 0
    new = tmp_path / "new.db"
    done = scrapy("rebuild", new, "--no-backup", environment=environment(database))
    assert done.code == 0, done.log
    expected, rebuilt = contents(database), contents(new)
    for name in ("articles", "texts", "authors", "revisions", "sightings"):
        assert rebuilt[name] == expected[name], name


def kill_at_request(site: Site, number: int, words: tuple[str, ...]) -> None:
    """Run scrapy and kill it when it asks the site for the N-th time, whatever it does then."""
    left, asked, killed = iter(range(1, number)), threading.Event(), threading.Event()

    def asked_for(_: str) -> None:
        if next(left, None) is None:
            asked.set()
            killed.wait(60)  # it has no answer before it is killed

    site.on_request = asked_for
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("HANIL_")}
    try:
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nothing,
            started(
                ["-m", "scrapy", *words], environment=surroundings, stdout=nothing, stderr=nothing
            ) as process,
        ):
            assert asked.wait(60), f"it asked for less than {number} addresses"
            process.send(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
    finally:
        site.on_request = lambda _: None
        killed.set()


def test_killed_at_any_moment_the_archive_is_whole_to_its_last_record(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with serving(KBIZ, ROOT / "fixtures" / "jetro") as site:
        words = ("crawl", "kbiznews", "jetro", "-s", f"DATABASE={database}", *site.settings)
        for requests in (4, 8, 9):  # of 12: five listings, then seven articles
            kill_at_request(site, requests, words)
        done = scrapy(*words)
    assert done.code == 0, done.log
    archive = tmp_path / "archive"
    assert not list(archive.rglob("*.open"))
    pages = {page.url for file in folder.files(archive) for page in warc.pages(file)}
    assert {row[0] for row in rows(database, "SELECT seen FROM (SELECT s.url AS seen FROM"
        " sightings s)")} <= pages  # fmt: skip
    for file, start, length, url in rows(
        database, "SELECT file, start, length, url FROM captures"
    ):
        assert warc.read(archive / file, start, length).url == url
