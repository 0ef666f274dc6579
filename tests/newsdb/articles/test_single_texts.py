"""A text is stored once: every version still reads as it did, and nothing outlives its purge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets, policies, revisions, single_texts
from newsdb.articles.policies import Overdue
from newsdb.database import open_database
from newsdb.records import Outlet, Policy
from newsdb.storing import store
from tests.newsdb.articles.test_revisions import NOON, STUB, db

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

__all__ = ["db"]

GONE = None
OUTLET = Outlet(
    name="a", title="가", country="KR", language="ko", home="https://a.kr", policy=Policy(days=30)
)
A, B, C = "살구가 익었다.", "무화과가 익었다.", "대추가 익었다."
HISTORIES: tuple[list[str | None], ...] = (
    [A],
    [A, B],
    [A, B, A],
    [A, GONE, B],
    ["", A],
)


def bodies(db: Database) -> list[str]:
    return [row["body"] for row in revisions.read(db, 1, at=NOON)]


def own_texts(db: Database) -> list[str | None]:
    return [row["body"] for row in db.query("SELECT body FROM revisions ORDER BY number")]


@pytest.mark.parametrize(
    ("said", "read", "stored"),
    [
        ([A], [A], [None]),
        ([A, B], [A, B], [A, None]),
        ([A, B, A], [A, B, A], [A, B, None]),
        ([A, A], [A], [None]),  # the same once more is no version
        ([A, GONE], [A, A], [None, None]),
        ([A, GONE, A], [A, A, A], [None, None, None]),
        ([A, GONE, B], [A, A, B], [None, A, None]),
        ([A, B, GONE, C], [A, B, B, C], [A, None, B, None]),
    ],
)
def test_each_version_reads_as_its_outlet_wrote_it(
    db: Database, said: list[str | None], read: list[str], stored: list[str | None]
) -> None:
    for hour, text in enumerate(said):
        at = NOON + timedelta(hours=hour)
        if text is None:
            revisions.note_removed(db, outlet="a", key="1", at=at)
        else:
            store(db, replace(STUB, body=text), seen_at=at)
    assert bodies(db) == read
    assert own_texts(db) == stored
    assert revisions.newest(db, 1).body == read[-1]


def test_a_changed_title_alone_stores_no_text(db: Database) -> None:
    store(db, STUB, seen_at=NOON)
    store(db, replace(STUB, title="판로 협약식 열려"), seen_at=NOON + timedelta(hours=1))
    assert own_texts(db) == [None, None]
    assert bodies(db) == [STUB.body, STUB.body]


def as_before(db: Database) -> list[list[str]]:
    """Give every version its text once more, as they were stored; return what they read."""
    told = []
    ids = [row["id"] for row in db.query("SELECT id FROM articles ORDER BY id")]
    for article_id in ids:
        texts = revisions.bodies(db, article_id)
        told.append([texts[number] for number in sorted(texts)])
        for number, text in texts.items():
            db.execute(
                "UPDATE revisions SET body = ? WHERE article_id = ? AND number = ?",
                [text, article_id, number],
            )
    db.execute("DELETE FROM doubled_texts")
    db.execute("INSERT INTO doubled_texts VALUES (1, ?)", [max(ids)])
    return told


def fill(db: Database) -> list[list[str]]:
    for number, said in enumerate(HISTORIES, start=1):
        article = replace(STUB, key=f"{number}", url=f"https://a.kr/{number}")
        for hour, text in enumerate(said):
            at = NOON + timedelta(hours=hour)
            if text is None:
                revisions.note_removed(db, outlet="a", key=f"{number}", at=at)
            else:
                store(db, replace(article, body=text), seen_at=at)
    return as_before(db)


def test_dropping_second_copies_changes_no_version(db: Database) -> None:
    told = fill(db)
    assert single_texts.doubled(db) == 5
    assert single_texts.drop(db) == 6  # the newest of each, and the one before a removal
    assert (single_texts.doubled(db), single_texts.drop(db)) == (0, 0)
    for number, texts in enumerate(told, start=1):
        assert [text for _, text in sorted(revisions.bodies(db, number).items())] == texts
    assert own_texts(db).count(None) == 6


def test_dropping_goes_on_where_it_was_broken_off(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BrokenOffError(Exception):
        pass

    def break_off(number: int) -> None:
        raise BrokenOffError

    told = fill(db)
    monkeypatch.setattr(single_texts, "BATCH", 2)
    with pytest.raises(BrokenOffError):
        single_texts.drop(db, progress=break_off)
    assert single_texts.doubled(db) == 3
    store(db, replace(STUB, key="9", url="https://a.kr/9"), seen_at=NOON)  # a crawl goes on
    assert single_texts.drop(db) > 0
    assert single_texts.doubled(db) == 0
    for number, texts in enumerate(told, start=1):
        assert [text for _, text in sorted(revisions.bodies(db, number).items())] == texts


def test_a_purge_leaves_no_copy_of_a_dropped_text_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = open_database(path)
    outlets.save(db, OUTLET)
    secret = "감귤과 유자와 한라봉이 익었다. " * 400  # so long that it lies on pages of its own
    store(db, replace(STUB, body=secret), seen_at=NOON)
    as_before(db)
    single_texts.drop(db)
    policies.purge(db, NOON + timedelta(days=31))
    assert policies.overdue(db, NOON + timedelta(days=31)) == []
    db.close()
    assert "한라봉".encode() not in path.read_bytes()


@pytest.mark.parametrize("kept", ["excerpt", "headline", "nothing"])
def test_what_is_cut_is_cut_in_every_version(db: Database, kept: str) -> None:
    long = "\n\n".join(f"{fruit} 값이 올랐다. {'값이 또 올랐다. ' * 30}" for fruit in "감귤배")
    store(db, replace(STUB, body=long), seen_at=NOON)
    store(db, replace(STUB, body=f"새로 {long}"), seen_at=NOON + timedelta(hours=1))
    policies.cut(db, Overdue(1, "a", kept), at=NOON)  # type: ignore[arg-type]
    left = [text for _, text in sorted(revisions.bodies(db, 1).items())]
    if kept == "excerpt":
        assert [len(text) <= 200 and bool(text) for text in left] == [True, True]
        assert left[0] != left[1]
    else:
        assert left == ["", ""]
