"""What a listing says about articles, as links to those that an outlet publishes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from crawler.sources import Feed, ListPage, Sitemap
from newsdb.articles.discovered import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.hints import Entry, Hint
    from crawler.urls import Identity
    from newsdb.articles.discovered import Listing
    from newsdb.records import Outlet


class Identifies(Protocol):
    """An object that recognises article URLs: a spider."""

    def identify(self, url: str) -> Identity | None:
        """Return the identity of the article at ``url``; None when it is not this outlet's."""


class FoundLink(NamedTuple):
    """A link with what else the listing says about its article."""

    link: Link
    outlet: Outlet
    entry: Entry | None  # the rest of a feed's entry


#: Characters of a title that are kept until the page is read, which has its own.
LONGEST_TITLE = 1_000


def links_to(
    hints: Iterable[Hint],
    listing: Listing,
    outlets: Identifies,
    *,
    unreadable: list[str],
    unmatched: list[str] | None = None,
) -> list[FoundLink]:
    """Return the links that lead to articles, each article once, in the order of ``hints``.

    ``unreadable`` gets the addresses that are none, ``unmatched`` those that are not an article's.
    """
    found: dict[tuple[str, str], FoundLink] = {}
    for hint in hints:
        try:
            article = outlets.identify(hint.url)
        except ValueError as error:
            unreadable.append(f"{hint.url[:200]}: {error}")
            continue
        if not article:
            if unmatched is not None:
                unmatched.append(hint.url)
            continue
        link = Link(
            outlet=article.outlet.name,
            key=article.key,
            url=article.url,
            title=hint.title[:LONGEST_TITLE] if hint.title else None,
            published_at=hint.published_at,
            published_precision=hint.published_precision,
            modified_at=hint.modified_at,
            found_by=listing.kind,
            found_in=listing.url,
        )
        found.setdefault((link.outlet, link.key), FoundLink(link, article.outlet, hint.entry))
    return list(found.values())


#: What the addresses of most articles have, and those of sections have not.
_LONG_NUMBER = re.compile(r"\d{6}")


def unexpected(urls: Iterable[str], page: object) -> list[str]:
    """Return those of a listing's addresses that should have been an article's, by their look.

    Feeds and sitemaps hold little else. A list stands among other links: there it is those on
    the same site that have a number as long as articles have them.
    """
    match page:
        case Feed() | Sitemap():
            return list(urls)
        case ListPage():
            site = _site(page.url)
            return [
                url
                for url in dict.fromkeys(urls)
                if _site(url) == site and _LONG_NUMBER.search(urlsplit(url).path)
            ]
    return []


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
