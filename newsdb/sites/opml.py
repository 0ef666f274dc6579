"""OPML: lists of feeds as feed readers exchange them (http://opml.org/spec2.opml)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsdb.sites import choosing
from newsdb.sites.given import AddressError, address_of
from newsdb.sites.sites import Listing, Site
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from newsdb.records import Policy

#: Larger files, and further feeds, are no list that a person made.
LARGEST = 2 << 20
MOST_FEEDS = 500
_LONGEST_TITLE = 100


class OpmlError(ValueError):
    """A file is no OPML; the message says what it is instead."""


class OpmlFeed(NamedTuple):
    """A feed as a list names it; ``home`` is empty where the list doesn't say it."""

    title: str
    url: str
    home: str


class Read(NamedTuple):
    """The feeds of a list, and what of it could not be used, in words."""

    feeds: list[OpmlFeed]
    unusable: list[str]


def read(document: bytes) -> Read:
    """Return the feeds of an OPML file, each once, whatever folders they are in.

    Nothing outside the file is loaded and no entity makes it grow. A feed without a usable address
    costs itself only. Raises OpmlError.
    """
    if len(document) > LARGEST:
        raise OpmlError(f"it is larger than {LARGEST >> 20} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OpmlError(f"it can't be read as XML: {error}") from None
    if etree.QName(root).localname.lower() != "opml":
        raise OpmlError(f"it is not OPML: it holds <{etree.QName(root).localname[:60]}>")
    feeds: dict[str, OpmlFeed] = {}
    unusable: list[str] = []
    for outline in root.iter("outline"):
        # Their writing varies: some readers export xmlurl.
        said = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        if "xmlurl" not in said:
            continue  # a folder
        title = " ".join(without_controls(said.get("title") or said.get("text") or "").split())
        if len(feeds) >= MOST_FEEDS:
            unusable.append(f"more than {MOST_FEEDS} feeds: those behind them are left out")
            break
        try:
            url = address_of(said["xmlurl"])
            home = address_of(said["htmlurl"]) if said.get("htmlurl") else ""
        except AddressError as error:
            unusable.append(f"{title[:60] or said['xmlurl'][:60]}: {error}")
            continue
        feeds.setdefault(url, OpmlFeed(title[:_LONGEST_TITLE], url, home))
    return Read(list(feeds.values()), unusable)


def site_of(feed: OpmlFeed, *, taken: Collection[str], policy: Policy, schedule: str) -> Site:
    """Return the site that a feed makes, under a free name; its home may only be guessed."""
    home = feed.home or urljoin(feed.url, "/")
    country = choosing.country_of(home)
    return Site(
        name=choosing.name_for(home, taken),
        title=feed.title or (urlsplit(home).hostname or feed.url)[:_LONGEST_TITLE],
        home=home,
        sources=(Listing("feed", feed.url),),
        schedule=schedule,
        country=country,
        language={"KR": "ko", "JP": "ja"}.get(country or ""),  # type: ignore[arg-type]
        policy=policy,
    )


def write(sites: Iterable[Site], *, title: str, at: datetime) -> bytes:
    """Return an OPML file of the feeds of sites; sitemaps are no feeds and are left out."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = at.strftime("%a, %d %b %Y %H:%M:%S %z")
    body = etree.SubElement(root, "body")
    for site in sites:
        for source in site.sources:
            if source.kind == "feed":
                etree.SubElement(
                    body,
                    "outline",
                    type="rss",
                    text=site.title,
                    title=site.title,
                    xmlUrl=source.url,
                    htmlUrl=site.home,
                )
    document: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document
