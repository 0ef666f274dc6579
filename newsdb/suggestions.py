"""Other reports of an article's event, suggested with a score and never merged."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from newsdb import links
from newsdb.events import DAYS, MOST_WITH_A_WORD, SUGGESTED, likeness, weight
from newsdb.resemblance import WINDOW
from newsdb.signatures import unpack_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlite_utils import Database

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
    shared: dict[str, float] = defaultdict(float)
    for word, reports in _reports(db, signature.words, signature.day):
        frequency[word] = len(reports)
        if len(reports) < MOST_WITH_A_WORD:
            tells = weight(len(reports))
            for report in reports:
                shared[report] += tells
    whole = sum(map(weight, frequency.values()))
    likely = {int(each): tells for each, tells in shared.items() if tells >= LEAST_SHARED * whole}
    likeliest = sorted(likely.keys() - {article_id, *but}, key=lambda each: (-likely[each], each))
    found = 0
    for other, words in _of_different_stories(
        db, article_id, signature.day, likeliest[:MOST_LIKELY]
    ):
        score = likeness_of(db, signature.words, words, signature.day, frequency)
        if score >= SUGGESTED:
            _write(db, article_id, other, score, at=at)
            found += 1
    return found


def likeness_of(
    db: Database,
    words: Collection[int],
    others: Collection[int],
    day: int,
    known: Mapping[int, int] | None = None,
) -> float:
    """Return how much of what tells an event two articles share by their words, from 0 to 1.

    How rare a word is, is what the days before ``day`` say, as far as it is not ``known``.
    """
    frequency = dict(known or {})
    unknown = {*words, *others} - frequency.keys()
    frequency |= {word: len(reports) for word, reports in _reports(db, unknown, day)}
    return likeness(words, others, frequency)


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


def _reports(
    db: Database, words: Collection[int], day: int
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield, by word, the ids of the texts that have it, of the days before and soon after."""
    asked = {
        "keys": json.dumps([*words]),
        "first": max(day - WINDOW, 1),
        "last": day + DAYS,
        "most": MOST_WITH_A_WORD,
    }
    for word, found in db.conn.execute(_REPORTS, asked):
        yield word, found.split(",") if found else ()


def _of_different_stories(
    db: Database, article_id: int, day: int, articles: Sequence[int]
) -> list[tuple[int, tuple[int, ...]]]:
    """Return the first few articles of those days with their words.

    None is of the article's own story, and no two are of one.
    """
    seen = set(
        db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    )
    kept: list[tuple[int, tuple[int, ...]]] = []
    for other in articles:
        story, other_day, words = db.conn.execute(
            "SELECT a.story_id, s.day, s.words FROM articles a"
            " JOIN signatures s ON s.article_id = a.id WHERE a.id = ?",
            (other,),
        ).fetchone()
        if words and story not in seen and abs(day - other_day) <= DAYS:
            seen.add(story)
            kept.append((other, unpack_keys(words)))
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
