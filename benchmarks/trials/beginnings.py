"""What trials begin with: a database of stories to decide on, lines to ingest."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from newsdb.articles import outlets
from newsdb.database import now, open_database
from newsdb.records import Article, Outlet
from newsdb.similarity.signatures import sign
from newsdb.storing import store

if TYPE_CHECKING:
    from pathlib import Path

LINES = 150


def _text(chance: random.Random) -> str:
    words = ("".join(chance.choices("가나다라마바사아자차카타파하", k=3)) for _ in range(60))
    return f"두 나라 기업이 {chance.randint(1, 10**6)}억원을 계약했다.\n\n{' '.join(words)}."


def make_stories(path: Path, number: int) -> None:
    """Create a database of this many stories, each of one article unlike the others."""
    chance = random.Random(number)
    db = open_database(path)
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for at in range(number):
        article = Article(
            outlet="a",
            key=str(at),
            url=f"{home}{at}",
            title=f"한일 중소기업 상담회 {at}",
            body=_text(chance),
            language="ko",
        )
        store(db, article, seen_at=now(), signature=sign(article))
    db.close()


def write_lines(file: Path) -> None:
    """Write the lines of a file for ``scrapy ingest``."""
    chance = random.Random(LINES)
    with file.open("w", encoding="utf-8") as out:
        for number in range(LINES):
            line = {
                "url": f"https://a.example/news/{number}",
                "title": f"한일 부품 상담회 {number}",
                "body": _text(chance),
                "published_at": "2026-11-20T09:00:00+09:00",
            }
            out.write(f"{json.dumps(line, ensure_ascii=False)}\n")
