"""What ``z`` takes back beside stories and reviews: a saved watch list, a draft put away.

Their rooms lie above or beside ``newsdb.stories.undoing``, which therefore doesn't know them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsdb import configuration
from newsdb.briefings import drafts
from newsdb.briefings.journal import Editing, MissingError
from newsdb.configuration import ConfigurationError
from newsdb.database import now
from newsdb.review import actions
from newsdb.stories import undoing
from newsdb.stories.undoing import TakenBack
from newsdb.watch_list import versions
from newsdb.watch_list.versions import ChangedMeanwhileError, FileError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

LIST, DRAFT = "watch list", "draft"


def note_list(db: Database, *, person: str) -> None:
    """Note that a person has just saved the watch list."""
    (newest,) = versions.listing(db, most=1)
    actions.note(db, person, LIST, {"version": newest.id}, at=now())


def put_away(db: Database, draft: int, *, person: str) -> None:
    """Put a draft of a briefing away. Raises DraftError, MissingError."""
    drafts.discard(Editing(db=db, draft_id=draft, actor=person, at=now()))
    actions.note(db, person, DRAFT, {"draft": draft}, at=now())


def take_back(db: Database, person: str, *, at: datetime) -> TakenBack | None:
    """Take back a person's newest action that stands, whatever it was; None if there is none."""
    return undoing.take_back(db, person, at=at, further={LIST: _list, DRAFT: _draft})


def _list(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    """Put the version before in the file's place, unless the list reads otherwise by now.

    What it says counts, not its newest number: an undo of a later save is a version of its own.
    """
    version = details["version"]
    kept = versions.numbered(db, version)
    before = next(iter(versions.listing(db, most=1, before=version)), None)
    try:
        path = configuration.load().watchlist
        if path is None or kept is None or before is None:
            return TakenBack(LIST, refused=True)
        _, text, text_before = kept
        if not text_before.strip():  # there was no list: an empty one has a fault
            return TakenBack(LIST, refused=True)
        versions.save(
            db,
            path,
            text_before,
            seen=versions.digest(text),
            person=person,
            at=at,
            restores=before.id,
        )
    except (ConfigurationError, ChangedMeanwhileError, FileError):
        return TakenBack(LIST, refused=True)
    return TakenBack(LIST)


def _draft(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    try:
        is_away = drafts.head(db, details["draft"]).discarded_at is not None
        if is_away:
            drafts.put_back(db, details["draft"], actor=person, at=at)
    except MissingError:
        return TakenBack(DRAFT, refused=True)
    return TakenBack(DRAFT, already=not is_away)
