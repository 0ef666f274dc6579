"""What another watch list would change among the newest stored articles: by story.

Both lists judge each article, unless the present one has already, so that only what the change
itself does is counted. ``python -m browse.watch_list.trial`` does it in a process of its own, that
the desk's other requests don't wait for, and that can be ended: a request comes as JSON on
standard input, each line of standard output is progress or, at last, the result.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import watchlist
from newsdb.database import open_database, open_to_read
from newsdb.watch_list import trial_articles
from watchlist.loading import load, load_text
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Verdict
    from newsdb.watch_list.trial_articles import Tried
    from watchlist import WatchList

#: Stories of each kind that are shown; the others are counted.
MOST_SHOWN = 50
#: After so many seconds a trial ends, and says over how many articles it ran.
LONGEST = 300.0

_RANK = {"relevant": 2, "review": 1}


@dataclass(slots=True)
class Part:
    """Stories that change in one way: their number, what people decided of them, and some."""

    number: int = 0
    by_people: dict[str, int] = field(default_factory=dict)
    stories: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Trial:
    """The outcome: ``gained`` and ``lost`` are relevant stories, the others those to review."""

    judged: int = 0
    stored: int = 0
    seconds: float = 0.0
    is_whole: bool = True  # not ended by time
    oldest: int | None = None  # the id of the oldest article that was tried
    gained: Part = field(default_factory=Part)
    lost: Part = field(default_factory=Part)
    review_gained: Part = field(default_factory=Part)
    review_lost: Part = field(default_factory=Part)


def run(
    db: Database,
    present: WatchList,
    tried: WatchList,
    *,
    most: int,
    longest: float = LONGEST,
    progress: Callable[[int], object] = lambda _: None,
) -> Trial:
    """Judge the newest ``most`` articles by both lists; ``progress`` gets the number judged."""
    began = time.monotonic()
    trial = Trial(stored=trial_articles.count(db))
    before: dict[int, str | None] = {}
    changed: dict[int, dict[int, Verdict]] = defaultdict(dict)
    same = present.version == tried.version
    for batch in trial_articles.newest(db, 0 if same else most):
        for article in batch:
            was = (
                article.decision
                if article.watchlist == present.version
                else _judge(present, article).decision
            )
            verdict = _judge(tried, article)
            before[article.id] = was
            if verdict.decision != was and article.story is not None:
                changed[article.story][article.id] = verdict
        trial.judged += len(batch)
        trial.oldest = batch[-1].id
        progress(trial.judged)
        if time.monotonic() - began > longest:
            trial.is_whole = False
            break
    _sort(db, trial, before, changed)
    trial.seconds = time.monotonic() - began
    return trial


def _judge(watch: WatchList, article: Tried) -> Verdict:
    return watchlist.judge(
        watch,
        title=article.title,
        subtitle=article.subtitle,
        body=article.body,
        language=article.language,
    )


def _sort(
    db: Database,
    trial: Trial,
    before: dict[int, str | None],
    changed: dict[int, dict[int, Verdict]],
) -> None:
    """Count stories by how they change: a story is what the best of its articles is."""
    members = trial_articles.decisions(db, changed)
    shown = trial_articles.shown(db, changed)
    by_part: dict[str, list[tuple[float, dict[str, Any]]]] = defaultdict(list)
    for story, verdicts in changed.items():
        if story not in shown:
            continue
        was = {**members[story], **{a: d for a, d in before.items() if a in members[story]}}
        becomes = {**was, **{article: each.decision for article, each in verdicts.items()}}
        old, new = _best(was.values()), _best(becomes.values())
        best = max(verdicts.values(), key=lambda each: each.score)
        row = {
            **shown[story]._asdict(),
            "before": old,
            "after": new,
            "score": best.score,
            "why": best.why,
        }
        if old == new:
            continue
        if "relevant" in {old, new}:
            name = "gained" if new == "relevant" else "lost"
        else:
            name = "review_gained" if new == "review" else "review_lost"
        by_part[name].append((best.score, row))
    for name, rows in by_part.items():
        part: Part = getattr(trial, name)
        part.number = len(rows)
        for _, row in rows:
            status = row["status"] or "undecided"
            part.by_people[status] = part.by_people.get(status, 0) + 1
        # The clearest first: the highest scores of what is gained, the lowest of what is lost.
        rows.sort(key=lambda each: (-each[0] if "gained" in name else each[0], -each[1]["id"]))
        part.stories = [row for _, row in rows[:MOST_SHOWN]]


def _best(decisions: Any) -> str:
    return max((each or "other" for each in decisions), key=lambda each: _RANK.get(each, 0))


def main() -> int:
    """Do what standard input asks for; exit code 0, or 1 with ``error`` on the last line."""
    asked = json.load(sys.stdin)
    os.nice(10)
    try:
        result = _apply(asked) if asked["apply"] else _try(asked)
    except Exception as error:
        _say({"error": f"{type(error).__name__}: {error}"})
        return 1
    _say({"result": result})
    return 0


def _try(asked: dict[str, Any]) -> dict[str, Any]:
    present, tried = _list(asked, "present"), _list(asked, "text")
    db = open_to_read(asked["database"])
    try:
        trial = run(db, present, tried, most=asked["most"], progress=_say_judged)
    finally:
        db.close()
    return asdict(trial)


def _apply(asked: dict[str, Any]) -> dict[str, Any]:
    """Judge again what another list has judged, and write the verdicts."""
    tried, began, judged = _list(asked, "text"), time.monotonic(), 0

    def progress(number: int) -> None:
        nonlocal judged
        judged += number
        _say_judged(judged)

    db = open_database(asked["database"])
    try:
        outcome = rejudge(db, tried, apply=True, only_by_others=True, progress=progress)
    finally:
        db.close()
    return {
        "judged": outcome.judged,
        "changed": len(outcome.changes),
        "seconds": time.monotonic() - began,
    }


def _list(asked: dict[str, Any], name: str) -> WatchList:
    """Return the list of a text; without one, the shipped list alone."""
    return load_text(asked[name], Path(asked["path"])) if asked[name].strip() else load()


def _say_judged(judged: int) -> None:
    _say({"judged": judged})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
