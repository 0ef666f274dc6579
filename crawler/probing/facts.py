"""What ``scrapy probe`` says about listings and pages besides whether they can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from w3lib.encoding import http_content_type_encoding

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import Response

    from crawler.discovery.hints import Hint

Verdict = Literal["holds", "changed", "unknown"]

#: The beginning of the first date in a feed or sitemap, as it is written there.
_DATE = re.compile(
    rb"<(?:\w{1,10}:)?(?:pubDate|pubdate|date|published|publication_date|updated|lastmod)"
    rb"[^>]{0,100}>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}(?P<date>[^<\]]{1,60})"
)

_WEEK = 7 * 24 * 3600


class Fact(NamedTuple):
    """Something a spider relies on, whether it holds, what was found, and what to edit."""

    name: str
    verdict: Verdict
    found: str
    edit: str = ""


class Page(NamedTuple):
    """What was found on an article's page, whatever its design."""

    characters: int  # of its text
    source: str  # of its text: the design's selector, a feed
    files: int
    iframes: int
    charset: str | None  # in the header


def described(hints: Sequence[Hint], articles: int, body: bytes) -> str:
    """Return what a listing holds: links, dates, rhythm, and what leads elsewhere."""
    dates = sorted(hint.published_at for hint in hints if hint.published_at)
    parts = [f"{articles} links, {len(dates)} with dates"]
    if dates:
        parts.append(f"newest {dates[-1].astimezone(KST):%Y-%m-%d %H:%M}")
        span = (dates[-1] - dates[0]).total_seconds()
        if len(dates) > 1 and span:
            parts.append(f"about {(len(dates) - 1) * _WEEK / span:.0f} a week")
    if written := _DATE.search(body):
        parts.append(f"dates as “{written['date'].decode('utf-8', 'replace').strip()}”")
    told = sorted(len(hint.entry.text or hint.entry.summary or "") for hint in hints if hint.entry)
    if told:
        parts.append(f"texts of {told[len(told) // 2]:,} characters")
    return ", ".join(parts)


def page_of(response: Response, *, characters: int, source: str, files: int) -> Page:
    """Return what is on an article's page, of which a text of ``characters`` was read."""
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return Page(
        characters,
        source,
        files,
        len(response.css("body iframe[src]")),
        http_content_type_encoding(header),
    )


def text_fact(pages: Sequence[Page]) -> Fact:
    """Return where the texts of articles stand: on the page, in a frame, in files, in the feed."""
    lengths = ", ".join(f"{page.characters:,}" for page in pages)
    parts = [f"{lengths} characters from {pages[0].source}"]
    for number, what in (
        (sum(page.files for page in pages), "files"),
        (sum(page.iframes for page in pages), "iframes"),
    ):
        if number:
            parts.append(f"{number} {what}")
    parts.append(f"charset {pages[0].charset or 'not'} in the header")
    return Fact("text of articles", "holds", ", ".join(parts))
