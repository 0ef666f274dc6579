"""Headlines as printed: entities decoded, the site's name removed, tags listed."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from newsdb.text.composing import composed
from newsdb.text.controls import without_controls
from newsdb.text.folding import skeleton
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The ideographic space is not collapsed: Japanese headlines are set with it.
_BLANKS = lazy(r"[^\S\u3000][^\S\u3000]*")
_ENTITY = lazy(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[A-Za-z]{2,10});")
#: Signs that sites use between headline, section and name and headlines hardly ever; ``ㅣ`` is a
#: vowel that stands for a bar.
_BARS = r"|｜ㅣ│∣¦•‖»«›‹"
_SEPARATOR = rf"\s{{0,4}}(?:[-:<>–—·/~{_BARS}]|::|：)\s{{0,4}}"
_BEHIND = lazy(rf"\s{{0,4}}(?:[<>·:：{_BARS}]|\s[-–—~/]\s)|\s[\[(（【]")
_LAST_PART = lazy(rf"\s{{0,4}}(?:[{_BARS}]|::|\s[-–—:]\s|：)[^：{_BARS}]{{2,30}}$")
#: An outlet in brackets, known by how such names end.
_OUTLET_BEHIND = lazy(
    r"\s?[\[(（【][^\[\]()（）【】]{0,20}(?:뉴스|일보|신문|경제|방송|미디어|타임[스즈]|투데이|데일리"
    r"|新聞|ニュース|通信|News|Times|Herald)[\])）】]$"
)
_BARRED = lazy(rf"\s{{0,4}}[{_BARS}]\s{{0,4}}")
_SHORTEST = 6  # characters; what is shorter is a word, not a headline
_TAG = (
    r"(?:\[[^\[\]]{1,14}\]|【[^【】]{1,14}】|\((?:종합|속보|상보|단독|전문|영상|\d보|종합\d보)\))"
)
_LEADING = lazy(rf"^\s*({_TAG})")
_TRAILING = lazy(rf"({_TAG})\s*$")


def decode(text: str) -> str:
    """Return ``text`` in NFC with HTML entities decoded, even if escaped twice."""
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return composed(_BLANKS.sub(" ", without_controls(text)).strip())


def without_site(title: str, site_names: Iterable[str]) -> str:
    """Return ``title`` without the site's name behind it (`` - 파이낸셜뉴스``, `` [매체]``)."""
    for name in site_names:
        escaped = re.escape(name)
        shorter = re.sub(
            rf"(?:{_SEPARATOR}{escaped}|\s{{0,4}}[\[(（【<]\s?{escaped}\s?[\])）】>])\s{{0,4}}$",
            "",
            title,
            flags=re.IGNORECASE,
        )
        if shorter and shorter != title:
            return shorter.strip()
    return title


def without_site_before(title: str, site_names: Iterable[str]) -> str:
    """Return ``title`` without the site's name before it (``파이낸셜뉴스 - ``)."""
    for name in site_names:
        escaped = re.escape(name)
        match = re.match(
            rf"\s{{0,4}}[\[【]?{escaped}[\]】]?{_SEPARATOR}(?=\S)", title, re.IGNORECASE
        )
        if match and len(title) - match.end() >= _SHORTEST:
            return title[match.end() :].strip()
    return title


def uncut(title: str, others: Iterable[str]) -> str:
    """Return the one of ``others`` of which ``title`` is what stands before a quotation mark.

    A raw quotation mark ends an attribute of HTML: ``content="공방들 "함께" 협약"``.
    """
    for other in others:
        rest = other.removeprefix(title.rstrip()).lstrip()
        if title and rest != other.lstrip() and rest[:1] in {'"', "'"}:
            return other
    return title


def without_last_part(title: str) -> str:
    """Return a page's ``<title>`` without what sites add to the headline."""
    first, *_ = title.split(" < ")
    shorter = without_barred_parts(first)
    return shorter if shorter != first else _LAST_PART.sub("", first) or title


def without_barred_parts(title: str) -> str:
    """Return a title without section and site behind bars, or an outlet in brackets behind it."""
    parts = _BARRED.split(title)
    longest = max(parts, key=len)
    if len(parts) > 1:  # 見出し | 経済 | 某新聞; some put the paper's name before the headline
        return parts[0] if len(parts[0]) * 2 >= len(longest) else longest
    return _OUTLET_BEHIND.sub("", title) or title


def shortest(title: str, others: Iterable[str]) -> str:
    """Return the one of ``others`` that ``title`` extends by a site's name, else ``title``."""
    for other in others:
        rest = title.removeprefix(other)
        if len(other) >= _SHORTEST and rest != title and _BEHIND.match(rest):
            return other
    return title


def printed(title: str, heading: str | None, others: Iterable[str]) -> str:
    """Return the page's own heading if another source confirms it, else ``title``.

    The headline meant for other sites (``og:title``) is sometimes older or longer.
    """
    same = skeleton(heading or "")
    if same and same != skeleton(title) and any(skeleton(other) == same for other in others):
        return heading or title
    return title


def tags(title: str) -> tuple[str, ...]:
    """Return the bracketed tags at either end of a title: [속보], (종합2보), 【独自】."""
    found: list[str] = []
    while match := _LEADING.match(title):
        found.append(match[1])
        title = title[match.end() :]
    trailing: list[str] = []
    while match := _TRAILING.search(title):
        trailing.insert(0, match[1])
        title = title[: match.start()]
    return (*found, *trailing)
