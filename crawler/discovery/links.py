"""What a listing says of articles, as links to those that an outlet publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from newsdb.articles.discovered import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.listings import Entry, Hint
    from crawler.urls import Identity
    from newsdb.articles.discovered import Listing
    from newsdb.records import Outlet


class Identifies(Protocol):
    """Whoever knows what article addresses look like: a spider."""

    def identify(self, url: str) -> Identity | None:
        """Return the article at ``url``; None when there is none of this outlet."""


class FoundLink(NamedTuple):
    """A link with what else is known of it."""

    link: Link
    outlet: Outlet
    entry: Entry | None  # what else a feed has of the article


def links_to(hints: Iterable[Hint], listing: Listing, outlets: Identifies) -> list[FoundLink]:
    """Return the links that lead to articles, each article once, in the order of ``hints``."""
    found: dict[tuple[str, str], FoundLink] = {}
    for hint in hints:
        if not (article := outlets.identify(hint.url)):
            continue
        link = Link(
            outlet=article.outlet.name,
            key=article.key,
            url=article.url,
            title=hint.title,
            published_at=hint.published_at,
            modified_at=hint.modified_at,
            found_by=listing.kind,
            found_in=listing.url,
        )
        found.setdefault((link.outlet, link.key), FoundLink(link, article.outlet, hint.entry))
    return list(found.values())
