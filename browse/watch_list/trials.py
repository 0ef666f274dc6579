"""What the desk does with watch lists in a process of its own: trials, and judging all again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from newsdb.configuration import ROOT
from newsdb.watch_list.versions import digest

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from pathlib import Path

    from datasette.app import Datasette

#: How many of the newest articles a trial may look at.
SIZES = (1_000, 5_000, 20_000, 100_000)
#: Finished trials that are remembered, of everybody.
KEPT = 20
#: A process that says nothing for so long, in seconds, is ended.
SILENCE = 120.0
#: A line of the result is at most so long, in bytes: 200 stories with their reasons.
LONGEST_LINE = 4 * 1024 * 1024

State = Literal["waiting", "running", "done", "failed", "ended"]


@dataclass(slots=True)
class Run:
    """A trial of a text: its state, articles judged so far of ``most``, and its result.

    With ``apply`` nothing is tried: what is stored is judged again by the text.
    """

    id: str
    person: str
    text: str = field(repr=False)
    note: str  # what is to be said of the version when it is saved
    seen: str  # the digest of the list that it was compared with
    most: int
    apply: bool = False
    state: State = "waiting"
    judged: int = 0
    result: dict[str, Any] | None = None
    error: str = ""
    pid: int | None = None  # of its process, once that has been started
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in {"waiting", "running"}


class Trials:
    """All trials of a desk; they run one after the other."""

    def __init__(self) -> None:
        self._slot = asyncio.Semaphore(1)
        self._runs: OrderedDict[str, Run] = OrderedDict()

    def begin(
        self,
        *,
        person: str,
        text: str,
        present: str,
        note: str,
        most: int,
        path: Path,
        db: Path,
        compared: str | None = None,
        apply: bool = False,
    ) -> Run:
        """Start a trial; the person's earlier one that has not finished is ended.

        ``present`` is the file's text, ``compared`` what the trial compares with, if another.
        """
        for each in self._runs.values():
            if each.person == person:
                self.end(each)
        run = Run(secrets.token_hex(8), person, text, note, digest(present), most, apply)
        self._runs[run.id] = run
        # Each person has at most one that is not over, which nobody else's new one ends.
        over = [each.id for each in self._runs.values() if each.is_over]
        for key in over[: max(0, len(self._runs) - KEPT)]:
            del self._runs[key]
        asked = {
            "text": text,
            "present": present if compared is None else compared,
            "path": str(path),
            "database": str(db),
            "most": most,
            "apply": apply,
        }
        run.task = asyncio.create_task(self._work(run, asked))
        return run

    def found(self, key: str, person: str) -> Run | None:
        """Return one of a person's trials."""
        run = self._runs.get(key)
        return run if run and run.person == person else None

    def end(self, run: Run) -> None:
        """End a trial that has not finished."""
        if not run.is_over:
            run.state = "ended"
            if run.task:
                run.task.cancel()

    async def close(self) -> None:
        """End all of them, and wait until their processes are gone."""
        tasks = [run.task for run in self._runs.values() if run.task]
        for run in self._runs.values():
            self.end(run)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, run: Run, asked: dict[str, Any]) -> None:
        # What the desk is told in secret is none of its business.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("HANIL_")}
        async with self._slot:
            run.state = "running"
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "browse.watch_list.trial",
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    limit=LONGEST_LINE,
                    cwd=ROOT,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:  # no process can be had now
                run.state, run.error = "failed", f"{type(error).__name__}: {error}"
                return
            run.pid = process.pid
            try:
                await self._talk(run, process, asked)
            except (TimeoutError, ValueError, OSError) as error:
                run.state, run.error = "failed", f"{type(error).__name__}: {error}"
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    async def _talk(self, run: Run, process: Process, asked: dict[str, Any]) -> None:
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(json.dumps(asked).encode())
            await process.stdin.drain()
            process.stdin.close()
        while True:
            async with asyncio.timeout(SILENCE):
                line = await process.stdout.readline()
            if not line:
                break
            said = json.loads(line)
            run.judged = said.get("judged", run.judged)
            if "result" in said:
                run.state, run.result = "done", said["result"]
            elif "error" in said:
                run.state, run.error = "failed", said["error"]
        if run.state == "running":
            run.state, run.error = "failed", "its process ended"


_TRIALS: WeakKeyDictionary[Any, Trials] = WeakKeyDictionary()


def trials_of(desk: Datasette) -> Trials:
    """Return a desk's trials."""
    return _TRIALS.setdefault(desk, Trials())
