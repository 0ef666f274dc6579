"""An issue's texts as far as terms allow them now, and what the terms took away since."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from newsdb import visibility
from newsdb.briefings.assembling import Terms
from newsdb.briefings.content import Taken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

    from newsdb.briefings.content import Briefing, Entry


@dataclass(slots=True)
class _Cited:
    """A cited article: its words that may be shown, by their kind."""

    licence_ended: str | None  # as in Taken
    words: dict[str, str] = field(default_factory=dict)
    stored: int = 0  # characters of the excerpt, before a purge cuts it


_NOTHING = _Cited(None)


def with_texts(db: Database, briefing: Briefing, *, at: datetime) -> Briefing:
    """Return an issue without texts with those that may be shown at a time.

    What the terms took away since it was issued stands in ``Entry.taken``. The outlet's terms of
    today count; those of the day of issue where it is gone.
    """
    cited = _cited(db, briefing, at=at)
    places = count(1)
    return replace(
        briefing,
        sections=tuple(
            replace(
                section,
                entries=tuple(
                    _entry(entry, cited.get(next(places), {})) for entry in section.entries
                ),
            )
            for section in briefing.sections
        ),
    )


def _cited(db: Database, briefing: Briefing, *, at: datetime) -> dict[int, dict[int, _Cited]]:
    """Return the articles cited by the entry at each place, by their numbers in the content."""
    found: dict[int, dict[int, _Cited]] = {}
    for row in db.query(
        "SELECT c.place, c.cited, t.kind, t.words, c.kept, c.first_seen_at,"
        " c.licence_until AS licence_then, o.licence_until AS licence_now,"
        " CASE WHEN o.name IS NULL THEN c.may_keep ELSE o.kept END AS may_keep,"
        " CASE WHEN o.name IS NULL THEN c.kept_days ELSE o.kept_days END AS kept_days,"
        " CASE WHEN o.name IS NULL THEN c.licence_until ELSE o.licence_until END AS licence_until"
        " FROM briefing_citations c LEFT JOIN briefing_texts t"
        " ON t.number = c.number AND t.place = c.place AND t.cited = c.cited"
        " LEFT JOIN outlets o ON o.name = c.outlet WHERE c.number = ?",
        [briefing.number],
    ):
        terms = Terms(
            row["kept"],
            row["may_keep"],
            row["kept_days"],
            row["first_seen_at"],
            row["licence_until"],
        )
        article = found.setdefault(row["place"], {}).setdefault(
            row["cited"],
            _Cited(_ended(row["licence_then"], row["licence_now"], briefing.issued_at, at=at)),
        )
        words = visibility.body_of(row["words"], terms.level(at))
        if words:
            article.words[row["kind"]] = words
        if row["kind"] == "excerpt":
            article.stored = len(row["words"])
    return found


def _ended(
    then: str | None, today: str | None, issued_at: str | None, *, at: datetime
) -> str | None:
    """Return the last day of a licence that held on the day of issue and holds no longer.

    ``then`` and ``today`` are the last days as the configuration had them and has them now. None:
    there was no licence, or it still holds, or its end is not known.
    """
    if not issued_at or not visibility.is_licensed(then, at=datetime.fromisoformat(issued_at)):
        return None
    last = today or then
    return None if visibility.is_licensed(last, at=at) else last


def _entry(entry: Entry, cited: Mapping[int, _Cited]) -> Entry:
    own = cited.get(entry.source.article, _NOTHING)
    excerpt, withheld = entry.excerpt, entry.withheld
    taken = []
    if excerpt:
        words = own.words.get("excerpt", "")
        if not words:
            withheld = True
            taken.append(Taken(what="excerpt", licence_ended=own.licence_ended))
        elif len(words) < own.stored or len(words) < (entry.source.quoted or 0):
            taken.append(Taken(what="rest", licence_ended=own.licence_ended))
        excerpt = replace(excerpt, words=words) if words else None
    additions = []
    for each in entry.additions:
        other = cited.get(each.article or 0, _NOTHING)
        words = other.words.get("addition", "") if each.words else ""
        if each.words and not words:
            taken.append(
                Taken(what="addition", outlet=each.outlet, licence_ended=other.licence_ended)
            )
        kept = replace(each.words, words=words) if each.words and words else None
        additions.append(replace(each, words=kept))
    return replace(
        entry,
        excerpt=excerpt,
        withheld=withheld,
        additions=tuple(additions),
        taken=tuple(taken),
    )
