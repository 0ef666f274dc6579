"""The Atom feed of a table's query string, and the address that gives a feed reader access.

A feed reader can't sign in, so the address of a feed is signed for a person and a query string: it
opens that one list, and only while that person has a role and the same password.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from itsdangerous import BadSignature

from browse.permissions import people_of
from newsdb.text.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasette.app import Datasette

    from newsdb.articles.display import Listed

ATOM = "http://www.w3.org/2005/Atom"
#: Its dates may be days; Atom's must have a time.
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
NEWEST = 50
LEAD = 400  # characters of a text that a feed shows
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed_address(desk: Datasette, actor: dict[str, Any] | None, filters: str) -> str:
    """Return the path of a feed, with a key unless the desk is open to everybody."""
    path = f"/-/feed/articles.atom?{filters}".rstrip("?")
    if not actor or people_of(desk).open:
        return path
    key = desk.sign({"u": actor["id"], "k": actor.get("session_key"), "q": filters}, "feed")
    return f"{path}{'&' if filters else '?'}_key={key}"


def actor_of_key(desk: Datasette, key: str, filters: str) -> dict[str, Any] | None:
    """Return the actor for whom a key was signed; None if it isn't ours or for this list."""
    try:
        signed = desk.unsign(key, "feed")
    except BadSignature:
        return None
    if not isinstance(signed, dict) or signed.get("q") != filters:
        return None
    return {"id": signed.get("u"), "session_key": signed.get("k")}


def atom(
    articles: Sequence[Listed], *, title: str, address: str, home: str, note: str = ""
) -> bytes:
    """Return the feed, all text escaped; an empty feed's ``updated`` is the epoch.

    ``note`` says what is not in it.
    """
    ET.register_namespace("", ATOM)
    ET.register_namespace("dc", DUBLIN_CORE)
    feed = ET.Element(f"{{{ATOM}}}feed")
    updated = max(map(_updated, articles), default=None)
    add(feed, "id", address)
    add(feed, "title", title)
    if note:
        add(feed, "subtitle", note)
    add(feed, "updated", updated or "1970-01-01T00:00:00+00:00")
    add(feed, "link", rel="self", type="application/atom+xml", href=address)
    add(feed, "link", rel="alternate", type="text/html", href=home)
    for each in articles:
        entry = add(feed, "entry")
        add(entry, "id", f"{home}/{each.id}")
        add(entry, "title", each.title, type="text")
        add(entry, "updated", _updated(each))
        if each.published_at and _has_time(each.published_at):
            add(entry, "published", each.published_at)
        elif each.published_at:
            ET.SubElement(entry, f"{{{DUBLIN_CORE}}}date").text = each.published_at
        if each.url.startswith(("https://", "http://")):
            add(entry, "link", rel="alternate", href=each.url, hreflang=each.language)
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
