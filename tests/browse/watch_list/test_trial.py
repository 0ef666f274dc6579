"""A trial tells which stories a change of the watch list alone would add or lose."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browse.watch_list.trial import run
from browse.watch_list.trials import Run, Trials
from newsdb.database import transaction
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.stories import stories
from tests.newsdb.stories.test_undoing import AT, db
from watchlist.loading import load_text

if TYPE_CHECKING:
    from sqlite_utils import Database

    from watchlist import WatchList

__all__ = ["db"]

FILE = Path("own.toml")
#: Of the four stories the first (김) and the third (kiln) are relevant.
TEXT = """
replaces = true
[decision]
relevant = 3
review = 1
[topic.kiln]
en = ["kiln"]
[topic.laver]
ko = ["김"]
[rule.a]
when = "kiln"
points = 4
[rule.b]
when = "laver"
points = 4
"""
#: The second (部品) and the fourth (금형) instead of the first; the third only to review.
CHANGED = TEXT.replace('ko = ["김"]', 'ko = ["금형"]\nany = ["部品"]').replace(
    'when = "kiln"\npoints = 4', 'when = "kiln"\npoints = 2'
)


def watch(text: str) -> WatchList:
    return load_text(text, FILE)


def titles(part: list[dict[str, object]]) -> set[object]:
    return {each["id"] for each in part}


def test_stories_are_counted_by_how_they_change(db: Database) -> None:
    with transaction(db):
        reviews.decide(db, Subject("story", 3), "relevant", version=0, actor="ana", at=AT)
    judged: list[int] = []
    trial = run(db, watch(TEXT), watch(CHANGED), most=100, progress=judged.append)
    assert (trial.judged, trial.stored, trial.is_whole, judged) == (4, 4, True, [4])
    assert (titles(trial.gained.stories), titles(trial.lost.stories)) == ({2, 4}, {1, 3})
    assert trial.lost.by_people == {"undecided": 1, "relevant": 1}
    assert (trial.gained.number, trial.review_gained.number) == (2, 0)
    first = trial.gained.stories[0]
    assert (first["before"], first["after"], first["score"]) == ("other", "relevant", 4)
    assert first["why"]


def test_what_an_older_list_decided_does_not_count_as_a_change(db: Database) -> None:
    db.conn.execute("UPDATE articles SET decision = 'other', watchlist = 'older'")
    assert run(db, watch(TEXT), watch(TEXT + "# no more\n"), most=100).judged == 0  # the same
    trial = run(db, watch(TEXT), watch(TEXT.replace("relevant = 3", "relevant = 4")), most=100)
    assert (trial.judged, trial.gained.number, trial.lost.number) == (4, 0, 0)


def test_a_story_is_relevant_as_long_as_one_of_its_articles_is(db: Database) -> None:
    with transaction(db):
        stories.put_together(db, [1, 2], by="ana")
    assert titles(run(db, watch(TEXT), watch(CHANGED), most=100).lost.stories) == {3}


def test_a_trial_ends_in_time_and_at_its_size(db: Database) -> None:
    trial = run(db, watch(TEXT), watch(CHANGED), most=2)
    assert (trial.judged, titles(trial.gained.stories), trial.oldest) == (2, {4}, 3)
    assert trial.is_whole
    assert not run(db, watch(TEXT), watch(CHANGED), most=9, longest=0).is_whole


@pytest.mark.parametrize("apply", [False, True])
def test_a_process_does_it_one_at_a_time(db: Database, apply: bool) -> None:
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    before = db.execute("SELECT decision FROM articles").fetchall()

    async def go() -> None:
        trials = Trials()
        run = trials.begin(
            person="ana", text=CHANGED, present=TEXT, note="d", most=100, path=FILE, db=path,
            apply=apply,
        )  # fmt: skip
        broken = trials.begin(
            person="rina", text="[", present=TEXT, note="e", most=100, path=FILE, db=path
        )
        ended = trials.begin(
            person="lee", text=TEXT, present=TEXT, note="f", most=100, path=FILE, db=path
        )
        trials.end(ended)
        assert run.task
        assert broken.task
        await asyncio.wait_for(asyncio.gather(run.task, broken.task), 60)
        assert (run.state, broken.state, ended.state) == ("done", "failed", "ended")
        assert "WatchListError" in broken.error
        assert run.result
        assert run.result["judged"] == 4
        if not apply:
            assert (run.result["gained"]["number"], run.result["lost"]["number"]) == (2, 2)
        assert trials.found(run.id, "rina") is None
        assert trials.found(run.id, "ana") is run
        await trials.close()

    asyncio.run(go())
    after = db.execute("SELECT decision FROM articles ORDER BY id").fetchall()
    wanted = [("other",), ("relevant",), ("review",), ("relevant",)] if apply else before
    assert after == wanted


def test_a_process_that_is_killed_fails_its_trial_and_holds_up_no_other(db: Database) -> None:
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])

    async def go() -> None:
        trials = Trials()

        def begin(person: str) -> Run:
            return trials.begin(
                person=person, text=CHANGED, present=TEXT, note="", most=100, path=FILE, db=path
            )

        first, second = begin("ana"), begin("rina")
        pid = await begun(first)
        assert second.state == "waiting"
        os.kill(pid, signal.SIGKILL)
        assert first.task
        await asyncio.wait_for(first.task, 60)
        assert (first.state, first.error) == ("failed", "its process ended")
        again = begin("rina")  # somebody's earlier one that has not finished is ended
        pid = await begun(again)
        assert (second.state, again.state) == ("ended", "running")
        await trials.close()
        assert again.state == "ended"
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    asyncio.run(go())


async def begun(trial: Run) -> int:
    """Wait for a trial's process, and return its number."""
    for _ in range(3000):
        if trial.pid:
            return trial.pid
        await asyncio.sleep(0.02)
    raise AssertionError("the trial did not begin")
