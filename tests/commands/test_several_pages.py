"""Articles of several pages: archived page by page, and made whole again by two commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import open_database
from tests.crawls.test_archive import SAME, contents, crawl, environment
from tests.crawls.test_faults import TEXT, good, key, path, three_articles
from tests.support.crawls import rows, scrapy
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from pathlib import Path


def test_articles_of_several_pages_are_made_whole_again(tmp_path: Path) -> None:
    """One of three pages, and one whose second page can't be fetched."""
    database, new = tmp_path / "news.db", tmp_path / "new.db"

    def page(article: int, number: int, *, leads_on: bool) -> Answer:
        said = good(article).body.decode()
        if number > 1:
            said = said.replace(
                TEXT, f"{number}쪽에서는 부품을 만드는 기업 {number}곳의 사정을 다뤘다."
            )
        head = f"<link rel=next href='{path(article)}?page={number + 1}'></head>"
        return Answer((said.replace("</head>", head) if leads_on else said).encode())

    with three_articles() as site:
        site.answers[path(2)] = page(2, 1, leads_on=True)
        site.answers[f"{path(2)}?page=2"] = page(2, 2, leads_on=True)
        site.answers[f"{path(2)}?page=3"] = page(2, 3, leads_on=False)
        site.answers[path(3)] = page(3, 1, leads_on=True)
        site.answers[f"{path(3)}?page=2"] = Answer(b"", status=404)
        assert crawl(database, site).code == 0
    access = dict(rows(database, "SELECT key, access FROM articles"))
    assert access == {key(1): "free", key(2): "free", key(3): "partial"}
    text = "SELECT body FROM article_bodies JOIN articles ON id = article_id WHERE key = ?"
    ((whole,),) = rows(database, text, key(2))
    assert "2쪽에서는" in whole
    assert "3쪽에서는" in whole
    parts = "SELECT key, part FROM captures WHERE kind = 'page' ORDER BY key, part"
    assert rows(database, parts) == [
        (key(1), 1), (key(2), 1), (key(2), 2), (key(2), 3), (key(3), 1), (key(3), 2),
    ]  # fmt: skip
    done = scrapy("rebuild", new, "--no-backup", environment=environment(database))
    assert done.code == 0, done.log
    assert "1 articles in part" in done.out
    expected, rebuilt = contents(database), contents(new)
    for name in SAME.keys() - {"captures"}:  # those of listings that named nothing stay behind
        assert rebuilt[name] == expected[name], name
    assert rows(new, parts) == rows(database, parts)

    db = open_database(database)
    db.conn.execute(
        "UPDATE article_bodies SET body = ? WHERE body = ?", (whole.split("\n\n")[0], whole)
    )
    db.close()
    done = scrapy("reread", "--json", environment=environment(database))
    assert '"changed": 1, "texts": 1' in done.out or '"texts": 1, "changed": 1' in done.out
    assert '"shown in part": 1' in done.out
    assert rows(database, "SELECT count(*) FROM article_bodies WHERE body = ?", whole) == [(1,)]

    # A page that is missing in between is no reason to tell a text with a gap as the whole one.
    db = open_database(database)
    db.conn.execute("DELETE FROM captures WHERE part = 2 AND status = 200")
    db.close()
    done = scrapy("reread", "--json", "--dry-run", environment=environment(database))
    assert '"shown in part": 2' in done.out
    assert '"changed"' not in done.out
