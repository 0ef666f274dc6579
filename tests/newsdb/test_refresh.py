"""An old database after an upgrade: doctor says what to run, and scrapy refresh does all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from newsdb.database import open_database, transaction
from newsdb.schema import migrations
from tests.support.crawls import rows, scrapy, value

if TYPE_CHECKING:
    from pathlib import Path

RELEASE = (
    "한일 중소기업 협력 상담회가 2일 도쿄에서 열려 한국 부품 중소기업 120곳과 "
    "일본 구매 기업 45곳이 만났다. 일본 측에서는 髙橋 회장이 나와 "
    "두 나라 중소기업이 해마다 두 차례 만나기로 했다고 밝혔다.\n"
    "첫 상담회는 9월 14일 오사카에서 열리며 참가비는 없다. "
    "협약에 따라 3년 동안 38억원이 물류와 인증 비용으로 쓰인다."
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Create a database from before copies, judgements and the search, with two articles."""
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m003_copies_and_stories")
    seen = {"first_seen_at": "2026-03-02T12:10:00+09:00"}
    for number, outlet in enumerate(("daily", "evening"), start=1):
        url = f"https://{outlet}.example/1"
        words = {"title": "한일 중소기업, 도쿄서 협력 상담회", "body": RELEASE}
        db.table("outlets").insert(
            {"name": outlet, "title": outlet, "home": f"https://{outlet}.example/"}
            | {"kept": "full", "may_learn": 0}
        )
        db.table("articles").insert(
            {"id": number, "outlet": outlet, "key": "1", "url": url, "title": words["title"]}
            | {"title_tags": "[]", "language": "ko", "keywords": "[]", "access": "free"}
            | {"published_at": f"2026-03-02T1{number}:00:00+09:00", "found_by": "feed"}
            | {"revision": 1, "last_seen_at": seen["first_seen_at"]}
            | seen
        )
        db.table("article_bodies").insert(
            {"article_id": number, "body": RELEASE, "captions": "[]"}
            | {"attachments": "[]", "field_sources": "{}"}
        )
        db.table("revisions").insert(
            {"article_id": number, "number": 1, "text_hash": "", "seen_at": seen["first_seen_at"]}
            | words
        )
        db.table("sightings").insert(
            {"article_id": number, "url": url, "found_by": "feed", "found_in": ""} | seen
        )
    db.close()
    path.chmod(0o600)
    return path


LEFT = (
    "articles that may hold control characters: 2",
    "articles whose text may be stored twice: 2",
    "articles that were never judged: 2",
    "articles whose copies were not looked for by the rules of today: 2",
    "articles that the search knows by older rules: 2",
)


def test_one_command_does_what_doctor_asks_for(database: Path) -> None:
    where = ("-s", f"DATABASE={database}")
    sick = scrapy("doctor", database)
    assert sick.code == 1
    for each in LEFT:
        assert f"WRONG  {each} -> run scrapy refresh\n" in sick.out
    assert "Nothing was found" in scrapy("search", "高橋", *where).log

    tried = scrapy("refresh", "--dry-run", *where)
    assert tried.code == 0, tried.log
    assert "2 articles to judge by" in tried.out
    assert "(2 were never judged)" in tried.out
    assert "2 articles to look for copies of\n2 articles to index" in tried.out
    assert "2 articles to look for control characters in\n" in tried.out
    assert "2 articles to look for texts stored twice in\n" in tried.out
    assert scrapy("doctor", database).out.count("run scrapy refresh") == len(LEFT)

    done = scrapy("refresh", *where)
    assert done.code == 0, done.log
    assert (
        "2 articles judged (2 decided anew), copies looked for of 2, 2 indexed for the search"
        in done.out
    )
    well = scrapy("doctor", database)
    assert "run scrapy refresh" not in well.out
    assert well.code == 0, well.out
    assert rows(database, "SELECT decision, story_id FROM articles") == [("relevant", 1)] * 2
    assert value(database, "SELECT copy_of FROM articles WHERE id = 2") == 1
    assert "상담회" in scrapy("search", "高橋", *where).out

    again = scrapy("refresh", *where)
    assert again.code == 0
    assert again.out == (
        "0 articles judged (0 decided anew), copies looked for of 0, 0 indexed for the search,"
        " control characters taken out of 0, 0 second copies of texts dropped\n"
    )


def test_what_another_list_judged_is_judged_again_and_the_rest_left(database: Path) -> None:
    where = ("-s", f"DATABASE={database}")
    scrapy("refresh", *where)
    db = open_database(database)
    with transaction(db):
        db.execute("UPDATE articles SET decision = 'other', watchlist = 'theirs' WHERE id = 1")
        db.execute("UPDATE articles SET why = 'as it was' WHERE id = 2")
    db.close()
    done = scrapy("refresh", *where)
    assert "1 articles judged (1 decided anew)" in done.out
    assert rows(database, "SELECT decision, why = 'as it was' FROM articles ORDER BY id") == [
        ("relevant", 0),
        ("relevant", 1),
    ]


def test_a_text_that_was_taken_away_is_nothing_to_refresh(database: Path) -> None:
    db = open_database(database)
    with transaction(db):
        db.execute("UPDATE articles SET kept = 'excerpt'")
        db.execute("UPDATE article_bodies SET body = ''")
    db.close()
    done = scrapy("refresh", "-s", f"DATABASE={database}")
    assert done.code == 0, done.log
    assert "0 articles judged (0 decided anew), copies looked for of 0, 2 indexed" in done.out
    assert "run scrapy refresh" not in scrapy("doctor", database).out


def test_a_database_that_is_locked_is_said_so(database: Path, tmp_path: Path) -> None:
    assert scrapy("refresh", "all", "-s", f"DATABASE={database}").code == 2
    assert scrapy("refresh", "-s", f"DATABASE={tmp_path / 'none.db'}").code == 2
