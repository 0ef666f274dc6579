"""What became of cited articles after an issue: alarms, and errata that are ready to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsdb import visibility
from newsdb.articles.changes import Change
from newsdb.briefings import issues
from newsdb.briefings.substance import Affected, Words, affected, is_substantial, takes_out_quoted
from newsdb.database import stamp, transaction
from newsdb.health import alarms
from newsdb.health.alarms import Alarm
from newsdb.health.installation import INSTALLATION
from newsdb.text.sentences import sides_shortened
from translations.issue_sentences import said

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.briefings.content import Briefing, Entry, Language

#: The kind of these alarms.
KIND = "briefing"

_LONGEST_SHOWN = 300

#: Changes behind the position of articles that issues cite, made by outlets after the issue. In a
#: database that was made again from the archive revisions have other numbers, and all that was
#: found before is looked at once more, since the archive goes on behind the backup.
_NEW = """
    SELECT c.number, c.place, c.role, c.article, x.id, x.kind, x.field, x.words_before,
        x.words_after, r.seen_at
    FROM changes x JOIN briefing_citations c ON c.article = x.article_id
    JOIN revisions r ON r.article_id = x.article_id AND r.number = x.number
    JOIN briefing_issues i ON i.number = c.number
    WHERE x.id > ? AND r.origin = 'outlet' AND CASE c.article WHEN c.cited
        THEN x.number > c.revision ELSE r.seen_at >= i.issued_at END
    AND NOT EXISTS (SELECT 1 FROM briefing_changes b
        WHERE b.number = c.number AND b.place = c.place AND b.change_id = x.id)
    ORDER BY x.id, c.number, c.place"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What changed behind one entry of an issue, as far as it may be shown.

    ``erratum`` is what a correction could say; ``before`` and ``after`` are None where the
    outlet's terms don't allow them.
    """

    number: int
    place: int
    article: int
    outlet: str
    kind: str
    seen_at: str
    before: str | None
    after: str | None
    sentence: str  # of the briefing
    erratum: str


def look_after(db: Database, *, at: datetime) -> list[Alarm]:
    """Look at what outlets changed since the last call; return the alarms that are new.

    One alarm stands for all that changes behind one entry, until somebody accepts it.
    """
    (position,) = db.execute("SELECT position FROM briefing_watch").fetchone()
    (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
    if position == newest:
        return []
    found: dict[tuple[int, int], Alarm] = {}
    rows = []
    contents: dict[int, Briefing] = {}
    # Ids were given back when articles were forgotten: what is behind them was looked at.
    for row in db.execute(_NEW, [min(position, newest)]).fetchall():
        number, place, role, article, change_id, *rest, seen_at = row
        change = Change(*rest)
        if number not in contents:
            contents[number] = issues.stored(db, number)
        entry = contents[number].entries[place - 1]
        words = _words_of(db, (number, place), entry, article, is_source=role == "source")
        hit = affected(change, words)
        matters = (is_substantial(change) or takes_out_quoted(change, words)) and (
            role == "source" or hit.is_hit
        )
        if not matters:
            continue
        rows.append((number, place, article, change_id))
        key = (number, place)
        if key not in found:
            outlet = entry.source.outlet if role == "source" else _title_of(db, article)
            found[key] = Alarm(
                outlet=INSTALLATION,
                kind=KIND,
                subject=f"{number}/{place}",
                since=datetime.fromisoformat(seen_at),
                diagnosis=f"Briefing {number}, item {place}: {_diagnosis(outlet, change, hit)}",
                evidence={"number": number, "place": place, "article": article},
            )
    # First the alarms: where they can't be kept, all is looked at again.
    opened = alarms.keep(db, found.values(), at=at)
    with transaction(db):
        db.conn.executemany(
            "INSERT OR IGNORE INTO briefing_changes"
            " (number, place, article_id, change_id, found_at) VALUES (?, ?, ?, ?, ?)",
            [(*row, stamp(at)) for row in rows],
        )
        db.execute("UPDATE briefing_watch SET position = ?", [newest])
    return opened


def lower_position(db: Database) -> None:
    """Set the position down to the highest id there is, after the newest changes were deleted.

    Their ids are given again, and what comes under them has not been looked at.
    """
    db.execute(
        "UPDATE briefing_watch SET position = min(position,"
        " (SELECT coalesce(max(id), 0) FROM changes))"
    )


def of_issue(db: Database, number: int, *, at: datetime) -> list[Aftermath]:
    """Return what changed behind the entries of an issue, in the order of the entries."""
    briefing = issues.stored(db, number)
    return [
        _aftermath(db, briefing, row, at=at)
        for row in db.query(
            "SELECT b.number, b.place, b.article_id, x.kind, x.field, x.words_before AS before,"  # noqa: S608 our own
            " x.words_after AS after, r.seen_at, coalesce(o.title, '') AS title,"
            f" {visibility.COLUMNS}"
            ", c.role"
            " FROM briefing_changes b JOIN changes x ON x.id = b.change_id"
            " JOIN briefing_citations c ON c.number = b.number AND c.place = b.place"
            " AND c.article = b.article_id"
            " JOIN revisions r ON r.article_id = x.article_id AND r.number = x.number"
            " JOIN articles a ON a.id = b.article_id JOIN outlets o ON o.name = a.outlet"
            " WHERE b.number = ? ORDER BY b.place, b.change_id",
            [number],
        )
    ]


def errata(db: Database, number: int, *, at: datetime) -> str:
    """Return the text of a correction of an issue: an erratum for each entry that is affected.

    Of several changes behind an entry the one is told that touches its words most directly.
    """
    chosen: dict[int, Aftermath] = {}
    rank = {"figure": 0, "name": 0, "date": 0, "removed at source": 1, "correction notice": 2}
    for each in of_issue(db, number, at=at):
        known = chosen.get(each.place)
        if known is None or rank.get(each.kind, 3) < rank.get(known.kind, 3):
            chosen[each.place] = each
    return "\n\n".join(each.erratum for each in chosen.values())


def _aftermath(
    db: Database, briefing: Briefing, row: dict[str, Any], *, at: datetime
) -> Aftermath:
    entry = briefing.entries[row["place"] - 1]
    change = Change(row["kind"], row["field"], row["before"], row["after"])
    is_source = row.pop("role") == "source"
    place = (row["number"], row["place"])
    hit = affected(change, _words_of(db, place, entry, row["article_id"], is_source=is_source))
    # What a correction quotes is frozen with it, and no purge takes it out when its days are over.
    is_lasting = row["kept_days"] is None or row["field"] == "title"
    visibility.cut(row, at=at)
    visibility.cut_change(row, row["kept"])
    before, after = _shown(row["before"], row["after"])
    quoted = (before, after) if is_lasting else (None, None)
    # A sentence of the outlet's own is quoted as far as its terms allow.
    may_quote = row["kept"] == "full" and is_lasting
    sentence = hit.sentence if not hit.is_quoted or may_quote else ""
    return Aftermath(
        number=row["number"],
        place=row["place"],
        article=row["article_id"],
        outlet=row["title"],
        kind=row["kind"],
        seen_at=row["seen_at"],
        before=before,
        after=after,
        sentence=sentence,
        erratum=_erratum(briefing.language, row, *quoted, sentence),
    )


def _erratum(
    language: Language, row: dict[str, Any], before: str | None, after: str | None, sentence: str
) -> str:
    values = {"number": row["number"], "place": row["place"], "outlet": row["title"]}
    if row["kind"] == "removed at source":
        text = said("erratum_removed", language, **values)
    elif row["kind"] == "correction notice" and after:
        text = said("erratum_notice", language, after=after, **values)
    elif before and after:
        text = said("erratum_changed", language, before=before, after=after, **values)
    else:
        text = said("erratum_unquoted", language, **values)
    if not sentence:
        return text
    return f"{text}\n{said('erratum_wrong', language, sentence=sentence)}"


def _diagnosis(outlet: str, change: Change, hit: Affected) -> str:
    """Return what an alarm says; it is kept, so that no text of the outlet's may stand in it."""
    what = {
        "removed at source": "has removed an article that it cites",
        "correction notice": "has published a correction of an article that it cites",
        "body removed": "has taken out a sentence that it quotes",
    }.get(change.kind, f"has changed a {change.kind} in an article that it cites")
    where = "its quotation" if hit.is_quoted else f"“{hit.sentence}”"
    return f"{outlet} {what}. Affected: {where}"


def _words_of(
    db: Database, place: tuple[int, int], entry: Entry, article: int, *, is_source: bool
) -> Words:
    """Return the words of an entry; of outlets those of one article. ``place``: issue, place."""
    texts: dict[str, list[str]] = {"excerpt": [], "addition": []}
    for kind, words in db.execute(
        "SELECT kind, words FROM briefing_texts WHERE number = ? AND place = ? AND article_id = ?",
        [*place, article],
    ).fetchall():
        texts[kind].append(words)
    return Words(
        sentence=entry.sentence.words if entry.sentence else "",
        note=entry.note.words if entry.note else "",
        headline=entry.headline.words if is_source else "",
        excerpt=" ".join(texts["excerpt"]),
        additions=tuple(texts["addition"]),
    )


def _title_of(db: Database, article: int) -> str:
    row = db.execute(
        "SELECT o.title FROM articles a JOIN outlets o ON o.name = a.outlet WHERE a.id = ?",
        [article],
    ).fetchone()
    return str(row[0]) if row else ""


def _shown(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return both sides of a change, cut where they differ; None stays None."""
    shown = sides_shortened(before or "", after or "", _LONGEST_SHOWN)
    return shown[0] or None, shown[1] or None
