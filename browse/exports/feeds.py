"""The Atom feed of a table's query string, and the address that gives a feed reader access.

A feed reader can't sign in, so the address of a feed is signed for a person and a query string: it
opens that one list, and only while that person has a role and the same password.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse
from xml.etree import ElementTree as ET

from itsdangerous import BadSignature

from browse.permissions import people_of
from newsdb.delivery.entry_ids import entry_id
from newsdb.text.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasette.app import Datasette

    from newsdb.articles.display import Listed

ATOM = "http://www.w3.org/2005/Atom"
#: Its dates may be days; Atom's must have a time.
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
#: The most stories of a feed, and the articles among which they are looked for.
NEWEST, LOOKED_AT = 50, 400
LEAD = 400  # characters of a text that a feed shows
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed_address(
    desk: Datasette, actor: dict[str, Any] | None, filters: str, *, language: str = ""
) -> str:
    """Return the path of a feed, with a key unless the desk is open to everybody.

    ``language`` is that of its title: a feed reader sends no cookie.
    """
    arguments = [filters] if filters else []
    if actor and not people_of(desk).open:
        signed = {"u": actor["id"], "k": actor.get("session_key"), "q": filters}
        arguments.append(f"_key={desk.sign(signed, 'feed')}")
    if language:
        arguments.append(f"_lang={language}")
    return f"/-/feed/articles.atom?{'&'.join(arguments)}".rstrip("?")


def actor_of_key(desk: Datasette, key: str, filters: str) -> dict[str, Any] | None:
    """Return the actor for whom a key was signed; None if it isn't ours or for this list."""
    try:
        signed = desk.unsign(key, "feed")
    except BadSignature:
        return None
    if not isinstance(signed, dict) or signed.get("q") != filters:
        return None
    return {"id": signed.get("u"), "session_key": signed.get("k")}


def one_a_story(articles: Sequence[Listed], *, most: int) -> tuple[list[Listed], bool]:
    """Return the first article listed of each story, and whether there were more than ``most``."""
    firsts: dict[int, Listed] = {}
    for each in articles:
        firsts.setdefault(each.story_id or -each.id, each)
    found = list(firsts.values())
    return found[:most], len(found) > most


def atom(
    articles: Sequence[Listed],
    *,
    authority: str,
    title: str,
    said: str,
    address: str,
    home: str,
    base: str,
) -> bytes:
    """Return the feed of an article a story, all text escaped.

    ``authority`` makes the ids, ``said`` is what it leaves out, ``base`` the desk's address. An
    empty feed's ``updated`` is the epoch.
    """
    ET.register_namespace("", ATOM)
    ET.register_namespace("dc", DUBLIN_CORE)
    feed = ET.Element(f"{{{ATOM}}}feed")
    updated = max(map(_updated, articles), default=None)
    add(feed, "id", entry_id(authority, "feed", f"articles?{urlparse(address).query}"))
    add(feed, "title", title)
    if said:
        add(feed, "subtitle", said)
    add(feed, "updated", updated or "1970-01-01T00:00:00+00:00")
    add(feed, "link", rel="self", type="application/atom+xml", href=address)
    add(feed, "link", rel="alternate", type="text/html", href=home)
    for each in articles:
        entry = add(feed, "entry")
        add(entry, "id", entry_id(authority, "story", each.story_id or f"of-article-{each.id}"))
        add(entry, "title", each.title, type="text")
        add(entry, "updated", _updated(each))
        if each.published_at and _has_time(each.published_at):
            add(entry, "published", each.published_at)
        elif each.published_at:
            ET.SubElement(entry, f"{{{DUBLIN_CORE}}}date").text = each.published_at
        if each.url.startswith(("https://", "http://")):
            add(entry, "link", rel="alternate", href=each.url, hreflang=each.language)
        if each.story_id:
            add(entry, "link", rel="related", href=f"{base}/-/story/{each.story_id}")
        author = each.outlet if each.unverified else each.source or each.outlet
        add(add(entry, "author"), "name", author)
        if each.section:
            add(entry, "category", term=each.section)
        if each.attribution:
            add(entry, "rights", each.attribution)
        if each.text:
            add(entry, "summary", shortened(each.text, LEAD), type="text")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _has_time(published_at: str) -> bool:
    return "T" in published_at


def _updated(article: Listed) -> str:
    """Return when an article was published, or first seen where no time of that is known."""
    at = article.published_at
    return at if at and _has_time(at) else article.first_seen_at


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element of Atom, without characters that XML has no way to say."""
    plain = {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", plain)
    element.text = _NO_XML.sub("", text) if text is not None else None
    return element
