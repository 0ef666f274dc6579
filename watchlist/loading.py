"""Loads a watch list: the shipped one, with a user's over it; reports every fault with its line.

Half a list is worse than none, so a list with any fault is rejected as a whole.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from watchlist.building import build
from watchlist.entries import FileEntry
from watchlist.sources import Source, WatchListError

if TYPE_CHECKING:
    from watchlist.watch_list import WatchList

__all__ = ["SHIPPED", "WatchListError", "load", "load_text"]

SHIPPED = Path(__file__).parent / "watchlist.toml"

#: A larger file was not written by a person, and would take minutes to parse.
LARGEST_FILE = 16 * 1024 * 1024  # bytes


def load(path: Path | None = None, *over: Path) -> WatchList:
    """Return the shipped watch list, with ``path`` layered over it and ``over`` on top.

    A list with ``replaces = true`` is used without the shipped one. Raises WatchListError, whose
    message has a line for each fault with file, line and cause.
    """
    own = [path] if path else []
    below = [] if path and _read(path)[1].replaces else [SHIPPED]
    return _built(*((each, _content(each)) for each in (*below, *own, *over)))


def load_text(text: str, path: Path) -> WatchList:
    """Return what ``load(path)`` would if the file had this text; raises WatchListError."""
    raw = text.encode("utf-8", "surrogatepass")
    below = [] if _parsed(path, raw)[1].replaces else [(SHIPPED, _content(SHIPPED))]
    return _built(*below, (path, raw))


@functools.lru_cache(maxsize=4)
def _built(*files: tuple[Path, bytes]) -> WatchList:
    """Build a list once for as long as its files stay as they are: it takes 0.3 s of CPU time."""
    return build([_parsed(*each) for each in files])


def _read(path: Path) -> tuple[Source, FileEntry]:
    return _parsed(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WatchListError(f"{path} can't be read: {error.strerror}") from error


@functools.lru_cache(maxsize=4)
def _parsed(path: Path, raw: bytes) -> tuple[Source, FileEntry]:
    if len(raw) > LARGEST_FILE:
        size = f"{len(raw) / 1024 / 1024:.0f} MB"
        raise WatchListError(f"{path}: {size} is too large (at most 16 MB)")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WatchListError(f"{path}, line {line}: it is not UTF-8 text") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WatchListError(f"{path}, {_toml_fault(error, text)}") from error
    except RecursionError as error:
        raise WatchListError(f"{path}: it is nested too deeply") from error
    except ValueError as error:  # of Python itself: a number of too many digits
        raise WatchListError(f"{path}: it is not valid TOML: {error}") from error
    source = Source(path, text)
    if not values:
        raise WatchListError(f"{path}: it is empty")
    try:
        return source, FileEntry.model_validate(values)
    except ValidationError as error:
        faults: dict[tuple[int | str, ...], str] = {}
        for each in error.errors():
            # Where several types are allowed, pydantic adds the type to the location.
            location = tuple(part for part in each["loc"] if "[" not in str(part))
            problem = _problem(each["type"], each["msg"])
            faults.setdefault(location, source.error(location, problem, _value(each["input"])))
        raise WatchListError("\n".join(dict.fromkeys(faults.values()))) from error


def _toml_fault(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Return the line and the cause of invalid TOML."""
    message, _, place = str(error).rpartition(" (at ")
    if found := re.match(r"line (\d+), column (\d+)", place):
        return f"line {found[1]}: it is not valid TOML: {message} (column {found[2]})"
    return f"line {len(text.splitlines())}: it is not valid TOML: {message} (at the end)"


def _problem(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "no such key (see the comments at the top of watchlist.toml)"
    return f"{message[:1].lower()}{message[1:]}"


def _value(value: object) -> str:
    return value if isinstance(value, str) else ""
