"""Drafts of briefings: what editors see, and each change that they make.

Every change takes the version that the editor saw and raises Conflict where somebody else has
changed the same thing since: nobody overwrites what they have not seen, and two editors may write
two sentences of one draft at the same time. Functions run inside the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from newsdb.briefings import draft_fields, journal
from newsdb.briefings.journal import DraftError, Editing, MissingError
from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.content import Kind, Language

#: More is no briefing, and what is left out is said.
MOST_ENTRIES = 500
MOST_SECTIONS = 30

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a draft: the article that it stands on, and the editor's words."""

    id: int
    section_id: int
    article_id: int
    story: int
    sentence: str
    note: str
    version: int  # of its words
    placed: int  # the version of its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a draft with its entries in order."""

    id: int
    title: str
    version: int
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is said of a draft as a whole; ``since`` and ``until`` are days, both included."""

    id: int
    title: str
    kind: Kind
    language: Language
    since: str
    until: str
    editor: str
    introduction: str
    corrects: int | None  # the number of the issue
    correction: str
    version: int
    edits: int  # how often it was changed, anywhere
    created_at: str
    changed_at: str
    changed_by: str
    number: int | None  # of the issue that it became
    discarded_at: str | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.number is None and self.discarded_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft with its sections in order."""

    head: Head
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All entries, in the order of the document."""
        return tuple(item for section in self.sections for item in section.items)

    def item_on(self, article: int) -> Item | None:
        """Return the entry that stands on an article, if there is one."""
        return next((item for item in self.items if item.article_id == article), None)


_HEAD = ", ".join(field.name for field in fields(Head))


def heads(db: Database, *, only_open: bool = True) -> list[Head]:
    """Return the drafts that can still be changed, or all, the last changed first."""
    condition = " WHERE number IS NULL AND discarded_at IS NULL" if only_open else ""
    rows = db.query(
        f"SELECT {_HEAD} FROM briefing_drafts{condition} ORDER BY changed_at DESC, id DESC"  # noqa: S608 our own
    )
    return [Head(**row) for row in rows]


def head(db: Database, draft_id: int) -> Head:
    """Return the head of a draft; raises MissingError."""
    for row in db.query(f"SELECT {_HEAD} FROM briefing_drafts WHERE id = ?", [draft_id]):  # noqa: S608
        return Head(**row)
    raise MissingError(f"there is no draft {draft_id}", key="draft_part_gone")


def read(db: Database, draft_id: int) -> Draft:
    """Return a draft; raises MissingError."""
    found = head(db, draft_id)
    items: dict[int, list[Item]] = defaultdict(list)
    for row in db.query(
        "SELECT e.id, e.section_id, e.article_id, a.story_id AS story, e.sentence, e.note,"
        " e.version, e.placed FROM briefing_entries e JOIN articles a ON a.id = e.article_id"
        " WHERE e.draft_id = ? ORDER BY e.position, e.id",
        [draft_id],
    ):
        items[row["section_id"]].append(Item(**row))
    sections = tuple(
        Section(**row, items=tuple(items[row["id"]]))
        for row in db.query(
            "SELECT id, title, version FROM briefing_sections WHERE draft_id = ?"
            " ORDER BY position, id",
            [draft_id],
        )
    )
    return Draft(head=found, sections=sections)


def create(
    db: Database,
    *,
    title: str,
    kind: Kind,
    language: Language,
    since: str,
    until: str,
    editor: str,
    sections: Sequence[str],
    actor: str,
    at: datetime,
    corrects: int | None = None,
) -> int:
    """Make a draft with empty sections and return its id; raises DraftError."""
    values = draft_fields.checked(
        {
            "title": title,
            "kind": kind,
            "language": language,
            "since": since,
            "until": until,
            "editor": editor,
        }
    )
    if values["since"] > values["until"]:
        raise DraftError("the period ends before it begins", key="draft_period")
    table = db.table("briefing_drafts").insert(
        {
            **values,
            "corrects": corrects,
            "created_at": stamp(at),
            "changed_at": stamp(at),
            "changed_by": actor,
        }
    )
    draft_id = int(str(table.last_pk))
    for position, each in enumerate(sections[:MOST_SECTIONS], start=1):
        db.table("briefing_sections").insert(
            {
                "draft_id": draft_id,
                "title": draft_fields.text(each, "section", least=1),
                "position": float(position),
            }
        )
    return draft_id


def revise(edit: Editing, values: Mapping[str, str], *, version: int) -> None:
    """Change what is said of the draft as a whole; raises Conflict and DraftError."""
    present = edit.open_head()
    checked = draft_fields.checked(values)
    period = {name: checked.get(name, present[name]) for name in ("since", "until")}
    if period["since"] > period["until"]:
        raise DraftError("the period ends before it begins", key="draft_period")
    edit.update("draft", edit.draft_id, checked, seen=version)


def write(edit: Editing, entry: int, values: Mapping[str, str], *, version: int) -> None:
    """Change an entry's sentence or note; raises Conflict and DraftError."""
    edit.open_head()
    checked = {name: draft_fields.text(words, name) for name, words in values.items()}
    edit.update("entry", entry, checked, seen=version)


def choose(edit: Editing, entry: int, article: int, *, version: int) -> None:
    """Let an entry stand on another article of its story; raises Conflict and DraftError."""
    edit.open_head()
    present = edit.row("entry", entry)["article_id"]
    stories, articles = edit.db.execute(
        "SELECT count(DISTINCT story_id), count(*) FROM articles WHERE id IN (?, ?)",
        [present, article],
    ).fetchone()
    if article != present and (stories, articles) != (1, 2):
        raise DraftError("that article is in another story", key="in_another_story")
    edit.update("entry", entry, {"article_id": article}, seen=version)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of stories that were to be added, by their number."""

    added: int
    there: int  # they were in the draft already
    left_out: int  # there was no room for them


def add(edit: Editing, articles: Mapping[int, int]) -> Added:
    """Add entries for articles, each to the end of a section (by its id); raises DraftError.

    A story that is in the draft already is not added again.
    """
    edit.open_head()
    present = read(edit.db, edit.draft_id)
    known = {section.id for section in present.sections}
    stories = {item.story for item in present.items}
    room = MOST_ENTRIES - len(present.items)
    added = there = left_out = 0
    for article, section in articles.items():
        row = edit.db.execute("SELECT story_id FROM articles WHERE id = ?", [article]).fetchone()
        if row is None:
            raise MissingError(f"there is no article {article}", key="article_gone")
        if section not in known:
            raise MissingError("that section is gone", key="draft_part_gone")
        if row[0] in stories:
            there += 1
        elif added == room:
            left_out += 1
        else:
            stories.add(row[0])
            position = edit.position_between("entry", section, after=None, at_end=True)
            edit.insert(
                "entry", {"section_id": section, "article_id": article, "position": position}
            )
            added += 1
    return Added(added, there, left_out)


def place(edit: Editing, entry: int, *, section: int, after: int | None, placed: int) -> None:
    """Move an entry behind another one of a section; ``after`` None: to its beginning.

    Raises Conflict if somebody else moved it, MissingError if section or neighbour are gone.
    """
    edit.open_head()
    edit.row("section", section)
    if after is not None and edit.row("entry", after)["section_id"] != section:
        raise MissingError(
            "the entry before it has been moved to another section", key="draft_moved"
        )
    if after == entry:
        return
    position = edit.position_between("entry", section, after=after, but=entry)
    edit.update("entry", entry, {"section_id": section, "position": position}, seen=placed)


def shift(edit: Editing, entry: int, direction: Direction, *, placed: int) -> None:
    """Move an entry one place up or down, across the border of sections; raises Conflict."""
    edit.open_head()
    sections = read(edit.db, edit.draft_id).sections
    at, within = _where(sections, entry)
    ids = [item.id for item in sections[at].items]
    if direction == "up" and within:
        target, after = sections[at].id, ids[within - 2] if within > 1 else None
    elif direction == "down" and within + 1 < len(ids):
        target, after = sections[at].id, ids[within + 1]
    elif direction == "up" and at:
        there = sections[at - 1]
        target, after = there.id, there.items[-1].id if there.items else None
    elif direction == "down" and at + 1 < len(sections):
        target, after = sections[at + 1].id, None
    else:
        return
    place(edit, entry, section=target, after=after, placed=placed)


def remove(edit: Editing, entry: int, *, version: int) -> None:
    """Take an entry out; raises Conflict if somebody else has changed its words."""
    edit.open_head()
    edit.delete("entry", entry, seen=version)


def add_section(edit: Editing, title: str) -> int:
    """Add a section at the end and return its id; raises DraftError."""
    edit.open_head()
    if len(read(edit.db, edit.draft_id).sections) >= MOST_SECTIONS:
        raise DraftError(
            f"a briefing has {MOST_SECTIONS} sections at most",
            key="draft_sections",
            most=MOST_SECTIONS,
        )
    position = edit.position_between("section", edit.draft_id, after=None, at_end=True)
    return edit.insert(
        "section", {"title": draft_fields.text(title, "section", least=1), "position": position}
    )


def rename(edit: Editing, section: int, title: str, *, version: int) -> None:
    """Give a section another title; raises Conflict and DraftError."""
    edit.open_head()
    edit.update(
        "section", section, {"title": draft_fields.text(title, "section", least=1)}, seen=version
    )


def shift_section(edit: Editing, section: int, direction: Direction, *, version: int) -> None:
    """Move a section one place up or down; raises Conflict."""
    edit.open_head()
    ids = [each.id for each in read(edit.db, edit.draft_id).sections]
    if section not in ids:
        raise MissingError("that section is gone", key="draft_part_gone")
    at = ids.index(section)
    if (direction == "up" and not at) or (direction == "down" and at + 1 == len(ids)):
        return
    before = at - 2 if direction == "up" else at + 1
    position = edit.position_between(
        "section", edit.draft_id, after=ids[before] if before >= 0 else None, but=section
    )
    edit.update("section", section, {"position": position}, seen=version)


def remove_section(edit: Editing, section: int, *, version: int) -> None:
    """Take a section out that has no entries; raises Conflict and DraftError."""
    edit.open_head()
    found = next((s for s in read(edit.db, edit.draft_id).sections if s.id == section), None)
    if found is None:
        raise MissingError("that section is gone", key="draft_part_gone")
    if found.items:
        raise DraftError(
            "the section still has entries: move them or take them out first",
            key="draft_section_full",
        )
    edit.delete("section", section, seen=version)


def undo(edit: Editing) -> bool:
    """Take back the editor's own last change; return whether there was one.

    Raises Conflict if somebody has changed the same thing since.
    """
    edit.open_head()
    return journal.undo(edit)


def discard(edit: Editing) -> None:
    """Put a draft away; its number was never given. Raises DraftError if it is issued."""
    edit.open_head()
    edit.db.execute(
        "UPDATE briefing_drafts SET discarded_at = ?, changed_at = ?, changed_by = ? WHERE id = ?",
        [stamp(edit.at), stamp(edit.at), edit.actor, edit.draft_id],
    )


def put_back(db: Database, draft_id: int, *, actor: str, at: datetime) -> None:
    """Take back that a draft was put away; raises MissingError."""
    db.execute(
        "UPDATE briefing_drafts SET discarded_at = NULL, changed_at = ?, changed_by = ?"
        " WHERE id = ?",
        [stamp(at), actor, head(db, draft_id).id],
    )


def _where(sections: Sequence[Section], entry: int) -> tuple[int, int]:
    for at, section in enumerate(sections):
        for within, item in enumerate(section.items):
            if item.id == entry:
                return at, within
    raise MissingError("that entry is gone", key="draft_part_gone")
