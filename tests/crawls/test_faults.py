"""Faults during a crawl: each is named and counted, and costs only its own page."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from newsdb.database import open_database, transaction
from tests.support.certificates import self_signed
from tests.support.crawls import REPLICA, rows, scrapy, value
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler

ALL = "/rss/r20/fn_realnews_all.xml"
PAGE = (REPLICA / "wrap-view-hd-no-picture" / "page.html").read_text(encoding="utf-8")
TEXT = "국내 소재·부품·장비 중소기업 열 곳 가운데 네 곳은"
HARMED = str(Path(__file__).parents[1] / "support" / "harmed.py")
QUICK = ("-s", "RETRY_BACKOFF=0.05", "-s", "DOWNLOAD_TIMEOUT=2")


def key(number: int) -> str:
    return f"20260101090000{number:04}"


def path(number: int) -> str:
    return f"/news/{key(number)}"


def feed(numbers: list[int]) -> Answer:
    items = "".join(
        f"<item><title>기사 {n}</title><link>https://www.fnnews.com{path(n)}</link></item>"
        for n in numbers
    )
    return Answer(f"<rss><channel>{items}</channel></rss>".encode())


def good(number: int) -> Answer:
    return Answer(PAGE.replace("202509031412330021", key(number)).encode())


@contextmanager
def three_articles() -> Iterator[Site]:
    """Serve a site whose listings are empty except for one feed of three good articles."""
    with serving() as site:
        for section in ("industry", "international", "economy"):
            site.answers[f"/rss/r20/fn_realnews_{section}.xml"] = feed([])
        for listing in ("/newsflash", "/section/002002000", "/section/002004002005"):
            site.answers[listing] = Answer(b"<ul class=list_article></ul>")
        site.answers[ALL] = feed([1, 2, 3])
        for number in (1, 2, 3):
            site.answers[path(number)] = good(number)
        yield site


@pytest.fixture
def site() -> Iterator[Site]:
    with three_articles() as site:
        yield site


def crawl(site: Site, database: Path, *arguments: str) -> tuple[str, ...]:
    return ("crawl", "fnnews", *site.settings, *QUICK, "-s", f"DATABASE={database}", *arguments)


def then(*answers: Answer) -> object:
    """Answer each request with the next of ``answers``, then always with the last."""
    left = list(answers)

    def behave(handler: BaseHTTPRequestHandler) -> None:
        answer = left.pop(0) if len(left) > 1 else left[0]
        handler.send_response(answer.status)
        for name, text in answer.headers.items():
            handler.send_header(name, text)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body)

    return behave


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for longer than anybody waits."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(200):
            handler.wfile.write(b"<")
            time.sleep(0.05)
    handler.close_connection = True


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Take the request and say nothing until the other side gives up."""
    handler.connection.settimeout(20)
    with suppress(OSError):
        handler.connection.recv(1)
    handler.close_connection = True


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(PAGE.encode()[:3000])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def test_every_fault_is_named_and_the_others_are_stored(site: Site, tmp_path: Path) -> None:
    gzipped = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    faults: dict[str, object] = {
        "http 404": Answer(b"", 404),
        "http 403": Answer(b"no", 403),
        "http 429": Answer(b"slower", 429, {"Retry-After": "86400"}),
        "http 500": Answer(b"", 500),
        "login": Answer(b"", 302, {"Location": "/member/login?returnUrl=x"}),
        "consent": Answer(b"", 302, {"Location": "/consent"}),
        "home page": Answer(b"", 302, {"Location": "/"}),
        "gone": Answer("<title>신문</title><p>존재하지 않는 기사입니다.</p>".encode()),
        "blocked": Answer(b"<title>Access Denied</title>"),
        "redirect loop": Answer(b"", 302, {"Location": f"{path(110)}?again"}),
        "timeout": silent,
        "timeout (drip)": drip,
        "cut off": cut_off,
        "too large": Answer(b"<html>" + b"x" * 50_000_000),
        "cut off (gzip)": Answer(gzip.compress(PAGE.encode())[:-900], headers=gzipped),
    }
    numbers = {reason: 101 + n for n, reason in enumerate(faults)}
    for reason, behaviour in faults.items():
        site.answers[path(numbers[reason])] = behaviour  # type: ignore[assignment]
    site.answers[f"{path(110)}?again"] = Answer(b"", 302, {"Location": path(110)})
    for elsewhere in ("/member/login?returnUrl=x", "/consent", "/"):
        site.answers[elsewhere] = Answer("<title>로그인</title>".encode())
    site.answers[ALL] = feed([1, *numbers.values(), 2, 3])
    database = tmp_path / "news.db"
    done = scrapy(*crawl(site, database, "--json", "-s", "RETRY_TIMES=1"))
    assert done.code == 1, done.log
    assert "Traceback" not in done.log
    found = dict(rows(database, "SELECT key, reason FROM rejections"))
    expected = {key(n): reason.split(" (")[0] for reason, n in numbers.items()}
    assert found == expected
    stored = {row[0] for row in rows(database, "SELECT key FROM articles")}
    assert stored == {key(1), key(2), key(3)}
    summary = json.loads(done.out)
    assert summary["outcome"] == "failure"
    assert (
        summary["problem"] == f"{len(faults)} of {len(faults) + 3} article pages could not be read"
    )
    assert (summary["refused"], summary["limited"]) == (1, 1)
    assert summary["rejected_because"]["timeout"] == 2
    assert "asked to wait 86400 s" in done.log
    waiting = value(database, "SELECT count(*) FROM discovered WHERE state = 'unreadable'")
    assert waiting == len(faults)


@pytest.mark.parametrize(
    ("first", "counts"),
    [
        (Answer(b"", 500), (1, 0)),
        (Answer(b"", 503, {"Retry-After": "1"}), (1, 0)),
        (Answer(b"", 429, {"Retry-After": "1"}), (1, 1)),
    ],
)
def test_a_passing_fault_is_waited_out(
    site: Site, tmp_path: Path, first: Answer, counts: tuple[int, int]
) -> None:
    site.answers[path(2)] = then(first, good(2))  # type: ignore[assignment]
    database = tmp_path / "news.db"
    done = scrapy(*crawl(site, database))
    assert done.code == 0, done.log
    assert value(database, "SELECT count(*) FROM articles") == 3
    assert rows(database, "SELECT retried, limited FROM runs") == [counts]
    if first.headers:
        assert "retrying in 1.0 s" in done.log


def test_a_lying_charset_is_seen_through(site: Site, tmp_path: Path) -> None:
    in_korean = PAGE.replace('charset="utf-8"', 'charset="shift_jis"').encode("cp949")
    lies = {"Content-Type": "text/html; charset=utf-8"}
    site.answers[path(2)] = Answer(in_korean, headers=lies)
    database = tmp_path / "news.db"
    assert scrapy(*crawl(site, database)).code == 0
    bodies = rows(database, "SELECT body FROM article_bodies")
    assert [body.startswith(TEXT) for (body,) in bodies] == [True] * 3


@pytest.mark.parametrize(
    "body",
    [b"<html><body>Please log in</body></html>", b"", b"\x1f\x8b\x08 not gzip", b"{}"],
)
def test_a_feed_that_is_none(site: Site, tmp_path: Path, body: bytes) -> None:
    site.answers["/rss/r20/fn_realnews_economy.xml"] = Answer(body)
    database = tmp_path / "news.db"
    done = scrapy(*crawl(site, database))
    assert done.code == 0, done.log
    assert "fn_realnews_economy.xml is not a feed or sitemap" in done.log
    assert value(database, "SELECT count(*) FROM articles") == 3


def test_an_entity_bomb_does_not_go_off(site: Site, tmp_path: Path) -> None:
    entities = '<!ENTITY a "' + "x" * 10_000 + '">'
    for name, inner in zip("bcdefgh", "abcdefg", strict=True):
        entities += f'<!ENTITY {name} "{f"&{inner};" * 10}">'
    bomb = (
        f"<!DOCTYPE r [{entities}]><rss><channel><item><title>&h;</title></item></channel></rss>"
    )
    site.answers["/rss/r20/fn_realnews_economy.xml"] = Answer(bomb.encode())
    database = tmp_path / "news.db"
    started = time.monotonic()
    assert scrapy(*crawl(site, database)).code == 0
    assert time.monotonic() - started < 30
    assert value(database, "SELECT count(*) FROM articles") == 3


def test_no_links_where_there_should_be_some_is_a_failure(site: Site, tmp_path: Path) -> None:
    site.answers[ALL] = feed([])
    done = scrapy(*crawl(site, tmp_path / "news.db"))
    assert done.code == 1
    assert "no links on any listing that answered" in done.log


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ("http://127.0.0.1:1", "connection refused"),
        (f"http://{'x' * 64}.example", "host not found"),
    ],
)
def test_an_outlet_that_can_not_be_reached(tmp_path: Path, server: str, reason: str) -> None:
    with serving() as site:
        settings = [each.replace(site.settings[1], f"LOOPBACK={server}") for each in site.settings]
    database = tmp_path / "news.db"
    url = f"https://www.fnnews.com{path(1)}"
    given = ("-a", f"urls={url}", "-s", f"DATABASE={database}", "-s", "ROBOTSTXT_OBEY=False")
    done = scrapy("crawl", "fnnews", *settings, *QUICK, *given)
    assert done.code == 1
    assert rows(database, "SELECT reason FROM rejections") == [(reason,)]


@pytest.mark.parametrize("address", ["127.0.0.1", None], ids=["nobody signed", "of another host"])
def test_a_certificate_that_is_not_good(site: Site, tmp_path: Path, address: str | None) -> None:
    site.socket = self_signed(tmp_path, address=address).wrap_socket(site.socket, server_side=True)
    settings = [each.replace("http://127", "https://127") for each in site.settings]
    database = tmp_path / "news.db"
    url = f"https://www.fnnews.com{path(1)}"
    given = ("-a", f"urls={url}", "-s", f"DATABASE={database}", "-s", "ROBOTSTXT_OBEY=False")
    done = scrapy("crawl", "fnnews", *settings, *QUICK, *given)
    assert done.code == 1
    assert rows(database, "SELECT reason FROM rejections") == [("tls",)]
    assert site.asked == []


def test_two_crawls_at_one_instant(site: Site, tmp_path: Path) -> None:
    """The second sends no request, says why, and is not a failure."""
    database = tmp_path / "news.db"
    seconds: list[object] = []

    def start_another(asked: str) -> None:
        if asked == path(1):
            done = scrapy(*crawl(site, database, "-s", "USER_AGENT=the second"))
            seconds.append((done.code, "another process" in done.log))

    site.on_request = start_another
    first = scrapy(*crawl(site, database, "-s", "DOWNLOAD_TIMEOUT=30"))
    assert first.code == 0, first.log
    assert seconds == [(0, True)]
    assert "the second" not in site.user_agents
    assert value(database, "SELECT count(*) FROM articles") == 3
    assert rows(database, "SELECT outcome FROM runs ORDER BY id") == [("success",), ("not_run",)]


def test_the_lock_is_free_after_a_kill(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    (tmp_path / ".fnnews.lock").write_text("4711\n")  # left behind, held by nobody
    assert scrapy(*crawl(site, database)).code == 0


def test_a_database_that_another_process_holds_for_twenty_seconds(
    site: Site, tmp_path: Path
) -> None:
    """The crawl waits and then stores everything."""
    database = tmp_path / "news.db"
    open_database(database).close()
    asked_first, locked = threading.Event(), threading.Event()

    def keep() -> None:
        connection = open_database(database)
        asked_first.wait(60)
        with transaction(connection):
            locked.set()
            time.sleep(20)
        connection.close()

    def meet(asked: str) -> None:
        if asked == path(1):
            asked_first.set()
            locked.wait(60)

    holder = threading.Thread(target=keep)
    holder.start()
    site.on_request = meet
    done = scrapy(*crawl(site, database, "-s", "DOWNLOAD_TIMEOUT=30"))
    holder.join()
    assert locked.is_set()
    assert done.code == 0, done.log
    assert value(database, "SELECT count(*) FROM articles") == 3


def test_a_full_disk_ends_the_run_and_loses_nothing(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    open_database(database).close()
    with serving(REPLICA) as site:
        done = scrapy(*crawl(site, database), launcher=(HARMED, "4"))
        assert done.code == 1
        assert "the disk is full: make room and run again" in done.log
        assert "fnnews failed: it ended early: database_unusable" in done.log
        assert "Traceback" not in done.log
        assert value(database, "PRAGMA integrity_check") == "ok"
        stored = value(database, "SELECT count(*) FROM articles")
        again = scrapy(*crawl(site, database))
        assert again.code == 0, again.log
        listed = value(database, "SELECT count(*) FROM discovered WHERE state = 'done'")
        assert stored < value(database, "SELECT count(*) FROM articles") == listed


def test_a_database_that_can_not_be_written(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    open_database(database).close()
    for command in (crawl(site, database), ("ingest", __file__, "-s", f"DATABASE={database}")):
        done = scrapy(*command, launcher=(HARMED, "readonly"))
        assert done.code == 2
        assert "it can't be written: check the file's and its folder's permissions" in done.log
        assert "Traceback" not in done.log
    assert site.asked == []


def _newer(database: Path) -> None:
    db = open_database(database)
    newer = {"migration_set": "hanil", "name": "m999_tomorrow", "applied_at": "2030-01-01"}
    db.table("_sqlite_migrations").insert(newer)
    db.close()


def _letter(database: Path) -> None:
    database.write_text("편지 " * 500)


def _foreign(database: Path) -> None:
    db = Database(database)
    db.table("customers").insert({"name": "김하나"})
    db.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_newer, "was made by a newer version"),
        (_letter, "it is not an SQLite database"),
        (_foreign, "is not a database of this project"),
    ],
)
def test_a_database_that_is_none_of_ours(
    site: Site, tmp_path: Path, make: Callable[[Path], None], message: str
) -> None:
    database = tmp_path / "news.db"
    make(database)
    before = database.read_bytes()
    done = scrapy(*crawl(site, database))
    assert done.code == 2
    assert message in done.log
    assert "Traceback" not in done.log
    assert database.read_bytes() == before
    assert site.asked == []
