"""A database with a week's news, and helpers that edit and issue briefings as an editor would."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.briefings import assembling, drafts, issues
from newsdb.briefings.journal import Editing
from newsdb.database import open_database, transaction
from tests.newsdb.briefings.news import MONDAY, WEEK, week

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

LATER = MONDAY + timedelta(days=3)


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    file = tmp_path_factory.mktemp("week") / "news.db"
    db = open_database(file)
    ids = week(db)
    db.close()
    return file, ids


@pytest.fixture
def db(stored: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Database]:
    shutil.copy(stored[0], tmp_path / "news.db")
    db = open_database(tmp_path / "news.db")
    yield db
    db.close()


@pytest.fixture
def ids(stored: tuple[Path, dict[str, int]]) -> dict[str, int]:
    return stored[1]


def new(db: Database, *sections: str) -> int:
    return drafts.create(
        db,
        title="한일 중소기업 주간 브리핑",
        kind="weekly",
        language="ko",
        since=WEEK[0],
        until=WEEK[1],
        editor="김하늘",
        sections=sections or ("물류", "금융"),
        actor="ana",
        at=MONDAY,
    )


def edit(db: Database, draft: int, *, actor: str = "ana", at: datetime = LATER) -> Editing:
    return Editing(db=db, draft_id=draft, actor=actor, at=at)


def fill(db: Database, draft: int, articles: Sequence[int], *sentences: str) -> None:
    """Add articles to the first section, with the editor's sentences."""
    section = drafts.read(db, draft).sections[0].id
    drafts.add(edit(db, draft), dict.fromkeys(articles, section))
    for item, sentence in zip(drafts.read(db, draft).items, sentences, strict=False):
        drafts.write(edit(db, draft), item.id, {"sentence": sentence}, version=item.version)


def publish(db: Database, draft: int, *, at: datetime = LATER) -> int:
    with transaction(db):
        present = drafts.read(db, draft)
        return issues.issue(
            db,
            present,
            assembling.assemble(db, present, at=at, boilerplate="문의: 조사팀"),
            seen=present.head.edits,
            actor="ana",
            at=at,
        )
