"""Every regular expression of the project, and texts that make a careless one slow.

A pattern is slow when it tries again from every place what it tried before: ``\\s*$`` looks at a
run of n blanks n times. What provokes that is built from the pattern itself: its own words and
characters, repeated, behind what must stand before and with something behind that does not fit.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from contextlib import suppress
from functools import cache
from math import inf
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # how a pattern is built
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.time_limit import TimeLimitError, time_limit
from newsdb.text.lazy_patterns import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
#: What is ours and is no part of the program.
APART = ("tests", "benchmarks", "docs")
#: The packages of the program, found as they lie there: a new one needs no entry.
ROOMS = tuple(sorted({each.parent.name for each in ROOT.glob("*/__init__.py")} - {*APART}))

#: What acts when it is imported: the second chooses the folder in which the process works.
ACTING = ("__main__", "hanil_news_watch.settings")

#: Pauses of a text that no pattern names: blanks of several kinds, letters, signs.
GENERIC = (" ", " \n", "a", "A", "0", ".", "-", "가", "あ", "ア", "漢", "[")

#: What no pattern ends with: a control character, then letters.
MISFIT = "\x00가a"

#: What holds no pattern: most of what modules hold, and not worth a call each.
_PLAIN = (str, bytes, int, float, type(None))

_CALLS = frozenset("compile search match fullmatch split findall finditer sub subn".split())


class Found(NamedTuple):
    """A pattern and where it stands."""

    where: str
    pattern: re.Pattern[Any]


def modules() -> list[str]:
    """Return the names of all modules of the project that can be imported without an effect."""
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return [each.removesuffix(".__init__") for each in names if not each.endswith(ACTING)]


@cache
def patterns_of(name: str) -> list[Found]:
    """Return the patterns that a module holds, and those that are written inside its functions."""
    module = importlib.import_module(name)
    found: dict[re.Pattern[Any], str] = {}
    for where, pattern in _held(vars(module), name, {}):
        found.setdefault(pattern, where)
    assert module.__file__ is not None
    for line, pattern in _written(Path(module.__file__), vars(module)):
        found.setdefault(pattern, f"{name}:{line}")
    return [Found(where, pattern) for pattern, where in found.items()]


def _held(value: Any, where: str, seen: dict[int, Any]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns in a module's values: containers, classes, objects, closures."""
    if isinstance(value, LazyPattern):
        value = value.compiled()
    if isinstance(value, re.Pattern):
        yield where, value
        return
    if id(value) in seen or isinstance(value, _PLAIN):
        return
    seen[id(value)] = value  # kept, so that its number is not given away again
    if isinstance(value, dict | list | tuple | set | frozenset):
        for each, inside in _parts(value, where):
            yield from _held(each, inside, seen)
    elif not str(getattr(value, "__module__", type(value).__module__)).startswith(ROOMS):
        return
    elif callable(value) and hasattr(value, "__closure__"):
        yield from _held([each.cell_contents for each in value.__closure__ or ()], where, seen)
        yield from _held([value.__defaults__, value.__kwdefaults__], where, seen)
    else:
        slots = getattr(type(value), "__slots__", ())
        yield from _held(dict(getattr(value, "__dict__", {})), where, seen)
        yield from _held([getattr(value, each, None) for each in slots], where, seen)


def _parts(value: Any, where: str) -> Iterator[tuple[Any, str]]:
    """Yield what a container holds and may itself hold a pattern, and where it stands."""
    for key in value:
        if not isinstance(key, _PLAIN):
            yield key, where
        if isinstance(value, dict) and not isinstance(value[key], _PLAIN):
            yield value[key], f"{where}.{key}" if isinstance(key, str) else where


class _Names(dict[str, Any]):
    """What stands in a pattern that is put together in a function: a word for each argument."""

    def __missing__(self, name: str) -> Any:
        return "낱말"


def _written(file: Path, names: dict[str, Any]) -> Iterator[tuple[int, re.Pattern[Any]]]:
    """Yield the patterns that calls of ``re`` name, also inside functions."""
    text = file.read_text(encoding="utf-8")
    if not re.search(r"\bre\s*\.", text):
        return
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        if node.func.attr not in _CALLS or isinstance(node.args[0], ast.Name):
            continue  # a name is a pattern that is put together elsewhere
        flags = next((each.value for each in node.keywords if each.arg == "flags"), None)
        if flags is None and node.func.attr == "compile" and len(node.args) > 1:
            flags = node.args[1]
        builtins = importlib.import_module("builtins")
        known = _Names({**vars(builtins), **names})
        given = [
            eval(compile(ast.Expression(each), str(file), "eval"), {}, known)  # noqa: S307 our own code
            for each in (node.args[0], *([flags] if flags else ()))
        ]
        yield node.lineno, given[0] if isinstance(given[0], re.Pattern) else re.compile(*given)


def _class_samples(items: list[tuple[Any, Any]]) -> list[str]:
    """Return characters that a class in brackets holds, and one that it does not when negated."""
    kinds = {
        _constants.CATEGORY_SPACE: " ",
        _constants.CATEGORY_DIGIT: "0",
        _constants.CATEGORY_WORD: "a",
        _constants.CATEGORY_NOT_SPACE: "a",
        _constants.CATEGORY_NOT_DIGIT: "a",
        _constants.CATEGORY_NOT_WORD: ".",
    }
    if items and items[0][0] is _constants.NEGATE:
        return ["\x01", "a", " "]
    found = []
    for kind, value in items:
        if kind is _constants.LITERAL:
            found.append(chr(value))
        elif kind is _constants.RANGE:
            found.append(chr(value[0]))
        elif kind is _constants.CATEGORY:
            found.append(kinds[value])
    return found


def _sample(parsed: Any) -> str:
    """Return a text that a part of a pattern matches, the shortest that is not empty."""
    text = ""
    for kind, value in parsed:
        if kind is _constants.LITERAL:
            text += chr(value)
        elif kind in {_constants.ANY, _constants.NOT_LITERAL}:
            text += "a"
        elif kind is _constants.IN:
            text += _class_samples(value)[0]
        elif kind is _constants.BRANCH:
            text += _sample(value[1][0])
        elif kind is _constants.SUBPATTERN:
            text += _sample(value[3])
        elif kind is _constants.ATOMIC_GROUP:
            text += _sample(value)
        elif kind in _REPEATS:
            text += _sample(value[2]) * value[0]
    return text


_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}


class _Provocations:
    """What to repeat, and what to put before: collected along a pattern's tree."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        text = pattern.pattern
        parsed = _parser.parse(
            text if isinstance(text, str) else text.decode("latin-1"),
            pattern.flags & ~re.UNICODE if isinstance(text, bytes) else pattern.flags,
        )
        self.tokens: dict[str, None] = {}
        self.words: dict[str, None] = {}
        self.repeats: dict[tuple[str, str], None] = {}
        self._walk(parsed, "")

    def _walk(self, parsed: Any, before: str) -> None:
        word = ""
        for kind, value in parsed:
            if kind is _constants.LITERAL:
                word += chr(value)
                self.tokens[chr(value)] = None
            else:
                self._word(word)
                word = ""
            if kind is _constants.IN:
                self.tokens |= dict.fromkeys(_class_samples(value)[:4])
            elif kind in _REPEATS:
                for pump in self._pumps(value[2]):
                    self.repeats[before, pump] = None
                self._walk(value[2], before)
            elif kind is _constants.BRANCH:
                for branch in value[1]:
                    self._walk(branch, before)
            elif kind is _constants.SUBPATTERN:
                self._walk(value[3], before)
            elif kind is _constants.ATOMIC_GROUP:
                self._walk(value, before)
            elif kind in {_constants.ASSERT, _constants.ASSERT_NOT}:
                self._walk(value[1], before)
            before += _sample([(kind, value)])
        self._word(word)

    def _word(self, word: str) -> None:
        if len(word) > 1:
            self.words[word] = None

    @staticmethod
    def _pumps(inside: Any) -> list[str]:
        if len(inside) == 1 and inside[0][0] is _constants.IN:
            return _class_samples(inside[0][1])[:3]
        return [sample] if (sample := _sample(inside)) else []


def provocations(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what to put before, what to repeat, and what to put behind it."""
    told = _Provocations(pattern)
    tokens = list(told.tokens)[:24]
    words = list(told.words)[:12]
    ends = [MISFIT, *words[:1]]
    for pump in dict.fromkeys([*GENERIC, *tokens, *words, *(f"{each} " for each in words)]):
        for behind in ends:
            yield "", pump, behind
    yield MISFIT, " ", MISFIT  # behind a first match
    few = tokens[:8]
    for one in few:
        for other in few:
            if one != other:
                yield "", one + other, MISFIT
    for before, pump in list(told.repeats)[:40]:
        yield before, pump, MISFIT
        yield "", before + pump, MISFIT


#: Texts of so many characters are tried; what is exponential is known by the first.
LENGTHS = (24, 1024)
#: Most patterns are done with the longest of them in less; what is slower is measured.
SUSPICIOUS = 6e-4
#: A text takes no longer than its eight parts one by one, give or take; quadratic is 8 times.
PARTS, GROWTH = 8, 3.0
#: No noise makes eight times out of this, so once is enough.
CLEARLY_LINEAR = 1.5
#: Nor this out of once, if it is seen as often as ROUNDS says, nor that even if it is seen once.
CLEARLY_SUPERLINEAR, BEYOND_NOISE = 5.0, 20.0
#: How often both are measured; the least counts, since a busy machine only adds.
ROUNDS = 3
#: How often the whole is measured again before it counts as too slow.
DOUBTFUL_ROUNDS = 9
#: Seconds after which nobody waits for more.
ENDLESS = 0.4


class _Provoked:
    """A pattern at work on texts of any length that are made of the same parts."""

    def __init__(self, pattern: re.Pattern[Any], parts: tuple[str, str, str]) -> None:
        self._pattern, self.parts = pattern, parts

    def text(self, length: int) -> Any:
        before, pump, behind = self.parts
        given = before + pump * max(1, length // len(pump)) + behind
        return given if isinstance(self._pattern.pattern, str) else given.encode("utf-8")

    def seconds(self, text: Any, *, times: int = 1) -> float:
        """Return the CPU seconds that finding all matches takes; a limit around it may end it."""
        started = time.thread_time()
        for _ in range(times):
            for _match in self._pattern.finditer(text):
                pass
        return time.thread_time() - started

    def limited_seconds(self, text: Any, *, times: int = 1) -> float:
        """Return the same, or infinity where it would be more than ENDLESS."""
        with suppress(TimeLimitError), time_limit(ENDLESS):
            return self.seconds(text, times=times)
        return inf


@cache
def superlinear(pattern: re.Pattern[Any]) -> tuple[str, str, str] | None:
    """Return the provocation for which the time of ``pattern`` grows faster than the text."""
    for each, seconds in _suspicious(pattern):
        for length in LENGTHS:
            taken = seconds.get(length)
            if not _is_clearly_linear(each, length, taken) and _grows(each, length, taken):
                return each.parts
    return None


def _suspicious(pattern: re.Pattern[Any]) -> Iterator[tuple[_Provoked, dict[int, float]]]:
    """Yield what a pattern is not done with at once, and what texts took, by their length.

    Most patterns are, with all texts together: a limit for each would cost more than they do.
    """
    to_try = iter([_Provoked(pattern, parts) for parts in provocations(pattern)])
    done = False
    while not done:
        tried: _Provoked | None = None
        seconds: dict[int, float] = {}
        with suppress(TimeLimitError), time_limit(ENDLESS):
            for tried in to_try:
                seconds = {}
                for length in LENGTHS:
                    seconds[length] = tried.seconds(tried.text(length))
                if max(seconds.values()) > SUSPICIOUS:
                    break
            else:
                done = True
        if tried and not done:
            yield tried, seconds


def _is_clearly_linear(provoked: _Provoked, length: int, seconds: float | None) -> bool:
    """Return whether an eighth of the text, which costs little to try, shows what all takes."""
    if seconds is None or seconds < SUSPICIOUS:
        return False
    part = provoked.text(max(1, length // PARTS))
    part_takes = min(provoked.limited_seconds(part) for _ in range(2))
    return seconds < CLEARLY_LINEAR * PARTS * part_takes < inf


def _grows(provoked: _Provoked, length: int, seconds: float | None) -> bool:
    """Return whether the time grows faster than the text.

    ``seconds`` is what a text of this length took, None where it was not waited for.
    """
    part, whole = provoked.text(max(1, length // PARTS)), provoked.text(length)
    parts_take = inf
    whole_takes = inf if seconds is None else seconds
    if whole_takes >= SUSPICIOUS:  # twice, since others on the machine may have held the first up
        whole_takes = min(whole_takes, provoked.limited_seconds(whole))
    if whole_takes < SUSPICIOUS:
        return False
    for _ in range(ROUNDS):
        parts_take = min(parts_take, provoked.limited_seconds(part, times=PARTS))
        if whole_takes < CLEARLY_LINEAR * parts_take < inf:
            return False
        if parts_take == inf or whole_takes >= BEYOND_NOISE * parts_take:
            return True
        whole_takes = min(whole_takes, provoked.limited_seconds(whole))
    for _ in range(DOUBTFUL_ROUNDS):
        if whole_takes < GROWTH * parts_take:
            return False
        if whole_takes >= CLEARLY_SUPERLINEAR * parts_take:
            return True
        whole_takes = min(whole_takes, provoked.limited_seconds(whole))
    return whole_takes >= GROWTH * parts_take
