"""Issues of briefings: frozen with their evidence, and read again as far as terms allow then.

The content of an issue is stored once and never changed; the words of outlets in it are stored
beside it, so that a purge can take away what an outlet's terms no longer allow. Whoever reads an
issue gets the same words in the same order, and is told what had to be left out since.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from newsdb.briefings import drafts, rereading
from newsdb.briefings.content import from_json, to_json
from newsdb.briefings.journal import DraftError, MissingError
from newsdb.database import stamp
from translations.issue_sentences import said

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.assembling import Assembled
    from newsdb.briefings.content import Briefing, Entry, Kind, Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a list of issues says of one; ``corrected_by`` are the numbers of its corrections."""

    number: int
    title: str
    kind: Kind
    language: Language
    since: str
    until: str
    editor: str
    issued_at: str
    issued_by: str
    corrects: int | None
    corrected_by: tuple[int, ...]
    changed: int  # entries of which something changed since


class Reread(NamedTuple):
    """An issue as it may be shown now, and where the terms took something away since."""

    briefing: Briefing
    withheld: tuple[int, ...]  # places of entries, from 1


def issue(
    db: Database,
    draft: drafts.Draft,
    assembled: Assembled,
    *,
    seen: int,
    actor: str,
    at: datetime,
) -> int:
    """Freeze a draft and return the number of the issue; inside the caller's transaction.

    ``assembled`` was made of the draft in the same transaction; ``seen`` is the number of
    edits of the draft as the editor saw it. Raises DraftError if there is nothing to issue, it is
    issued already, or somebody has changed the draft meanwhile.
    """
    present = drafts.head(db, draft.head.id)
    if not present.is_open:
        raise DraftError("it is issued or put away already", key="draft_closed")
    if present.edits != seen:
        raise DraftError(
            f"{present.changed_by} has changed this meanwhile: look at it again, then issue it",
            key="draft_changed",
            name=present.changed_by,
        )
    if not assembled.briefing.entries:
        raise DraftError("there is nothing in it", key="draft_nothing")
    number = next_number(db)
    briefing = replace(assembled.briefing, number=number, issued_at=stamp(at))
    content = json.dumps(to_json(_without_texts(briefing)), ensure_ascii=False, sort_keys=True)
    db.table("briefing_issues").insert(
        {
            "number": number,
            "draft_id": draft.head.id,
            **{
                name: getattr(briefing, name)
                for name in ("title", "kind", "language", "since", "until", "editor", "corrects")
            },
            "content": content,
            "hash": _hash(content),
            "logo": base64.b64decode(briefing.logo) if briefing.logo else None,
            "issued_at": briefing.issued_at,
            "issued_by": actor,
        }
    )
    for place, (entry, cited) in enumerate(
        zip(briefing.entries, assembled.citations, strict=True), start=1
    ):
        for index, each in enumerate(cited):
            db.table("briefing_citations").insert(
                {
                    "number": number,
                    "place": place,
                    "cited": each.article,
                    "article": each.article,
                    "story": entry.story,
                    "outlet": each.outlet,
                    "role": "also" if index else "source",
                    "revision": each.revision,
                    "text_hash": each.text_hash,
                    "capture": each.capture,
                    **each.terms._asdict(),
                }
            )
        for kind, article, words in _texts(entry):
            db.table("briefing_texts").insert(
                {
                    "number": number,
                    "place": place,
                    "cited": article,
                    "article_id": article,
                    "kind": kind,
                    "words": words,
                }
            )
    db.execute(
        "UPDATE briefing_drafts SET number = ?, changed_at = ?, changed_by = ? WHERE id = ?",
        [number, stamp(at), actor, draft.head.id],
    )
    return number


def next_number(db: Database) -> int:
    """Return the number that the next issue gets."""
    (number,) = db.execute("SELECT 1 + coalesce(max(number), 0) FROM briefing_issues").fetchone()
    return int(number)


def newest_since(db: Database, day: str, *, at: datetime) -> Briefing | None:
    """Return the newest issue of a day (``2026-12-03``) or later, as terms allow it now."""
    row = db.conn.execute(
        "SELECT number FROM briefing_issues WHERE issued_at >= ? ORDER BY number DESC LIMIT 1",
        (day,),
    ).fetchone()
    return read(db, row[0], at=at).briefing if row else None


def listing(db: Database) -> list[Issue]:
    """Return all issues, the newest first."""
    corrections: dict[int, list[int]] = {}
    for number, corrects in db.execute(
        "SELECT number, corrects FROM briefing_issues WHERE corrects NOT NULL ORDER BY number"
    ).fetchall():
        corrections.setdefault(corrects, []).append(number)
    changed = dict(
        db.execute(
            "SELECT number, count(DISTINCT place) FROM briefing_changes GROUP BY number"
        ).fetchall()
    )
    return [
        Issue(
            **row,
            corrected_by=tuple(corrections.get(row["number"], ())),
            changed=changed.get(row["number"], 0),
        )
        for row in db.query(
            "SELECT number, title, kind, language, since, until, editor, issued_at, issued_by,"
            " corrects FROM briefing_issues ORDER BY number DESC"
        )
    ]


def read(db: Database, number: int, *, at: datetime) -> Reread:
    """Return an issue as it may be shown at a time; raises MissingError.

    Texts that the terms no longer allow are left out: the entries say so, and the colophon names
    them.
    """
    frozen = stored(db, number)
    (logo,) = db.execute("SELECT logo FROM briefing_issues WHERE number = ?", [number]).fetchone()
    shown = rereading.with_texts(db, frozen, at=at)
    withheld = tuple(place for place, entry in enumerate(shown.entries, 1) if entry.taken)
    boilerplate = frozen.boilerplate
    if withheld:
        places = ", ".join(map(str, withheld))
        note = said("taken_away", frozen.language, places=places)
        boilerplate = "\n\n".join(filter(None, (boilerplate, note)))
    shown = replace(
        shown,
        boilerplate=boilerplate,
        logo=base64.b64encode(logo).decode() if logo else "",
    )
    return Reread(shown, withheld)


def stored(db: Database, number: int) -> Briefing:
    """Return an issue without any text of an outlet but headlines; raises MissingError."""
    row = db.execute("SELECT content FROM briefing_issues WHERE number = ?", [number]).fetchone()
    if row is None:
        raise MissingError(f"there is no briefing {number}", key="no_briefing", number=number)
    return from_json(json.loads(row[0]))


def is_unchanged(db: Database, number: int) -> bool:
    """Return whether the stored content of an issue is what was frozen; raises MissingError."""
    row = db.execute(
        "SELECT content, hash FROM briefing_issues WHERE number = ?", [number]
    ).fetchone()
    if row is None:
        raise MissingError(f"there is no briefing {number}", key="no_briefing", number=number)
    return bool(_hash(row[0]) == row[1])


def sources(db: Database, number: int) -> dict[int, int]:
    """Return the article that each entry of an issue stands on, by its place, as numbered now."""
    rows = db.execute(
        "SELECT place, article FROM briefing_citations WHERE number = ? AND role = 'source'",
        [number],
    )
    return dict(rows.fetchall())


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _texts(entry: Entry) -> list[tuple[str, int, str]]:
    """Return the texts of outlets in an entry: kind, article, words."""
    found = []
    if entry.excerpt:
        found.append(("excerpt", entry.source.article, entry.excerpt.words))
    found += [
        ("addition", each.article, each.words.words)
        for each in entry.additions
        if each.words and each.article
    ]
    return found


def _without_texts(briefing: Briefing) -> Briefing:
    """Return a briefing with the texts of outlets emptied, their languages and length kept."""

    def emptied(text: Text | None) -> Text | None:
        return text and replace(text, words="")

    return replace(
        briefing,
        logo="",
        sections=tuple(
            replace(
                section,
                entries=tuple(
                    replace(
                        entry,
                        excerpt=emptied(entry.excerpt),
                        source=replace(
                            entry.source,
                            quoted=len(entry.excerpt.words) if entry.excerpt else None,
                        ),
                        additions=tuple(
                            replace(each, words=emptied(each.words)) for each in entry.additions
                        ),
                    )
                    for entry in section.entries
                ),
            )
            for section in briefing.sections
        ),
    )
