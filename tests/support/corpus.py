"""The search's own corpus: articles in three languages, aliases, queries with answers."""

from __future__ import annotations

import csv
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import outlets
from newsdb.records import KST, Article, Outlet
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

DATA = Path(__file__).resolve().parents[1] / "data" / "search"
START = datetime(2026, 11, 1, 9, 0, tzinfo=KST)


class Asked(NamedTuple):
    """A query and the keys of the articles that it must find."""

    kind: str
    query: str
    articles: frozenset[str]


class FileAliases:
    """Groups of names from tests/data."""

    def groups(self) -> Sequence[Sequence[str]]:
        loaded = tomllib.loads((DATA / "aliases.toml").read_text(encoding="utf-8"))
        return [tuple(group) for group in loaded["groups"]]


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def questions() -> list[Asked]:
    return [
        Asked(row["kind"], row["query"], frozenset(row["articles"].split()))
        for row in rows("queries.tsv")
    ]


def articles() -> list[Article]:
    """Return the corpus; the n-th article appeared on the n-th hour."""
    return [
        Article(
            outlet="a",
            key=row["id"],
            url=f"https://a.example/{row['id']}",
            title=row["title"],
            body=row["body"],
            language=row["language"],  # type: ignore[arg-type]
            published_at=START + timedelta(hours=hour),
        )
        for hour, row in enumerate(rows("articles.tsv"))
    ]


def fill(db: Database, *, most: int | None = None) -> None:
    """Store the corpus, or its first articles."""
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for article in articles()[:most]:
        store(db, article, seen_at=START)
