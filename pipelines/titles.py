"""Headlines as printed: entities decoded, the site's name off its end, tags listed."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[A-Za-z]{2,10});")
_SEPARATOR = r"\s*(?:[-|:<>–—·｜]|::|：)\s*"
_TAG = (
    r"(?:\[[^\[\]]{1,14}\]|【[^【】]{1,14}】|\((?:종합|속보|상보|단독|전문|영상|\d보|종합\d보)\))"
)
_LEADING = re.compile(rf"^\s*({_TAG})")
_TRAILING = re.compile(rf"({_TAG})\s*$")


def decode(text: str) -> str:
    """Return ``text`` with HTML entities decoded, also where they were escaped twice, in NFC."""
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def without_site(title: str, site_names: Iterable[str]) -> str:
    """Return ``title`` without the site's name that pages add behind it (`` - 파이낸셜뉴스``)."""
    for name in site_names:
        shorter = re.sub(rf"{_SEPARATOR}{re.escape(name)}\s*$", "", title, flags=re.IGNORECASE)
        if shorter and shorter != title:
            return shorter.strip()
    return title


def tags(title: str) -> tuple[str, ...]:
    """Return the bracketed tags at either end of a title: [속보], (종합2보), 【独自】."""
    found: list[str] = []
    while match := _LEADING.match(title):
        found.append(match[1])
        title = title[match.end() :]
    behind: list[str] = []
    while match := _TRAILING.search(title):
        behind.insert(0, match[1])
        title = title[: match.start()]
    return (*found, *behind)
