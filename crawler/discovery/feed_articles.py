"""An article from a feed with its full text: content:encoded, or a description that long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Reading
from crawler.reading.bodies import find_body
from crawler.reading.markup.cuts import log_cuts
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import PageReading
from crawler.reading.visible_fields import shown
from newsdb.records import dated

if TYPE_CHECKING:
    from crawler.discovery.hints import Entry
    from crawler.items import Readings
    from newsdb.articles.discovered import Link

#: A shorter text is a teaser: articles of a line or two are read from their pages.
LEAST_TEXT = 200
_CUT_OFF = re.compile(r"(?:\.\.|…|\[…\])\s{0,9}$")


def from_entry(
    link: Link, entry: Entry, *, with_summary: bool = False, least: int = LEAST_TEXT
) -> PageReading | None:
    """Return what a feed entry says about an article; None when it lacks the text.

    ``with_summary`` accepts a long description as the text if there is no content:encoded.
    ``least`` is the number of characters below which a text is a teaser.
    """
    markup = entry.text or (entry.summary if with_summary else None)
    if not markup or not link.title:
        return None
    if "<" not in markup:  # plain text: line breaks separate paragraphs
        markup = "<br>".join(markup.splitlines())
    page = parse(f"<body><div>{markup}</div></body>")
    body = find_body(page, place=page.select("body > div")[0])
    log_cuts(page, link.url)
    if body is None or sum(map(len, body.paragraphs)) < least:
        return None
    if _CUT_OFF.search(body.paragraphs[-1]):
        return None
    source = "feed content:encoded" if entry.text else "feed description"
    readings: Readings = shown(body, [link.title], source=source)
    readings.pop("published", None)  # dates mentioned in the text
    readings.pop("modified", None)
    readings["title"] = [Reading((link.title,), "feed title")]
    sources = (each.get("src") for each in page.by_tag("img"))
    image = entry.image or next((each for each in sources if each is not None), None)
    if listed := dated(link.published_at, link.published_precision):
        readings["published"] = [Reading((listed,), "feed pubDate")]
    for field, values, name in (
        ("modified", (entry.modified,), "updated"),
        ("authors", entry.authors, "author"),
        ("section", (entry.section,), "category"),
        ("image", (image,), "image"),
    ):
        if kept := tuple(filter(None, values)):
            readings[field] = [Reading(kept, f"feed {name}")]  # type: ignore[index]
    return PageReading("feed", readings)
