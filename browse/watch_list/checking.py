"""What is wrong with the text of a watch list, line by line, or what it consists of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from watchlist import WatchListError
from watchlist.loading import SHIPPED, load, load_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchlist import WatchList

#: A list with more faults has one that is repeated.
MOST_FAULTS = 100

_LINE = re.compile(r", line (\d{1,9}): ")


class Fault(NamedTuple):
    """What is wrong; ``line`` is that of the text, None where it is no line of it."""

    line: int | None
    problem: str
    in_shipped: bool = False  # a rule or name of the shipped list that no longer holds

    def said(self) -> str:
        """Return it in a sentence."""
        return f"line {self.line}: {self.problem}." if self.line else f"{self.problem}."


@dataclass(frozen=True, slots=True)
class Checked:
    """A text's faults, or without any the list that it makes on top of the shipped one."""

    faults: tuple[Fault, ...]
    watch: WatchList | None

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of concepts, names and rules."""
        if self.watch is None:
            return {}
        concepts = self.watch.concepts.values()
        return {
            "concepts": len(concepts),
            "names": sum(len(each.spellings) for each in concepts),
            "rules": len(self.watch.rules),
        }


def check(text: str, path: Path) -> Checked:
    """Check a text as the content of the file ``path``; it is not read. Takes 0.3 s of CPU."""
    return _checked(lambda: load_text(text, path), path)


def check_file(path: Path) -> Checked:
    """Check a file as crawls read it, of whatever size."""
    return _checked(lambda: load(path), path)


def _checked(build: Callable[[], WatchList], path: Path) -> Checked:
    try:
        return Checked((), build())
    except WatchListError as error:
        faults = [_fault(line, path) for line in str(error).splitlines()]
        return Checked(tuple(faults[:MOST_FAULTS]), None)


def _fault(said: str, path: Path) -> Fault:
    """Take a message apart, which begins with a path that means nothing to who edits here."""
    for file in (path, SHIPPED):
        if not said.startswith(str(file)):
            continue
        rest = said.removeprefix(str(file))
        if found := _LINE.match(rest):
            problem, line = rest[found.end() :], int(found[1])
        else:
            problem, line = rest.removeprefix(": "), None
        is_own = file == path
        return Fault(line if is_own else None, problem, in_shipped=not is_own)
    return Fault(None, said)
