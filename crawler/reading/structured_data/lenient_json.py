"""JSON as people and templates write it, read as far as it goes."""

from __future__ import annotations

import json
import re
from typing import Any

#: Levels that are read.
DEEPEST = 50

#: What old pages put around a script, longest first where one begins another.
_OPENINGS = ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[")
_CLOSINGS = ("-->", "//]]>", "/*]]>*/", "]]>")

_BLANKS = re.compile(r"[\s\ufeff]+")
_COMMENTS = {"//": "\n", "/*": "*/"}
_PLAIN = re.compile(r"[^\"\\]+")
_PLAIN_SINGLE = re.compile(r"[^'\\]+")
_WORD = re.compile(r"[^\s,:{}\[\]\"'/]{1,500}")
_HEX = re.compile(r"[\da-fA-F]{4}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS = {"true": True, "false": False}
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?$")

#: What follows the quotation mark that ends a name, a value in an object or one in a list; a
#: mark that something else follows is part of the text. They are tried on the next characters.
_AFTER = 300
_AFTER_NAME = re.compile(r"^\s{0,99}:")
_AFTER_VALUE = re.compile(
    r"^\s{0,99}(?:$|[}\]]|//|/\*|,\s{0,99}(?:$|[}\],]|//|/\*|[\"'][^\"'\n]{1,80}[\"']\s{0,9}:"
    r"|[A-Za-z_$@][\w$@-]{0,60}\s{0,9}:)|[\"'][\w@]{1,40}[\"']\s{0,9}:)"
)
_AFTER_ITEM = re.compile(r"^\s{0,99}(?:$|[\]}]|//|/\*|,\s{0,99}(?:$|[\]}\"'{\[\d,]|//|/\*))")

#: How many texts whose end can't be told may end at the first mark instead.
_MOST_GUESSES = 3


def values_in_wrapping(script: str) -> list[Any] | None:
    """Return the value of proper JSON, in a comment perhaps; None when it is none."""
    try:
        return [json.loads(_unwrapped(script), strict=False)]
    except (ValueError, RecursionError):
        return None


def repaired(script: str, longest: int) -> list[Any]:
    """Return the values in the first ``longest`` characters of a script of broken JSON.

    Comments, trailing and missing commas, quotation marks in texts, single ones around them,
    names without any, empty values and missing brackets are understood, in time proportional to
    the length.
    """
    return _Reader(_unwrapped(script)[:longest]).values()


def _unwrapped(script: str) -> str:
    """Return a script without the comment around it and the semicolon behind it."""
    text = script.strip()
    for opening in _OPENINGS:
        text = text.removeprefix(opening)
    text = text.rstrip().removesuffix(";").rstrip()
    for closing in _CLOSINGS:
        text = text.removesuffix(closing)
    return text.strip()


class _Reader:
    """Reads values from a position on; every method leaves it behind what it has read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.guesses = 0

    def values(self) -> list[Any]:
        """Return the objects and lists at the top level."""
        found: list[Any] = []
        while (next_one := self._next()) is not None:
            if next_one in "{[":
                found.append(self._value(0))
            else:
                self.at += 1
        return found

    def _next(self) -> str | None:
        """Return the next character that is no blank or comment; None at the end."""
        while True:
            first = self.text[self.at : self.at + 1]
            if first == "/":
                if (ends := _COMMENTS.get(self.text[self.at : self.at + 2])) is None:
                    return first
                end = self.text.find(ends, self.at + 2)
                self.at = end + len(ends) if end >= 0 else len(self.text)
            elif (first.isspace() or first == "\ufeff") and (
                match := _BLANKS.match(self.text, self.at)
            ):
                self.at = match.end()
            else:
                return first or None

    def _value(self, depth: int, after: re.Pattern[str] = _AFTER_VALUE) -> Any:
        first = self._next()
        if first is None or first in ",}]":
            return None
        if first in "{[" and depth < DEEPEST:
            self.at += 1
            return self._object(depth + 1) if first == "{" else self._list(depth + 1)
        if first in "\"'":
            return self._string(after)
        if match := _WORD.match(self.text, self.at):
            self.at = match.end()
            word = match[0]
            return float(word) if _NUMBER.match(word) else _WORDS.get(word)
        self.at += 1
        return None

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (first := self._next()) is not None:
            if first == "}":
                self.at += 1
                break
            if first == "]" and depth > 1:  # a brace is missing
                break
            if first in "\"'":
                name = self._string(_AFTER_NAME)
            elif match := _WORD.match(self.text, self.at):
                name, self.at = match[0], match.end()
            else:
                self.at += 1
                continue
            if self._next() == ":":
                self.at += 1
                found.setdefault(name, self._value(depth))
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while (first := self._next()) is not None:
            if first == "]":
                self.at += 1
                break
            if first == "}":  # a bracket is missing
                break
            if first in ",:":
                self.at += 1
            else:
                found.append(self._value(depth, _AFTER_ITEM))
        return found

    def _string(self, after: re.Pattern[str]) -> str:
        """Return the text up to the mark that ``after`` follows."""
        mark = self.text[self.at]
        plain = _PLAIN if mark == '"' else _PLAIN_SINGLE
        self.at += 1
        parts: list[str] = []
        first: tuple[int, int] | None = None  # where it may have ended: parts and position
        while self.at < len(self.text):
            if match := plain.match(self.text, self.at):
                parts.append(match[0])
                self.at = match.end()
            elif self.text[self.at] == "\\":
                parts.append(self._escape())
            else:
                self.at += 1
                if after.match(self.text[self.at : self.at + _AFTER]):
                    break
                first = first or (len(parts), self.at)
                parts.append(mark)
        else:
            if first and self.guesses < _MOST_GUESSES:
                self.guesses += 1
                del parts[first[0] :]
                self.at = first[1]
        return _joined_surrogates("".join(parts))

    def _escape(self) -> str:
        """Return the character that the escape at the position means."""
        character = self.text[self.at + 1 : self.at + 2]
        if character == "u" and (match := _HEX.match(self.text, self.at + 2)):
            self.at += 6
            return chr(int(match[0], 16))
        self.at += 2
        return _ESCAPES.get(character, character)


def _joined_surrogates(text: str) -> str:
    """Return ``text`` with the halves of characters that are escaped in two made one."""
    if text.isascii():
        return text
    return text.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
