"""Whatever one page, one entry or one line does, it costs itself only, and leaves a trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import attempts
from newsdb.database import now, open_database, transaction
from tests.crawls.test_faults import ALL, TEXT, crawl, feed, good, key, path, three_articles
from tests.support.crawls import rows, scrapy, value
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.loopback import Site

FAULTY = str(Path(__file__).parents[1] / "support" / "faulty.py")
MARK = "표식어"


@pytest.fixture
def site() -> Iterator[Site]:
    with three_articles() as site:
        yield site


def marked(number: int) -> Answer:
    page = good(number)
    return Answer(page.body.decode().replace(TEXT, f"{MARK} {TEXT}").encode())


def states(database: Path) -> dict[str, str]:
    return dict(rows(database, "SELECT key, state FROM discovered"))


def test_a_fault_is_a_rejection_with_its_traceback(site: Site, tmp_path: Path) -> None:
    site.answers[path(2)] = marked(2)
    database = tmp_path / "news.db"
    done = scrapy(*crawl(site, database, "--json"), launcher=(FAULTY, "raise", MARK))
    assert done.code == 1, done.log
    summary = json.loads(done.out)
    assert (summary["outcome"], summary["errors"], summary["articles_new"]) == ("failure", 1, 2)
    assert summary["problem"] == "1 unexpected errors, see the log above"
    assert summary["alarms"] == ["fault"]
    (reason, found, url) = rows(database, "SELECT reason, found, url FROM rejections")[0]
    assert reason == "reading failed"
    assert "KeyError: 'a fault of this program'" in found
    assert rows(database, "SELECT errors, rejected FROM runs") == [(1, 1)]
    assert url in value(database, "SELECT diagnosis FROM alarms WHERE kind = 'fault'")
    assert states(database)[key(2)] == "unreadable"  # read again when its pause is over


def test_the_alarm_closes_when_the_fault_has_passed(site: Site, tmp_path: Path) -> None:
    site.answers[path(2)] = marked(2)
    database = tmp_path / "news.db"
    scrapy(*crawl(site, database), launcher=(FAULTY, "raise", MARK))
    site.answers[ALL] = feed([1, 2, 3, 4])
    site.answers[path(4)] = good(4)
    assert scrapy(*crawl(site, database)).code == 0
    assert value(database, "SELECT closed_at IS NOT NULL FROM alarms WHERE kind = 'fault'") == 1


def test_a_page_that_never_ends_reading(site: Site, tmp_path: Path) -> None:
    """It is broken off, the others are stored, and after the second time it is given up."""
    site.answers[path(3)] = marked(3)
    database = tmp_path / "news.db"
    done = scrapy(*crawl(site, database), launcher=(FAULTY, "hang", MARK), timeout=60)
    assert done.code == 1, done.log
    assert rows(database, "SELECT key, reason FROM rejections") == [(key(3), "took too long")]
    assert value(database, "SELECT count(*) FROM articles") == 2
    assert states(database)[key(3)] == "unreadable"
    _let_pauses_pass(database)
    scrapy(*crawl(site, database), launcher=(FAULTY, "hang", MARK), timeout=60)
    assert states(database)[key(3)] == "given_up"
    asked = site.asked.count(path(3))
    _let_pauses_pass(database)
    done = scrapy(*crawl(site, database), launcher=(FAULTY, "hang", MARK), timeout=60)
    assert (done.code, site.asked.count(path(3))) == (0, asked)


@pytest.mark.parametrize("how", ["die", "hang in C"])
def test_a_page_that_kills_its_reader(site: Site, tmp_path: Path, how: str) -> None:
    """It may do so twice; the second time every other article has been stored before."""
    site.answers[path(3)] = marked(3)
    database = tmp_path / "news.db"
    faulty = (FAULTY, how, MARK)
    for stored in ({0, 1, 2}, {2}):  # in what order pages answer is chance, the first time
        done = scrapy(*crawl(site, database), launcher=faulty, timeout=60)
        assert done.code not in {0, 2}, done.log
        assert value(database, "SELECT count(*) FROM articles") in stored
    asked = site.asked.count(path(3))
    done = scrapy(*crawl(site, database, "--json"), launcher=faulty, timeout=60)
    assert (done.code, site.asked.count(path(3))) == (1, asked), done.log
    assert json.loads(done.out)["rejected_because"] == {"killed its reader": 1}
    assert states(database)[key(3)] == "given_up"
    assert value(database, "SELECT count(*) FROM reading_attempts") == 0
    health = scrapy("health", "-s", f"DATABASE={database}")
    assert path(3) in health.out
    done = scrapy(*crawl(site, database), launcher=faulty, timeout=60)
    assert (done.code, site.asked.count(path(3))) == (0, asked), done.log


def test_a_listing_that_kills_its_reader(site: Site, tmp_path: Path) -> None:
    """Twice it may; then the other listings are read without it, and it is named."""
    economy = "/rss/r20/fn_realnews_economy.xml"
    answer = feed([1, 2, 3, 4])
    site.answers[economy] = Answer(answer.body.replace(b"<rss>", f"<rss><!--{MARK}-->".encode()))
    site.answers[path(4)] = good(4)
    database = tmp_path / "news.db"
    for _ in range(attempts.MOST):
        assert scrapy(*crawl(site, database), launcher=(FAULTY, "die", MARK)).code not in {0, 1, 2}
    done = scrapy(*crawl(site, database, "--json"), launcher=(FAULTY, "die", MARK))
    assert done.code == 1, done.log
    assert json.loads(done.out)["rejected_because"] == {"killed its reader": 1}
    assert value(database, "SELECT count(*) FROM articles") == 3
    assert economy in scrapy("health", "-s", f"DATABASE={database}").out
    _let_pauses_pass(database)  # it lists something else by then
    site.answers[economy] = answer
    assert scrapy(*crawl(site, database), launcher=(FAULTY, "die", MARK)).code == 0
    assert value(database, "SELECT count(*) FROM articles") == 4
    assert value(database, "SELECT count(*) FROM reading_attempts") == 0


def test_a_listing_that_never_ends_reading(site: Site, tmp_path: Path) -> None:
    economy = "/rss/r20/fn_realnews_economy.xml"
    site.answers[economy] = Answer(f"<rss><!--{MARK}--></rss>".encode())
    database = tmp_path / "news.db"
    done = scrapy(*crawl(site, database), launcher=(FAULTY, "hang", MARK))
    assert done.code == 1, done.log
    ((url, reason),) = rows(database, "SELECT url, reason FROM rejections")
    assert (url.endswith(economy), reason) == (True, "took too long")
    assert value(database, "SELECT count(*) FROM articles") == 3


def test_a_page_that_was_only_on_its_way_is_not_given_up(site: Site, tmp_path: Path) -> None:
    """Pages that a dead run had begun are read one by one: only the one that kills is blamed."""
    site.answers[path(2)], site.answers[path(3)] = marked(2), marked(3)
    database = tmp_path / "news.db"
    assert scrapy(*crawl(site, database), launcher=(FAULTY, "die", MARK)).code not in {0, 2}
    site.answers[path(2)] = good(2)
    db = open_database(database)
    with transaction(db):
        for number in (2, 3):
            attempts.begin(db, outlet="fnnews", key=key(number), run_id=1, at=now())
    db.close()
    for _ in range(2):  # the page that kills may be asked for before the other, or after it
        scrapy(*crawl(site, database), launcher=(FAULTY, "die", MARK))
    assert rows(database, "SELECT key, reason FROM rejections") == [(key(3), "killed its reader")]
    assert states(database)[key(2)] == "done"


def _let_pauses_pass(database: Path) -> None:
    """Let a day pass since the last run, as far as the links can tell."""
    db = open_database(database)
    db.conn.execute("UPDATE discovered SET next_try = '2020-01-01T00:00:00+09:00'")
    db.conn.execute("UPDATE reading_attempts SET begun_at = '2020-01-01T00:00:00+09:00'")
    db.close()
