"""Judges what is stored again: what another watch list would change, and changing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import watchlist
from newsdb.articles import verdicts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision, StoredArticle, Verdict
    from watchlist import WatchList


@dataclass(frozen=True, slots=True)
class Change:
    """An article that would be decided otherwise; ``before`` is None where it never was."""

    id: int
    title: str
    before: Decision | None
    verdict: Verdict


@dataclass(slots=True)
class Outcome:
    """What judging again came to."""

    judged: int = 0
    gone: int = 0  # their text is not kept, or not whole
    changes: list[Change] = field(default_factory=list)

    def gained(self, decision: Decision) -> list[Change]:
        """Return the articles that would newly be ``decision``, the strongest first."""
        changes = [each for each in self.changes if each.verdict.decision == decision]
        return sorted(changes, key=lambda each: -each.verdict.score)

    def lost(self, decision: Decision) -> list[Change]:
        """Return the articles that would no longer be ``decision``, the weakest first."""
        changes = [each for each in self.changes if each.before == decision]
        return sorted(changes, key=lambda each: each.verdict.score)


def rejudge(
    db: Database,
    watch: WatchList,
    *,
    apply: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Outcome:
    """Judge every stored article whose text is kept whole, and write the verdicts with ``apply``.

    ``progress`` is told how many articles were looked at since it was told last.
    """
    outcome = Outcome()
    articles = verdicts.stored(db)
    while batch := list(islice(articles, verdicts.BATCH)):
        decided: list[tuple[StoredArticle, Verdict]] = []
        for article in batch:
            if article.body is None:
                outcome.gone += 1
                continue
            verdict = watchlist.judge(
                watch,
                title=article.title,
                subtitle=article.subtitle,
                body=article.body,
                language=article.language,
            )
            decided.append((article, verdict))
            if verdict.decision != article.decision:
                change = Change(article.id, article.title, article.decision, verdict)
                outcome.changes.append(change)
        outcome.judged += len(decided)
        if apply:
            verdicts.write_unless_edited(db, decided)
        progress(len(batch))
    return outcome
