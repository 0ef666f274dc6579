"""Learning from all decisions: suggestions for the watch list, an order of the review bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from learning import candidates, ordering
from learning.trying import tried
from learning.words import form, terms
from newsdb import learning
from newsdb.database import stamp, transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

    from learning.words import Nouns
    from newsdb.learning import Example, Learnt, Suggestion
    from watchlist import WatchList


class Lesson(NamedTuple):
    """What was learnt."""

    learnt: Learnt
    suggestions: tuple[Suggestion, ...]
    chances: int  # waiting stories that were put into an order


def learn(
    db: Database,
    watch: WatchList,
    own: Path | None,
    nouns: dict[str, Nouns],
    *,
    at: datetime,
    progress: Callable[[str], object] = lambda _: None,
) -> Lesson:
    """Learn from people's decisions and store what came of it, in place of what was there.

    ``own`` is the user's watch list, ``nouns`` the analysers by language; ``progress`` is told
    what is done. No rule is changed. Raises MissingExtraError.
    """
    decided, forbidden = learning.examples(db, at=at)
    waiting = learning.waiting(db, at=at)
    progress(f"reading {len(decided) + len(waiting)} articles")
    words = {each.id: _terms(each, nouns) for each in (*decided, *waiting)}
    known = {form(name) for concept in watch.concepts.values() for name in concept.names}
    suggestions = []
    for each in candidates.candidates(decided, words, known):
        progress(f"trying {each.term}")
        if found := tried(db, watch, own, each, decided):
            suggestions.append(found)
    order = ordering.learn(decided, waiting, words)
    relevant = sum(bool(each.relevant) for each in decided)
    learnt = learning.Learnt(
        at=str(stamp(at)),
        watchlist=watch.version,
        relevant=relevant,
        not_relevant=len(decided) - relevant,
        forbidden=forbidden.articles,
        stories=order.stories,
        relevant_stories=order.relevant,
        by_rules=order.by_rules,
        by_learning=order.by_learning,
        problem=order.problem,
    )
    suggestions.sort(key=lambda each: each.contradicted - each.borne_out)
    with transaction(db):
        learning.keep(db, learnt, suggestions, order.chances)
    return Lesson(learnt, tuple(suggestions), len(order.chances))


def _terms(example: Example, nouns: dict[str, Nouns]) -> dict[str, str]:
    """Return the terms of an article's headlines and text."""
    text = "\n".join(filter(None, (example.title, example.subtitle, example.body)))
    return terms(text, example.language, nouns)
