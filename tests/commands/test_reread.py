"""What ``scrapy reread`` stores, and what it leaves: the rest of it is in tests/crawls."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from commands import reread
from commands.reread import Difference
from newsdb.articles import articles, captures, policies, revisions
from newsdb.articles.captures import Capture
from newsdb.articles.corrections import ledger
from newsdb.articles.policies import Overdue
from newsdb.database import transaction
from newsdb.row_failures import RowFailures
from newsdb.storing import store
from tests.newsdb.articles.test_revisions import FULL, NOON, STUB, db
from watchlist import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

    from commands.common.archived_pages import Pages
    from newsdb.records import Article

__all__ = ["db"]


def capture(article_id: int) -> Capture:
    return Capture(
        kind="page", outlet="a", key=f"{article_id}", url=f"https://a.kr/{article_id}", status=200,
        fetched_at=NOON, file="f", start=0, length=1, digest="x", article_id=article_id,
    )  # fmt: skip


def test_the_others_are_stored(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    found = []
    for number, body in enumerate((FULL, f"{FULL}\ud800", FULL), start=1):
        article = replace(STUB, key=f"{number}", url=f"https://a.kr/{number}")
        store(db, article, seen_at=NOON)
        read = replace(article, body=body)
        changes = articles.compare(db, number, read)
        found.append(Difference(capture(number), read, changes, revision=1))
    failed: list[str] = []
    reread._store(db, found, load(), Counter(), failed)
    assert [each.split(": ")[:2] for each in failed] == [["https://a.kr/2", "not stored"]]
    bodies = [row["body"] for row in db.query("SELECT body FROM article_bodies ORDER BY 1")]
    assert sorted(bodies) == sorted([FULL, STUB.body, FULL])
    assert "surrogates" in caplog.text


OLD = replace(STUB, body="한국중소기업중앙회는 2일 협약을 맺고 38억원을 지원한다고 밝혔다.")
CORRECTED = replace(OLD, body=OLD.body.replace("38억원", "83억원"))
LATER = NOON + timedelta(hours=1)


class Archive:
    """Pages as today's rules read them, and what a crawl does while they are read."""

    def __init__(self, read: Article) -> None:
        self.answer = read

    def read(self, asked: Sequence[Pages]) -> Iterator[Article]:
        for _ in asked:
            yield self.answer


def kept(db: Database) -> tuple[str, list[str], list[tuple[str, str | None, str | None]]]:
    """Return what an article has and what its outlet's ledger says."""
    body = db.execute("SELECT body FROM article_bodies").fetchone()[0]
    texts = [each["body"] for each in revisions.read(db, 1)]
    said = [(each.kind, each.before, each.after) for each in ledger(db, at=LATER)]
    return body, texts, said


def reads(db: Database, read: Article) -> tuple[list[Difference], Counter[str]]:
    """Return what a reading of the archive finds, up to where it is stored."""
    counts: Counter[str] = Counter()
    todo = list(captures.newest(db))
    assert len(todo) == 1
    found = []
    failures = RowFailures()
    for (each, revision), answer in reread._read(
        db, Archive(read), todo, counts, failures, progress=lambda _: None  # type: ignore[arg-type]
    ):  # fmt: skip
        assert not isinstance(answer, str)
        if differs := reread._compare(db, each, answer, counts):  # type: ignore[arg-type]
            found.append(Difference(each, *differs, revision))
    return found, counts


def test_a_capture_of_an_earlier_version_is_left(db: Database) -> None:
    """The visit that found the correction has no capture: the disk was full."""
    captures.add(db, replace(capture(1), article_id=None))
    store(db, OLD, seen_at=NOON)
    store(db, CORRECTED, seen_at=LATER)
    before = kept(db)
    assert before[0] == CORRECTED.body
    assert len(before[2]) == 1
    found, counts = reads(db, OLD)
    assert found == []
    assert counts == {"of an earlier version": 1}
    assert kept(db) == before


@pytest.mark.parametrize(
    "since",
    [
        "a removal, which repeats the version",
        "a removal and its end",
        "a reading of ours",
    ],
)
def test_a_capture_of_the_stored_version_is_read(db: Database, since: str) -> None:
    captures.add(db, replace(capture(1), article_id=None))
    store(db, OLD, seen_at=NOON)
    if "removal" in since:
        revisions.note_removed(db, outlet="a", key="1", at=LATER)
    if "end" in since:
        store(db, OLD, seen_at=LATER + timedelta(hours=1))
    if "ours" in since:
        found, counts = reads(db, CORRECTED)
        assert len(reread._store(db, found, load(), counts, [])) == 1
    read = replace(OLD, body=f"{OLD.body} 상담회는 오사카에서 열린다.")
    found, counts = reads(db, read)
    assert [each.changes[0].after for each in found] == [read.body]
    reread._store(db, found, load(), counts, [])
    assert kept(db)[0] == read.body
    assert counts["changed"] >= 1


@pytest.mark.parametrize("meanwhile", ["edited", "cut"])
def test_what_changes_while_the_archive_is_read_stays(db: Database, meanwhile: str) -> None:
    captures.add(db, replace(capture(1), article_id=None))
    store(db, OLD, seen_at=NOON)
    found, counts = reads(db, replace(OLD, body=f"{OLD.body} 상담회는 오사카에서 열린다."))
    assert counts == {"changed": 1, "texts": 1}
    if meanwhile == "edited":
        store(db, CORRECTED, seen_at=LATER)
    else:
        with transaction(db):
            policies.cut(db, Overdue(1, "a", "nothing"), at=LATER)
    before = kept(db)
    failed: list[str] = []
    assert reread._store(db, found, load(), counts, failed) == []
    assert failed == []
    assert +counts == {"edited meanwhile": 1}
    assert kept(db) == before
