"""Other reports of an article's event, suggested with a score and never merged."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from newsdb import links
from newsdb.events import DAYS, MOST_WITH_A_WORD, SUGGESTED, lead_of, likeness, weight, words_of
from newsdb.resemblance import WINDOW

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlite_utils import Database

    from newsdb.events import Word
    from newsdb.signatures import Signature

#: So many articles, each of another story, are compared in full.
MOST_COMPARED = 2
#: So many are looked at for the first of them.
MOST_LIKELY = 12
#: The share of an article's own words, by what they tell, that a candidate must have.
LEAST_SHARED = 0.08


def suggest(
    db: Database, article_id: int, signature: Signature, *, but: Collection[int] = (), at: str
) -> int:
    """Link an article with other reports of its event; return with how many.

    Runs inside the caller's transaction. ``but`` are the articles it is linked with already.
    Articles without a date have no event.
    """
    db.conn.execute(
        "DELETE FROM links WHERE article_id = ? AND kind = 'same_event'", (article_id,)
    )
    if not signature.day or not signature.words:
        return 0
    frequency: dict[int, int] = {}
    shared: dict[int, float] = defaultdict(float)
    for word, reports in _reports(db, signature.words, signature.day).items():
        frequency[word.key] = len(reports)
        if len(reports) < MOST_WITH_A_WORD:
            tells = weight(word, len(reports))
            for other in reports:
                shared[other] += tells
    whole = sum(weight(word, frequency[word.key]) for word in signature.words)
    likely = [each for each in shared if shared[each] >= LEAST_SHARED * whole]
    likely = sorted(set(likely) - {article_id, *but}, key=lambda each: (-shared[each], each))
    found = 0
    for other in _of_different_stories(db, article_id, signature.day, likely):
        score = likeness_to(db, signature, other, frequency)
        if score >= SUGGESTED:
            _write(db, article_id, other, score, at=at)
            found += 1
    return found


def likeness_to(
    db: Database, signature: Signature, other: int, frequency: dict[int, int] | None = None
) -> float:
    """Return how much of what tells its event an article shares with a stored one, from 0 to 1."""
    theirs = stored_words(db, other)
    frequency = {} if frequency is None else frequency
    unknown = [each for each in (*signature.words, *theirs) if each.key not in frequency]
    for word, reports in _reports(db, unknown, signature.day).items():
        frequency[word.key] = len(reports)
    return likeness(signature.words, theirs, frequency)


def stored_words(db: Database, article_id: int) -> tuple[Word, ...]:
    """Return what the event of a stored article is known by."""
    title, body, language = db.conn.execute(
        "SELECT a.title, b.body, a.language FROM articles a"
        " JOIN article_bodies b ON b.article_id = a.id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    return words_of(title, lead_of(body), language)


def groups(db: Database, *, least: float = SUGGESTED) -> list[set[int]]:
    """Return the groups of stories that suggestions with a score of ``least`` hold together."""
    group: dict[int, set[int]] = {}
    rows: Any = db.conn.execute(
        "SELECT DISTINCT a.story_id, b.story_id FROM links l"
        " JOIN articles a ON a.id = l.article_id JOIN articles b ON b.id = l.other_id"
        " WHERE l.kind = 'same_event' AND l.score >= ?",
        (least,),
    )
    for one, other in rows:
        joined = group.get(one, {one}) | group.get(other, {other})
        group |= dict.fromkeys(joined, joined)
    return [*{id(each): each for each in group.values()}.values()]


_REPORTS = """
    SELECT wanted.value, (SELECT group_concat(article_id) FROM (SELECT article_id FROM fingerprints
        WHERE key = wanted.value AND day BETWEEN :first AND :last ORDER BY day DESC LIMIT :most))
    FROM json_each(:keys) AS wanted"""


def _reports(db: Database, words: Collection[Word], day: int) -> dict[Word, list[int]]:
    """Return, by word, the texts that have it, of the days before ``day`` and soon after."""
    by_key = {word.key: word for word in words}
    asked = {
        "keys": json.dumps([*by_key]),
        "first": max(day - WINDOW, 1),
        "last": day + DAYS,
        "most": MOST_WITH_A_WORD,
    }
    return {
        by_key[key]: [int(each) for each in (found or "").split(",") if each]
        for key, found in db.conn.execute(_REPORTS, asked)
    }


def _of_different_stories(db: Database, article_id: int, day: int, likely: list[int]) -> list[int]:
    """Return the first few articles of those days, none of its own story, no two of one."""
    seen = set(
        db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    )
    kept: list[int] = []
    for other in likely[:MOST_LIKELY]:
        story, other_day = db.conn.execute(
            "SELECT a.story_id, s.day FROM articles a JOIN signatures s ON s.article_id = a.id"
            " WHERE a.id = ?",
            (other,),
        ).fetchone()
        if story not in seen and abs(day - other_day) <= DAYS:
            seen.add(story)
            kept.append(other)
            if len(kept) == MOST_COMPARED:
                break
    return kept


def _write(db: Database, article_id: int, other: int, score: float, *, at: str) -> None:
    places = links.read_places(db, [article_id, other])
    earlier, later = sorted((article_id, other), key=places.__getitem__)
    db.conn.execute(
        "INSERT OR IGNORE INTO links (article_id, other_id, kind, score, found_at)"
        " VALUES (?, ?, 'same_event', ?, ?)",
        (later, earlier, round(score, 3), at),
    )
