"""Files that public bodies attach to a page: links to them, each file once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from crawler.reading.markup.parsed_page import text_in
from crawler.reading.text import tidy
from crawler.urls import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

#: Types of files that public bodies attach to a page.
_FILE = re.compile(
    r"\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|odt)\b|/(?:file)?down(?:load)?\b", re.IGNORECASE
)
#: Links to a page that shows a file, by their path or whole text.
_VIEWER = re.compile(r"viewer|/preview\b|/synap", re.IGNORECASE)
_IS_FILE = re.compile(r"\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|odt)$", re.IGNORECASE)
_TO_VIEWER = re.compile(
    r"^\W{0,9}(?:바로\s?보기|미리\s?보기|プレビュー|preview)\W{0,9}$", re.IGNORECASE
)


def files_of(links: Iterable[etree._Element], url: str) -> list[str]:
    """Return the URLs of attached files, each file once, recognised by the URL's or link's name.

    Boards link a file up to three times: by its name, to download it, and to a viewer. Links with
    the same parameters lead to one file; a viewer counts only where nothing else leads to a file.
    """
    found: dict[object, str] = {}
    viewers: dict[object, str] = {}
    for each in links:
        target, text = each.get("href", "").strip(), text_in(each)
        if not target or not (address := joined(url, target)):
            continue
        parts = urlsplit(address)
        file = (parts.netloc, frozenset(parse_qsl(parts.query)) or parts.path)
        shows = _VIEWER.search(parts.path) and not _IS_FILE.search(parts.path)
        if shows or _TO_VIEWER.match(tidy(text)):
            viewers.setdefault(file, address)
        elif _FILE.search(target) or _FILE.search(text):
            found.setdefault(file, address)
    return list((found or viewers).values())
