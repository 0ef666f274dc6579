"""A candidate as lines of a watch list, and what these lines would change in the archive."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import watchlist
from learning.words import form
from newsdb.learning import Suggestion, containing
from watchlist import WatchListError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

    from learning.candidates import Candidate
    from newsdb.articles.verdicts import Decision, StoredArticle
    from newsdb.learning import Example
    from watchlist import WatchList

#: So many decided articles must bear a suggestion out for each that contradicts it.
LEAST_RIGHT = 4

#: Concepts of the watch list that a term is tried as a name of.
_CONCEPTS = 3


class Change(NamedTuple):
    """An article whose decision the lines would change."""

    article: int
    before: Decision | None
    after: Decision
    status: str | None  # what a person found

    @property
    def gains(self) -> bool:
        """Whether it would come nearer to being relevant."""
        order = ("other", "review", "relevant")
        return order.index(self.after) > order.index(self.before or "other")


def tried(
    db: Database,
    watch: WatchList,
    own: Path | None,
    candidate: Candidate,
    examples: Sequence[Example],
) -> Suggestion | None:
    """Return the lines for a candidate that people's decisions bear out best; None: none does.

    ``own`` is the user's list. An article of the archive that somebody decided on counts for or
    against; the others are shown only. Nothing is changed.
    """
    articles = containing(db, candidate.term)
    best: Suggestion | None = None
    for concept, lines in _lines(watch, candidate, examples):
        changes = _changes(watch, own, lines, articles)
        if changes is None:
            continue
        suggestion = _suggestion(candidate, concept, lines, changes)
        if suggestion.borne_out < LEAST_RIGHT * max(1, suggestion.contradicted):
            continue
        worth = suggestion.borne_out - suggestion.contradicted
        if best is None or worth > best.borne_out - best.contradicted:
            best = suggestion
    return best


def _lines(
    watch: WatchList, candidate: Candidate, examples: Sequence[Example]
) -> Iterator[tuple[str | None, str]]:
    """Yield what a list could say of a candidate: the concept that it joins, and the lines."""
    name = json.dumps([candidate.term], ensure_ascii=False)
    language = candidate.language
    own = f"learnt-{blake2b(candidate.form.encode(), digest_size=4).hexdigest()}"
    if candidate.kind == "find":
        for concept in _akin(watch, candidate, examples):
            kind = watch.concepts[concept].kind
            yield concept, f"[{kind}.{concept}]\n{language} = {name}\n"
        points = watch.relevant
    else:
        for concept in _inside(watch, candidate):
            yield concept, f"[{watch.concepts[concept].kind}.{concept}]\nnot = {name}\n"
        points = -watch.relevant
    rule = f'[rule.{own}]\nwhen = "{own}"\npoints = {points:g}\n'
    yield None, f"[topic.{own}]\n{language} = {name}\n\n{rule}"


def _akin(watch: WatchList, candidate: Candidate, examples: Sequence[Example]) -> list[str]:
    """Return the topics and bodies that relevant articles name most, beside others that don't."""
    counts: Counter[str] = Counter()
    for each in examples:
        if each.language == candidate.language and each.decision == "relevant":
            counts.update(each.concepts if each.relevant else ())
            counts.subtract(() if each.relevant else each.concepts)
    kinds = {"topic", "action", "organisation"}
    return [
        concept
        for concept, number in counts.most_common()
        if number > 0 and concept in watch.concepts and watch.concepts[concept].kind in kinds
    ][:_CONCEPTS]


def _inside(watch: WatchList, candidate: Candidate) -> list[str]:
    """Return the concepts that have a name within the term, which is no name in it."""
    return [
        concept.id
        for concept in watch.concepts.values()
        if any(
            candidate.language in name.languages
            and (inner := form(name.bare)) != candidate.form
            and inner in candidate.form
            for name in concept.spellings
        )
    ][:_CONCEPTS]


def _changes(
    watch: WatchList,
    own: Path | None,
    lines: str,
    articles: Sequence[tuple[StoredArticle, str | None]],
) -> list[Change] | None:
    """Return what lines on top of the list would change; None if they make no list."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "learnt.toml"
        file.write_text(lines, encoding="utf-8")
        try:
            changed = watchlist.load(own, file)
        except WatchListError:
            return None
    found = []
    for article, status in articles:
        before, after = (
            watchlist.judge(
                each,
                title=article.title,
                subtitle=article.subtitle,
                body=article.body or "",
                language=article.language,
            ).decision
            for each in (watch, changed)
        )
        if before != after:
            found.append(Change(article.id, before, after, status))
    return found


def _suggestion(
    candidate: Candidate, concept: str | None, lines: str, changes: Sequence[Change]
) -> Suggestion:
    decided = [each for each in changes if each.status in {"relevant", "not_relevant"}]
    right = sum(each.gains == (each.status == "relevant") for each in decided)
    return Suggestion(
        kind=candidate.kind,
        term=candidate.term,
        language=candidate.language,
        concept=concept,
        lines=lines,
        relevant=len(candidate.relevant),
        not_relevant=len(candidate.not_relevant),
        gained=tuple(each.article for each in changes if each.after == "relevant"),
        lost=tuple(each.article for each in changes if each.before == "relevant"),
        borne_out=right,
        contradicted=len(decided) - right,
    )
