"""Other reports of an article's event, suggested with a score and never merged."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from newsdb import links
from newsdb.events import DAYS, MOST_WITH_A_WORD, SUGGESTED, likeness, weight, words_of
from newsdb.resemblance import WINDOW

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlite_utils import Database

    from newsdb.events import Word
    from newsdb.signatures import Signature

#: So many articles, each of another story, are compared in full.
MOST_COMPARED = 4
#: The share of an article's own words, by what they tell, that a candidate must have.
LEAST_SHARED = 0.12


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
    for word in signature.words:
        with_it = _articles_with(db, word.key, signature.day)
        frequency[word.key] = len({*with_it, article_id})
        for other, day in with_it.items():
            if day >= signature.day - DAYS:
                shared[other] += weight(word, frequency[word.key])
    whole = sum(weight(word, frequency[word.key]) for word in signature.words)
    likely = [each for each in shared if shared[each] >= LEAST_SHARED * whole]
    likely = sorted(set(likely) - {article_id, *but}, key=lambda each: (-shared[each], each))
    found = 0
    for other in _of_different_stories(db, article_id, likely):
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
    for word in (*signature.words, *theirs):
        if word.key not in frequency:
            frequency[word.key] = len(_articles_with(db, word.key, signature.day))
    return likeness(signature.words, theirs, frequency)


def stored_words(db: Database, article_id: int) -> tuple[Word, ...]:
    """Return what the event of a stored article is known by."""
    title, body, language = db.conn.execute(
        "SELECT a.title, b.body, a.language FROM articles a"
        " JOIN article_bodies b ON b.article_id = a.id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    return words_of(title, body, language)


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


def _articles_with(db: Database, key: int, day: int) -> dict[int, int]:
    """Return the articles with a word, up to some days after ``day``, the newest first."""
    rows = db.conn.execute(
        "SELECT article_id, day FROM fingerprints WHERE key = ? AND day BETWEEN ? AND ?"
        " ORDER BY day DESC LIMIT ?",
        (key, max(day - WINDOW, 1), day + DAYS, MOST_WITH_A_WORD),
    )
    return dict(rows.fetchall())


def _of_different_stories(db: Database, article_id: int, likely: list[int]) -> list[int]:
    """Return the first few articles, none of the article's own story, no two of one."""
    seen = set(
        db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    )
    kept: list[int] = []
    for other in likely:
        (story,) = db.conn.execute(
            "SELECT story_id FROM articles WHERE id = ?", (other,)
        ).fetchone()
        if story not in seen:
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
