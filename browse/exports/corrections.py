"""The ledger of corrections to take away: CSV and Atom."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlparse
from xml.etree import ElementTree as ET

from browse.exports.feeds import ATOM, add
from browse.exports.spreadsheets import to_csv
from newsdb.delivery.entry_ids import entry_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsdb.articles.corrections import Correction
    from translations.catalogues import Translate

COLUMNS = "seen_at outlet outlet_title kind field title url before after".split()


def as_csv(corrections: Sequence[Correction]) -> bytes:
    """Return a file that Excel opens legibly and that runs nothing."""
    return to_csv(COLUMNS, [[getattr(each, name) for name in COLUMNS] for each in corrections])


def as_text(correction: Correction) -> str:
    """Return the change in a line: ``words that [-stay-]{+stayed+}``."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    parts = (marks[piece.change].format(piece.text) for piece in correction.pieces)
    return " ".join("".join(parts).split())


def as_atom(
    corrections: Sequence[Correction],
    t: Translate,
    *,
    authority: str,
    address: str,
    base: str,
    note: str = "",
) -> bytes:
    """Return the feed; text is never markup in it, and ``authority`` makes the ids.

    ``note`` says what is not in it.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    add(feed, "id", entry_id(authority, "feed", f"corrections?{urlparse(address).query}"))
    add(feed, "title", t("corrections"))
    if note:
        add(feed, "subtitle", note)
    add(feed, "updated", corrections[0].seen_at if corrections else "1970-01-01T00:00:00+00:00")
    add(feed, "link", rel="self", type="application/atom+xml", href=address)
    add(feed, "link", rel="alternate", type="text/html", href=f"{base}/-/corrections")
    for each in corrections:
        entry = add(feed, "entry")
        add(entry, "id", entry_id(authority, "correction", each.id))
        add(entry, "title", f"[{t(f'changed {each.kind}')}] {each.title}", type="text")
        add(entry, "updated", each.seen_at)
        if each.url.startswith(("https://", "http://")):
            add(entry, "link", rel="alternate", href=each.url, hreflang=each.language)
        add(add(entry, "author"), "name", each.outlet_title)
        add(entry, "category", term=each.kind)
        if summary := as_text(each):
            add(entry, "summary", summary, type="text")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))
