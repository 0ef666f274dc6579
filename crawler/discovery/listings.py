"""Links out of feeds (RSS, Atom, RDF), news sitemaps, list and search pages: pure functions."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.reading.text import lines, tidy
from crawler.urls import joined
from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import date

    from parsel import Selector

    from crawler.sources import ListPage


class Hint(NamedTuple):
    """What a listing says about one article."""

    url: str
    title: str | None
    published_at: datetime | None
    entry: Entry | None = None
    modified_at: datetime | None = None

    def is_before(self, day: date) -> bool:
        """Return whether the article is known to have appeared before ``day`` began in Seoul."""
        return bool(self.published_at and self.published_at.astimezone(KST).date() < day)


class Entry(NamedTuple):
    """What a feed says about an article besides its URL; some contain all of it."""

    text: str | None  # content:encoded, or Atom's content: markup
    summary: str | None  # description: markup, a sentence or the whole text
    authors: tuple[str, ...] = ()
    section: str | None = None
    modified: str | None = None
    image: str | None = None


class ListingError(Exception):
    """A response is not the expected listing; the message says what it is instead."""


def feed_hints(body: bytes, base: str, *, unreadable: list[str] | None = None) -> list[Hint]:
    """Return the entries of an RSS, Atom or RDF feed, or of a news sitemap.

    Entities that the document itself defines are not expanded (a feed can't make the crawl grow).
    An entry that can't be read costs itself only: ``unreadable`` gets what is wrong with it.
    Raises ListingError when it is none of these.
    """
    root = _parse(body)
    if root is None or _local(root) not in {"rss", "feed", "RDF", "urlset", "sitemapindex"}:
        what = f"<{_local(root)}>" if root is not None else "nothing readable"
        raise ListingError(f"{base} is not a feed or sitemap: it holds {what}")
    hints = []
    for entry in root.iter("{*}item", "{*}entry", "{*}url"):
        try:
            if hint := _hint(entry, base):
                hints.append(hint)
        except Exception as error:
            if unreadable is not None:
                unreadable.append(f"entry {len(hints) + len(unreadable) + 1}: {error!r}")
    return hints


def _hint(entry: etree._Element, base: str) -> Hint | None:
    """Return what an entry says of an article; None when it names no address."""
    if not (url := _link(entry)):
        return None
    if not (absolute := joined(base, url)):
        if url.lower().startswith(("http:", "https:")):
            raise ValueError(f"{url[:200]} is no address")
        return None
    title = _child_text(entry, "title")
    date = _child_text(entry, *_DATES)
    changed = listing_date(_child_text(entry, *_CHANGED))
    return Hint(absolute, title, listing_date(date), _entry(entry), changed)


#: Namespaces of what describes pictures and films.
_MEDIA = re.compile(r"/sitemap-(?:image|video)/|/mrss\b")

_CHANGED = ("updated", "modified", "lastmod")
#: Elements with the publication time; the Korea Times writes ``pubdate``.
_DATES = (
    *("pubDate", "pubdate", "published", "date", "issued", "publication_date"),
    *_CHANGED,
)


def _entry(item: etree._Element) -> Entry | None:
    """Return what an item says besides URL, title and date; None when that is nothing."""
    media = (each.get("url") for each in item.iter("{*}enclosure", "{*}content", "{*}thumbnail"))
    authors = (tidy(_text(each)) for each in item.iter("{*}creator", "{*}author"))
    entry = Entry(
        text=_markup(item, "encoded", "content"),
        summary=_markup(item, "description", "summary"),
        authors=tuple(dict.fromkeys(filter(None, authors))),
        section=_child_text(item, "category", "subject"),
        modified=_child_text(item, "updated", "modified"),
        image=next((url for url in media if url), None),
    )
    return entry if any(entry._replace(modified=None)) else None


def _markup(item: etree._Element, *names: str) -> str | None:
    """Return the unchanged text of the first non-empty child with one of ``names``."""
    for child in item.iterchildren(*(f"{{*}}{name}" for name in names)):
        if not _describes_media(child) and (text := _text(child)).strip():
            return text
    return None


def nested_sitemaps(body: bytes, base: str) -> list[str]:
    """Return the URLs in a sitemap index; an empty list when it isn't an index."""
    root = _parse(body)
    if root is None or _local(root) != "sitemapindex":
        return []
    found = (_child_text(each, "loc") for each in root.iter("{*}sitemap"))
    return [absolute for url in found if url and (absolute := joined(base, url))]


def list_hints(page: Selector, listing: ListPage) -> list[Hint]:
    """Return the articles that a list or search page shows, in its order."""
    hints = []
    for item in page.css(listing.items):
        for link in item.css(listing.link)[:1]:
            if absolute := joined(listing.url, link.root.get("href", "")):
                title = tidy(" ".join(lines(link.root))) or None
                dates = item.css(listing.date) if listing.date else []
                shown = (listing_date(tidy(" ".join(lines(each.root)))) for each in dates)
                hints.append(Hint(absolute, title, next(filter(None, shown), None)))
    return hints


_NUMERIC = re.compile(
    r"(?P<year>20\d\d)[-./](?P<month>\d\d?)[-./](?P<day>\d\d?)\.?"
    r"(?:[ T]+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?"
)


_NO_BLANK = re.compile(r"(?<=^[A-Z][a-z]{2}),(?=\d)")
_ODD_ZONE = re.compile(r" ?(?:GMT|UTC)(?P<sign>[+-])(?P<hours>\d)$")  # GMT+9


#: What is dated outside of these years tells no date.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def listing_date(text: str | None) -> datetime | None:
    """Parse a listing's date: RFC 822, ISO 8601 or ``2025.11.25 16:36``; no zone means +09:00.

    Only a hint (the page itself decides), so any other form gives None.
    """
    if not text:
        return None
    text = _ODD_ZONE.sub(r" \g<sign>0\g<hours>00", _NO_BLANK.sub(", ", text.strip()))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return None  # 9999 says never; in another zone it would be the year 10000
        # parsedate_to_datetime gives a naive time for "-0000" and for no zone at all.
        return moment if moment.tzinfo else moment.replace(tzinfo=KST)
    if match := _NUMERIC.search(text):
        parts = {name: int(value) for name, value in match.groupdict("0").items()}
        try:
            return datetime(**parts, tzinfo=KST)
        except ValueError:
            return None
    return None


def _parse(body: bytes) -> etree._Element | None:
    """Return the root of an XML document, of a broken one as far as it can be parsed."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _local(element: etree._Element) -> str:
    """Return an element's name without its prefix, also where nothing declares that."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _child_text(element: etree._Element, *names: str) -> str | None:
    """Return the text of the first descendant with one of ``names``, in the order of names.

    What describes a picture or film (``image:loc``, ``media:title``) says nothing of the article.
    """
    for name in names:
        for child in element.iter("{*}" + name):
            if not _describes_media(child) and (text := tidy(_text(child))):
                return text
    return None


def _describes_media(element: etree._Element) -> bool:
    return bool(_MEDIA.search(etree.QName(element).namespace or ""))


def _text(element: etree._Element) -> str:
    return str(element.xpath("string()"))


def _link(entry: etree._Element) -> str | None:
    if loc := _child_text(entry, "loc"):
        return loc
    links = list(entry.iterchildren("{*}link"))
    for link in links:
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return link.get("href")
    for link in links:
        if text := tidy(_text(link)):
            return text
    guid = _child_text(entry, "guid", "id")
    return guid if guid and guid.startswith("http") else None
