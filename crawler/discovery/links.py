"""What a listing says about articles, as links to those that an outlet publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

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


def links_to(
    hints: Iterable[Hint], listing: Listing, outlets: Identifies, *, unreadable: list[str]
) -> list[FoundLink]:
    """Return the links that lead to articles, each article once, in the order of ``hints``.

    ``unreadable`` gets the addresses that are none.
    """
    found: dict[tuple[str, str], FoundLink] = {}
    for hint in hints:
        try:
            article = outlets.identify(hint.url)
        except ValueError as error:
            unreadable.append(f"{hint.url[:200]}: {error}")
            continue
        if not article:
            continue
        link = Link(
            outlet=article.outlet.name,
            key=article.key,
            url=article.url,
            title=hint.title,
            published_at=hint.published_at,
            published_precision=hint.published_precision,
            modified_at=hint.modified_at,
            found_by=listing.kind,
            found_in=listing.url,
        )
        found.setdefault((link.outlet, link.key), FoundLink(link, article.outlet, hint.entry))
    return list(found.values())
