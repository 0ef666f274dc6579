"""Where the sentences of a Korean, Japanese or English line end, also without blanks between."""

from __future__ import annotations

import re

_QUOTES = "[\"'”’)\\]」』]*"
#: A stop behind a Korean ending, a Japanese or a loud one, one before a blank. It begins with one
#: sign, to which the engine can skip.
_SENTENCE = re.compile(
    rf"[.。!?！？](?:(?<=[다요죠음됨임함까][.!?])[.!?]*{_QUOTES}(?!\d)"
    rf"|(?<=[。!?！？])[。!?！？]*{_QUOTES}|(?<=\.){_QUOTES}(?=\s|$))"
)


def split(line: str) -> list[str]:
    """Return the sentences of a line, also where no blank stands between them."""
    parts, at = [], 0
    for end in _SENTENCE.finditer(line):
        parts.append(line[at : end.end()])
        at = end.end()
    if line[at:].strip():
        parts.append(line[at:])
    return parts
