"""Entries of feeds (RSS, Atom, RDF, JSON Feed) and of news sitemaps: pure functions."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.discovery.feed_markup import ENTRIES, local_name, namespace, tree_of
from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.json_feeds import json_hints
from crawler.discovery.listing_dates import listing_date, listing_time
from crawler.reading.charset import decode
from crawler.reading.text import tidy
from crawler.urls import joined
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

#: Entries of a feed that are read, and of a sitemap, which the protocol allows to have 50,000.
MOST_ENTRIES = 5_000
MOST_URLS = 50_000


def feed_hints(
    body: bytes,
    base: str,
    *,
    declared: str | None = None,
    unreadable: list[str] | None = None,
) -> list[Hint]:
    """Return the entries of an RSS, Atom, RDF or JSON feed, or of a news sitemap.

    ``declared`` is the charset in the HTTP header. No entity makes a feed grow. An entry that
    can't be read costs itself only: ``unreadable`` gets what is wrong with it, what is wrong with
    the end of the document, and that there are more entries than are read.
    Raises ListingError when it is none of these.
    """
    lost = unreadable if unreadable is not None else []
    text, _ = decode(body, declared=declared)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return json_hints(text, base, most=MOST_ENTRIES, unreadable=lost)
    root, is_cut = tree_of(text)
    kind = local_name(str(root.tag)) if root is not None else ""
    if root is None or kind not in ENTRIES:
        what = f"<{kind}>" if kind else "nothing readable"
        raise ListingError(f"{base} is not a feed or sitemap: it holds {what}")
    most = MOST_URLS if kind == "urlset" else MOST_ENTRIES
    hints: list[Hint] = []
    for number, entry in enumerate(_entries(root, kind), 1):
        if number > most:
            lost.append(f"more than {most} entries: those behind them are not read")
            break
        try:
            hints.append(_hint(_Fields.of(entry), base))
        except Exception as error:
            lost.append(f"entry {number}: {error!r}")
    if is_cut:
        lost.append(f"the document stops before the end of <{kind}>")
    return hints


def _entries(root: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Yield the elements that hold an article each; not what other namespaces call an item."""
    if kind == "sitemapindex":
        return
    for each in root.iter():
        if (
            isinstance(each.tag, str)
            and local_name(each.tag) in ENTRIES[kind]
            and not _describes_media(each)
        ):
            yield each


class _Fields(NamedTuple):
    """An entry, with what it says by local name: elements of its own namespace come first."""

    entry: etree._Element
    children: dict[str, list[etree._Element]]
    media: list[etree._Element]

    @classmethod
    def of(cls, entry: etree._Element) -> _Fields:
        """Return the fields of an entry.

        What describes a picture or film (``image:loc``, ``media:title``) and where a copied entry
        is from (Atom's ``source``) says nothing of the article.
        """
        own = namespace(str(entry.tag))
        ours: dict[str, list[etree._Element]] = {}
        others: dict[str, list[etree._Element]] = {}
        media: list[etree._Element] = []
        for child in _children(entry):
            local = local_name(str(child.tag))
            if _describes_media(child):
                media.append(child)
            elif local == "news":
                for each in _children(child):
                    others.setdefault(local_name(str(each.tag)), []).append(each)
            elif local != "source":
                (ours if namespace(str(child.tag)) == own else others).setdefault(
                    local, []
                ).append(child)
        for local, elements in others.items():
            ours.setdefault(local, []).extend(elements)
        return cls(entry, ours, media)

    def all(self, *names: str) -> list[etree._Element]:
        """Return the elements with these names, in the order of names."""
        return [each for name in names for each in self.children.get(name, ())]

    def text(self, *names: str) -> str | None:
        """Return the first text that is not empty."""
        return next(filter(None, (tidy(_text(each)) for each in self.all(*names))), None)

    def markup(self, *names: str) -> str | None:
        """Return the first markup that is not empty, unchanged."""
        return next(filter(str.strip, map(_markup, self.all(*names))), None)


def _children(element: etree._Element) -> Iterator[etree._Element]:
    return (each for each in element if isinstance(each.tag, str))


def _hint(fields: _Fields, base: str) -> Hint:
    """Return what an entry says of an article; raises ValueError when it names no address."""
    url, within = _link(fields)
    if not url:
        raise ValueError(f"no address ({(fields.text('title') or 'no title')[:60]})")
    absolute = joined(_base(within, base), url)
    if not absolute:
        raise ValueError(f"{url[:200]} is no address")
    changed = listing_date(fields.text(*_CHANGED))
    published, precision = listing_time(fields.text(*_DATES))
    entry = _entry(fields, base)
    return Hint(absolute, fields.text("title"), published, entry, changed, precision)


#: Namespaces of what describes pictures and films.
_MEDIA = re.compile(r"/sitemap-(?:image|video)/|/mrss\b|^urn:(?:media|image|video)$")

_CHANGED = ("updated", "modified", "lastmod")
#: Elements with the publication time. That of the last change is none: a corrected article would
#: be news again.
_DATES = ("pubdate", "published", "date", "issued", "publication_date")


def _entry(fields: _Fields, base: str) -> Entry | None:
    """Return what an item says besides URL, title and date; None when that is nothing."""
    entry = Entry(
        text=fields.markup("encoded", "content"),
        summary=fields.markup("description", "summary"),
        authors=tuple(dict.fromkeys(filter(None, map(_author, fields.all("creator", "author"))))),
        section=fields.text("category", "subject"),
        modified=fields.text("updated", "modified"),
        image=_image(fields, base),
    )
    return entry if any(entry._replace(modified=None)) else None


def _image(fields: _Fields, base: str) -> str | None:
    """Return the address of the first picture; players, films and sound are none."""
    inside = (each for top in fields.media for each in top.iter("{*}content", "{*}thumbnail"))
    for each in (*fields.all("enclosure"), *inside):
        kind = each.get("type") or each.get("medium") or "image"
        if kind.startswith("image") and (url := each.get("url")):
            return joined(_base(each, base), url)
    return None


#: RSS: ``editor@example.kr (Kim Minji)``.
_ADDRESS_AND_NAME = re.compile(r"^[^\s()]{1,100}@[^\s()]{1,100}\s{1,9}\(([^()]{1,100})\)$")


def _author(element: etree._Element) -> str:
    """Return the name of an author, without the address that stands beside it."""
    for child in _children(element):
        if local_name(str(child.tag)) == "name":
            return tidy(_text(child))
    text = tidy(_text(element))
    return match[1] if (match := _ADDRESS_AND_NAME.match(text)) else text


def _markup(element: etree._Element) -> str:
    """Return what an element holds: escaped markup as it was, elements (XHTML) as markup."""
    if not len(element):
        return element.text or ""
    inside = (etree.tostring(each, encoding="unicode", method="html") for each in element)
    return (element.text or "") + "".join(inside)


def nested_sitemaps(
    body: bytes, base: str, *, declared: str | None = None, since: date | None = None
) -> list[str]:
    """Return the URLs in a sitemap index; an empty list when it isn't an index.

    Sitemaps that have not changed since the day before ``since`` are left out.
    """
    root, _ = tree_of(decode(body, declared=declared)[0])
    if root is None or local_name(str(root.tag)) != "sitemapindex":
        return []
    urls = []
    for each in islice(root.iter("{*}sitemap"), MOST_URLS):
        fields = _Fields.of(each)
        changed = listing_date(fields.text("lastmod"))
        if since and changed and changed.astimezone(KST).date() < since - timedelta(days=1):
            continue
        if (url := fields.text("loc")) and (absolute := joined(base, url)):
            urls.append(absolute)
    return urls


def _describes_media(element: etree._Element) -> bool:
    return bool(_MEDIA.search(namespace(str(element.tag))))


def _text(element: etree._Element) -> str:
    return str(element.xpath("string()"))


_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def _base(element: etree._Element, base: str) -> str:
    """Return what addresses in an element are relative to, as ``xml:base`` says around it."""
    stated = [each.get(_XML_BASE) for each in (element, *element.iterancestors())]
    for url in reversed(list(filter(None, stated))):
        base = joined(base, url) or base
    return base


#: Media types of pages.
_PAGES = frozenset(("", "html", "text/html", "application/xhtml+xml"))
_BREAKS = re.compile(r"[\t\r\n]")
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']([^\"'<>]{1,2000})", re.IGNORECASE)


def _link(fields: _Fields) -> tuple[str | None, etree._Element]:
    """Return the address of an entry's page, and the element that states it.

    Atom's ``alternate`` comes first (a page before other media), then RSS' text, then an id that
    is an address: ``guid`` unless it says that it is none, and RDF's ``about``.
    """
    if loc := fields.all("loc"):
        return _address(loc[0]), loc[0]
    links = fields.all("link")
    alternate = [
        each
        for each in links
        if each.get("href")
        and each.get("rel", "alternate").lower().rpartition("/")[2] == "alternate"
    ]
    pages = [each for each in alternate if each.get("type", "").lower() in _PAGES]
    for link in pages[-1:] or alternate[:1]:
        return link.get("href"), link
    for link in links:
        if url := _address(link):
            return url, link
    for guid in fields.all("guid", "id"):
        url, permanent = _address(guid), (guid.get("isPermaLink") or "").strip().lower()
        if url and (permanent == "true" or (permanent != "false" and _is_web(url))):
            return url, guid
    about = fields.entry.get(_RDF_ABOUT)
    return (about if about and _is_web(about) else None), fields.entry


def _address(element: etree._Element) -> str | None:
    """Return the address that an element's text is, or the link in it leads to."""
    text = _BREAKS.sub("", _text(element)).strip()
    if not text and _is_web(tail := (element.tail or "").strip()):  # <link/>https://...
        return tail
    if "<" in text:
        match = _HREF.search(text[:5_000])
        text = match[1] if match else text.partition("<")[0].strip()
    return text or None


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))
