"""Entries of feeds (RSS, Atom, RDF) and of news sitemaps: pure functions."""

from __future__ import annotations

import re

from lxml import etree

from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.listing_dates import listing_date, listing_time
from crawler.reading.text import tidy
from crawler.urls import joined


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
    published_at, precision = listing_time(_child_text(entry, *_DATES))
    return Hint(
        absolute,
        title,
        published_at,
        _entry(entry),
        listing_date(_child_text(entry, *_CHANGED)),
        precision,
    )


#: Namespaces of what describes pictures and films.
_MEDIA = re.compile(r"/sitemap-(?:image|video)/|/mrss\b")

_CHANGED = ("updated", "modified", "lastmod")
#: Elements with the publication time; the Korea Times writes ``pubdate``. That of the last change
#: is none: a corrected article would be news again.
_DATES = ("pubDate", "pubdate", "published", "date", "issued", "publication_date")


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
