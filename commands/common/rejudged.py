"""What another watch list would change in the archive, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.articles.verdicts import Decision
    from watchlist.rejudging import Change, Outcome

_NAMES: tuple[tuple[Decision, str], ...] = (("relevant", "relevant"), ("review", "to review"))


def report(outcome: Outcome, *, shown: int | None) -> Iterator[str]:
    """Yield the difference as lines; ``shown`` articles of each kind, or all when None."""
    for decision, name in _NAMES:
        gained, lost = outcome.gained(decision), outcome.lost(decision)
        yield f"{name}: +{len(gained)}, -{len(lost)}"
        for sign, changes in (("+", gained), ("-", lost)):
            if decision == "review":  # the others are listed above
                changes = [each for each in changes if "relevant" not in _ends(each)]  # noqa: PLW2901
            for change in changes[:shown]:
                yield f"  {sign} {_change_line(change)}"
                if change.verdict.why:
                    yield f"      {change.verdict.why}"
            if shown is not None and len(changes) > shown:
                yield f"  {sign} and {len(changes) - shown} more (--all shows them)"
    yield f"{outcome.judged} articles judged, {len(outcome.changes)} decided differently"
    never = sum(change.before is None for change in outcome.changes)
    if never:
        yield f"{never} of them had never been judged"
    if outcome.gone:
        yield f"{outcome.gone} could not be judged: their text was purged or is not kept in full"


def _ends(change: Change) -> tuple[Decision | None, Decision]:
    return change.before, change.verdict.decision


def _change_line(change: Change) -> str:
    before = change.before or "never judged"
    after = f"{change.verdict.decision}, {change.verdict.score:g}"
    return f"{change.title} [{change.id}: {before} → {after}]"
