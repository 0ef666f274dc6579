"""The one navigation of all pages, as data: each entry's address and who sees it.

An entry whose page nobody has registered is not shown, so that a page brings its entry along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from browse.permissions import REVIEW, SEE_ACCESS, may

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

_READ = "view-table"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation; ``name`` is the key of its message.

    ``addresses`` are the pages that it may lead to: the first that exists is taken. ``within``
    are the beginnings of other paths on which it is marked as the present one.
    """

    name: str
    addresses: tuple[str, ...]
    action: str = _READ
    within: tuple[str, ...] = ()


#: In their order, left to right.
MAIN = (
    Entry("morning", ("/",)),
    Entry("queue_entry", ("/-/review",), REVIEW, ("/-/review/", "/-/story/")),
    Entry("search", ("/-/search",), within=("/-/article/",)),
    Entry("briefings", ("/-/briefings", "/-/briefing"), within=("/-/briefing",)),
    Entry("overview", ("/-/overview",), within=("/-/concepts", "/-/organisations/", "/-/places/")),
    Entry("sources", ("/-/sources",), within=("/-/run/", "/-/rejections", "/-/sites")),
    Entry("watch_list", ("/-/watch-list",), REVIEW),
)

#: At the foot of each page.
MORE = (
    Entry("corrections", ("/-/corrections",)),
    Entry("subscriptions", ("/-/subscriptions",), REVIEW),
    Entry("suggestions", ("/-/suggestions",), REVIEW),
    Entry("sites_title", ("/-/sites",), REVIEW),
    Entry("keep_page", ("/-/keep",), REVIEW),
    Entry("data", ("/news",)),
    Entry("users", ("/-/users",), SEE_ACCESS),
    Entry("assistants", ("/-/assistants",)),
    Entry("access_log", ("/-/access-log",), SEE_ACCESS),
    Entry("assistant_calls", ("/-/assistants/calls",), SEE_ACCESS),
)

ACCOUNT = Entry("account", ("/-/account",))

#: Pages that nobody registers, since Datasette has them of its own.
_DATASETTES = frozenset({"/", "/news"})


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    name: str
    href: str
    is_current: bool


def links(
    entries: Iterable[Entry], role: str | None, path: str, routes: Sequence[re.Pattern[str]]
) -> list[Link]:
    """Return the entries that a role may pass and whose pages exist, the one at ``path`` marked.

    ``routes`` are the patterns of the pages that plugins have registered.
    """
    shown = [
        (entry, href)
        for entry in entries
        if may(role, entry.action) and (href := _address(entry, routes)) is not None
    ]
    # The longest beginning, since /-/review/story/1 lies within two of them.
    depths = [_depth(entry, href, path) for entry, href in shown]
    present = depths.index(max(depths)) if any(depths) else None
    return [Link(entry.name, href, place == present) for place, (entry, href) in enumerate(shown)]


def _address(entry: Entry, routes: Sequence[re.Pattern[str]]) -> str | None:
    """Return the first of an entry's pages that exists."""
    for each in entry.addresses:
        if each in _DATASETTES or any(route.match(each) for route in routes):
            return each
    return None


def _depth(entry: Entry, href: str, path: str) -> int:
    """Return how much of a path's beginning belongs to an entry, in characters; 0 if nothing."""
    found = [len(each) for each in entry.within if path.startswith(each)]
    if path == href or (href != "/" and path.startswith(f"{href}/")):
        found.append(len(href))
    return max(found, default=0)
