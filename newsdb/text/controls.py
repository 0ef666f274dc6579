"""Characters that command a terminal or turn the order of a line, in texts from outside.

They are taken out of what is read (``without_controls``), and written as escapes wherever a text
goes to a terminal or a log (``printable``): a path, an error or an old row may still hold some.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from types import TracebackType

#: C0, DEL and C1; marks, embeddings, overrides and isolates of bidirectional text; deprecated
#: format characters and annotations; halves of characters. Joiners (in emoji) and variation
#: selectors (of Japanese names) are none of them.
_CONTROLS = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\ufff9-\ufffb\ud800-\udfff"
)
_CONTROL = re.compile(f"[{_CONTROLS}]")
_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]|\r(?!\n)")

#: All of them but the end of a line and the tabulator, and the two sequences for bold text.
_UNPRINTABLE = re.compile(f"(?!\x1b\\[[01]m)[{_CONTROLS}\x0b-\x0d\x85\u2028\u2029]")


def without_controls(text: str) -> str:
    """Return ``text`` without control characters; unusual ends of lines become blanks."""
    if text.isprintable():  # told several times as fast
        return text
    return _LINE_END.sub(" ", _CONTROL.sub("", text))


def printable(text: str) -> str:
    r"""Return ``text`` for a terminal or a log, control characters as ``\u001b``.

    Ends of lines (LF), tabulators, and what switches bold text on and off stay. The escapes are
    those of JSON, so that an object stays the same object.
    """
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class PrintableStream:
    """A text stream that writes only what is ``printable``; all else is the stream's own.

    ``beneath`` is that stream, for what may command a terminal: a progress bar.
    """

    def __init__(self, beneath: TextIO) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        return self.beneath.write(printable(text))

    def writelines(self, lines: list[str]) -> None:
        self.beneath.writelines(map(printable, lines))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


class PrintableFormatter(logging.Formatter):
    """Formats a record as ``formatter`` does, its message and traceback made ``printable``."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        safe = copy.copy(record)
        safe.msg, safe.args = printable(record.getMessage()), None
        if record.exc_info:
            safe.exc_text = printable(self.formatter.formatException(record.exc_info))
        return self.formatter.format(safe)


def print_traceback(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Write a traceback to standard error, its message ``printable``; for ``sys.excepthook``."""
    sys.stderr.write(printable("".join(traceback.format_exception(kind, error, trace))))


def make_printable(handler: logging.Handler) -> None:
    """Let a handler of logs write only what is ``printable``."""
    if not isinstance(handler.formatter, PrintableFormatter):
        handler.setFormatter(PrintableFormatter(handler.formatter or logging.Formatter()))
