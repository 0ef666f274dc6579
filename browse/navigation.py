"""The one navigation of all pages, as data: each door's address and who may pass.

A door whose page nobody has registered is not shown, so that a page brings its door along.
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
class Door:
    """A link of the navigation; ``name`` is the key of its message.

    ``addresses`` are the pages that it may lead to: the first that exists is taken. ``within``
    are the beginnings of other paths on which it is marked as the present one.
    """

    name: str
    addresses: tuple[str, ...]
    action: str = _READ
    within: tuple[str, ...] = ()


#: In their order, left to right.
DOORS = (
    Door("morning", ("/",)),
    Door("queue_door", ("/-/review",), REVIEW, ("/-/review/", "/-/story/")),
    Door("search", ("/-/search",), within=("/-/article/",)),
    Door("briefings", ("/-/briefings", "/-/briefing"), within=("/-/briefing",)),
    Door("overview", ("/-/overview",), within=("/-/concepts", "/-/organisations/", "/-/places/")),
    Door("sources", ("/-/sources",), within=("/-/run/", "/-/rejections", "/-/sites")),
    Door("watch_list", ("/-/watch-list",), REVIEW),
)

#: At the foot of each page.
MORE = (
    Door("corrections", ("/-/corrections",)),
    Door("subscriptions", ("/-/subscriptions",), REVIEW),
    Door("suggestions", ("/-/suggestions",), REVIEW),
    Door("sites_title", ("/-/sites",), REVIEW),
    Door("keep_page", ("/-/keep",), REVIEW),
    Door("data", ("/news",)),
    Door("users", ("/-/users",), SEE_ACCESS),
    Door("assistants", ("/-/assistants",)),
    Door("access_log", ("/-/access-log",), SEE_ACCESS),
    Door("assistant_calls", ("/-/assistants/calls",), SEE_ACCESS),
)

ACCOUNT = Door("account", ("/-/account",))

#: Pages that nobody registers, since Datasette has them of its own.
_DATASETTES = frozenset({"/", "/news"})


@dataclass(frozen=True, slots=True)
class Link:
    """A door as a page shows it."""

    name: str
    href: str
    is_current: bool


def links(
    doors: Iterable[Door], role: str | None, path: str, routes: Sequence[re.Pattern[str]]
) -> list[Link]:
    """Return the doors that a role may pass and whose pages exist, the one at ``path`` marked.

    ``routes`` are the patterns of the pages that plugins have registered.
    """
    shown = [
        (door, href)
        for door in doors
        if may(role, door.action) and (href := _address(door, routes)) is not None
    ]
    # The longest beginning, since /-/review/story/1 lies within two of them.
    depths = [_depth(door, href, path) for door, href in shown]
    present = depths.index(max(depths)) if any(depths) else None
    return [Link(door.name, href, place == present) for place, (door, href) in enumerate(shown)]


def _address(door: Door, routes: Sequence[re.Pattern[str]]) -> str | None:
    """Return the first of a door's pages that exists."""
    for each in door.addresses:
        if each in _DATASETTES or any(route.match(each) for route in routes):
            return each
    return None


def _depth(door: Door, href: str, path: str) -> int:
    """Return how much of a path's beginning belongs to a door, in characters; 0 if nothing."""
    found = [len(each) for each in door.within if path.startswith(each)]
    if path == href or (href != "/" and path.startswith(f"{href}/")):
        found.append(len(href))
    return max(found, default=0)
