"""Other reports of an article's event, suggested with a score and never merged."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.similarity.copy_rules import WINDOW
from newsdb.similarity.events import DAYS, SUGGESTED, likeness, reasons, weight
from newsdb.similarity.signature_index import (
    EVER,
    MOST_WITH_A_KEY,
    Days,
    articles_with,
    articles_with_rare,
)
from newsdb.similarity.signatures import VERSION, unpack_keys
from newsdb.stories import copy_links

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlite_utils import Database

    from newsdb.similarity.signatures import Signature

#: So many articles, each of another story, are compared in full.
MOST_COMPARED = 4
#: So many are looked at for the first of them.
MOST_LIKELY = 12
#: The share of the weight of an article's words that a candidate must have.
LEAST_SHARED = 0.08


class Shared(NamedTuple):
    """The words of an article's event: how rare they are, and which articles share them."""

    frequency: Mapping[int, int]  # how many earlier articles have a word, by its key
    whole: float  # the weight of all of them
    by_article: Mapping[int, float]  # the weight of the words that an article has among its keys

    def rare_words(self) -> list[int]:
        """Return the words rare enough to be worth indexing."""
        return [word for word, have in self.frequency.items() if have < MOST_WITH_A_KEY]

    def likeliest(self, least: float, *, but: Collection[int] = ()) -> list[int]:
        """Return the articles with at least this share of ``whole``, the likeliest first."""
        enough = least * self.whole
        likely = [
            each for each, tells in self.by_article.items() if tells >= enough and each not in but
        ]
        return sorted(likely, key=lambda each: (-self.by_article[each], each))


class Report(NamedTuple):
    """A stored article that may report the same event."""

    article_id: int
    words: tuple[int, ...]
    tells: float  # their weight when it was stored


def look_up(
    db: Database, article_id: int, signature: Signature, *, is_new: bool = False
) -> Shared:
    """Return the articles of the days around an article that share words with it.

    The rarity of a word counts only articles stored earlier, so that it stays the same later.
    Before one that ``is_new`` all were, and which of them have a common word is not asked.
    """
    near = Days(max(signature.day - WINDOW, 1), signature.day + WINDOW)
    look = articles_with_rare if is_new else articles_with
    frequency: dict[int, int] = {}
    weights: list[float] = []
    by_article: dict[str, float] = defaultdict(float)
    for word, found in look(db, signature.words, near if signature.day else EVER):
        if found is None:
            have = MOST_WITH_A_KEY
        else:
            have = len(found) if is_new else sum(int(each) < article_id for each in found)
        frequency[word] = have
        tells = weight(have, word)
        weights.append(tells)
        if found and have < MOST_WITH_A_KEY:
            for each in found:
                by_article[each] += tells
    by_article.pop(str(article_id), None)
    return Shared(frequency, sum(weights), {int(each): x for each, x in by_article.items()})


def withdraw(db: Database, article_id: int) -> None:
    """Remove the links of an article with earlier reports of its event."""
    db.conn.execute(
        "DELETE FROM links WHERE kind = 'same_event' AND ((article_id = :id AND other_id < :id)"
        " OR (other_id = :id AND article_id < :id))",
        {"id": article_id},
    )


def suggest(
    db: Database,
    article_id: int,
    signature: Signature,
    shared: Shared,
    *,
    but: Collection[int] = (),
    at: str,
) -> int:
    """Link an article with earlier stored reports of its event; return how many.

    Runs inside the caller's transaction. ``but`` are the articles already linked with it.
    Articles without a date have no event.
    """
    if not signature.day:
        return 0
    likely = [each for each in shared.likeliest(LEAST_SHARED, but=but) if each < article_id]
    found = 0
    for report in _of_different_stories(db, article_id, signature.day, likely[:MOST_LIKELY]):
        score = likeness(
            signature.words, report.words, (shared.whole, report.tells), shared.frequency
        )
        if score >= SUGGESTED:
            why = reasons(signature.words, report.words)
            _write(db, article_id, report.article_id, score, why, at=at)
            found += 1
    return found


def likeness_of(db: Database, signatures: Mapping[int, Signature]) -> float:
    """Return how likely two articles, given by id, report the same event, from 0 to 1."""
    (first, theirs), (later, mine) = sorted(signatures.items(), key=lambda each: each[0])
    shared = look_up(db, later, mine)
    whole = look_up(db, first, theirs).whole
    return likeness(mine.words, theirs.words, (shared.whole, whole), shared.frequency)


def groups(db: Database, *, least: float = SUGGESTED) -> list[set[int]]:
    """Return the groups of stories connected by suggestions with a score of ``least`` or more."""
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


def _of_different_stories(
    db: Database, article_id: int, day: int, articles: Sequence[int]
) -> list[Report]:
    """Return the first few reports within DAYS, none of its own story, no two of one story."""
    seen = set(
        db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    )
    kept: list[Report] = []
    for other in articles:
        story, their_day, words, tells = db.conn.execute(
            "SELECT a.story_id, s.day, s.words, s.tells FROM articles a"  # noqa: S608 our own
            f" LEFT JOIN signatures s ON s.article_id = a.id AND s.version = {VERSION}"
            " WHERE a.id = ?",
            (other,),
        ).fetchone()
        if tells and story not in seen and abs(day - their_day) <= DAYS:
            seen.add(story)
            kept.append(Report(other, unpack_keys(words), tells))
            if len(kept) == MOST_COMPARED:
                break
    return kept


def _write(db: Database, article_id: int, other: int, score: float, why: str, *, at: str) -> None:
    places = copy_links.read_places(db, [article_id, other])
    earlier, later = sorted((article_id, other), key=places.__getitem__)
    db.conn.execute(
        "INSERT OR IGNORE INTO links (article_id, other_id, kind, score, why, found_at)"
        " VALUES (?, ?, 'same_event', ?, ?, ?)",
        (later, earlier, round(score, 3), why, at),
    )
