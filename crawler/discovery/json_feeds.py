"""Entries of JSON Feed (jsonfeed.org, version 1 and 1.1)."""

from __future__ import annotations

import json
from typing import Any

from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.listing_dates import listing_date, listing_time
from crawler.reading.text import tidy
from crawler.urls import joined


def json_hints(text: str, base: str, *, most: int, unreadable: list[str]) -> list[Hint]:
    """Return the first ``most`` items of a JSON feed; ``unreadable`` gets what is wrong with it.

    Raises ListingError when it is none.
    """
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ListingError(
            f"{base} is not a feed or sitemap: JSON that can't be read: {error}"
        ) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise ListingError(f"{base} is not a feed or sitemap: JSON without a list of items")
    hints = []
    for number, item in enumerate(items[:most], 1):
        try:
            hints.append(_hint(item, feed, base))
        except Exception as error:
            unreadable.append(f"entry {number}: {error!r}")
    if len(items) > most:
        unreadable.append(f"more than {most} entries: those behind them are not read")
    return hints


def _hint(item: dict[str, Any], feed: dict[str, Any], base: str) -> Hint:
    """Return what an item says of an article; raises ValueError when it names no address."""
    given = [item.get(name) for name in ("url", "external_url", "id")]
    url = next((joined(base, each) for each in given[:2] if isinstance(each, str) and each), None)
    if not url and isinstance(given[2], str) and given[2].startswith(("http://", "https://")):
        url = joined(base, given[2])
    if not url:
        raise ValueError(f"no address ({_text(item, 'title') or 'no title'})")
    changed = _text(item, "date_modified")
    published_at, precision = listing_time(_text(item, "date_published"))
    entry = Entry(
        text=_text(item, "content_html", raw=True) or _text(item, "content_text", raw=True),
        summary=_text(item, "summary", raw=True),
        authors=_authors(item) or _authors(feed),
        section=next((tidy(each) for each in _list(item, "tags") if isinstance(each, str)), None),
        modified=changed,
        image=joined(base, image) if (image := _text(item, "image")) else None,
    )
    return Hint(
        url,
        _text(item, "title"),
        published_at,
        entry if any(entry._replace(modified=None)) else None,
        listing_date(changed),
        precision,
    )


def _text(item: dict[str, Any], name: str, *, raw: bool = False) -> str | None:
    value = item.get(name)
    if not isinstance(value, str):
        return None
    return (value if raw else tidy(value)) or None


def _list(item: dict[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of authors: a list, or one as version 1 has it."""
    people = [*_list(item, "authors"), item.get("author")]
    names = (_text(each, "name") for each in people if isinstance(each, dict))
    return tuple(dict.fromkeys(filter(None, names)))
