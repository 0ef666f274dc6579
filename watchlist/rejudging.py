"""Judges stored articles again, to show or apply what another watch list would change."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import watchlist
from newsdb.articles import verdicts
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision, StoredArticle, Verdict
    from watchlist import WatchList


@dataclass(frozen=True, slots=True)
class Change:
    """An article whose decision changes; ``before`` is None if it had none."""

    id: int
    title: str
    before: Decision | None
    verdict: Verdict


@dataclass(slots=True)
class Outcome:
    """The result of judging articles again."""

    judged: int = 0
    gone: int = 0  # articles whose text is not kept in full
    changes: list[Change] = field(default_factory=list)

    def gained(self, decision: Decision) -> list[Change]:
        """Return the articles that would become ``decision``, the highest scores first."""
        changes = [each for each in self.changes if each.verdict.decision == decision]
        return sorted(changes, key=lambda each: -each.verdict.score)

    def lost(self, decision: Decision) -> list[Change]:
        """Return the articles that would no longer be ``decision``, the lowest scores first."""
        changes = [each for each in self.changes if each.before == decision]
        return sorted(changes, key=lambda each: each.verdict.score)


def rejudge(
    db: Database,
    watch: WatchList,
    *,
    apply: bool = False,
    only_by_others: bool = False,
    progress: Callable[[int], object] = lambda _: None,
    failures: RowFailures | None = None,
) -> Outcome:
    """Judge every stored article whose text is kept in full; with ``apply``, write the verdicts.

    With ``only_by_others``, those that this version of the list has judged are left out.
    ``progress`` is called with the number of articles handled since its last call.
    """
    failures = failures or RowFailures()
    outcome = Outcome()
    articles = verdicts.stored(
        db, unless_judged_by=watch.version if only_by_others else None, failures=failures
    )
    while batch := list(islice(articles, verdicts.BATCH)):
        decided: list[tuple[StoredArticle, Verdict]] = []
        for article in batch:
            if article.body is None:
                outcome.gone += 1
                continue
            with failures.aside(db, f"article {article.id}"):
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
            verdicts.write_unless_edited(db, decided, failures=failures)
        progress(len(batch))
    return outcome
