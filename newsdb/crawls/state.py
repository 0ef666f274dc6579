"""CrawlState: what a crawl on another machine needs to know of the database, as it was once.

What it doesn't know costs a request: an article that it takes for new is stored as the same.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 pydantic asks for it
from typing import TYPE_CHECKING

import xxhash

from newsdb.articles import attempts, discovered, forgotten, revisits
from newsdb.articles.discovered import Link  # noqa: TC001
from newsdb.articles.revisits import Validators  # noqa: TC001
from newsdb.runs import needed_lists, robots
from newsdb.runs.needed_lists import Listed  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

#: How many links of an outlet are known to be known, the newest ones: in eight bytes each.
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules of a host, as stored at ``seen_at``."""

    host: str
    rules: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlState:
    """What steers a crawl of one outlet.

    ``pages`` are the validators of those of the links that are stored, in their order; ``known``
    and ``forgotten`` are hashes of links (``hash_of``), packed and in base64.
    """

    left_over: tuple[Link, ...] = ()
    due: tuple[Link, ...] = ()
    pages: tuple[tuple[str, str, Validators], ...] = ()
    listings: tuple[Listed, ...] = ()
    killing: tuple[tuple[str, int], ...] = ()  # listings, and how many runs died reading them
    robots: tuple[Robots, ...] = ()
    first_run: datetime | None = None
    known: str = field(default="", repr=False)
    forgotten: str = ""


def state_of(db: Database, outlet: str, *, due: Sequence[Link], at: datetime) -> CrawlState:
    """Return what a crawl of an outlet needs to know; ``due`` was taken by the caller."""
    left_over = discovered.to_do(db, outlet=outlet, at=at)
    pages = (
        (each.outlet, each.key, revisits.validators(db, outlet=each.outlet, key=each.key))
        for each in (*left_over, *due)
    )
    listings = needed_lists.listed(db, outlet)
    return CrawlState(
        left_over=tuple(left_over),
        due=tuple(due),
        pages=tuple(each for each in pages if any(each[2])),
        listings=tuple(listings),
        killing=tuple(attempts.killing_listings(db, outlet=outlet, at=at).items()),
        robots=tuple(Robots(host=h, rules=r, seen_at=s) for h, r, s in robots.of(db, outlet)),
        first_run=needed_lists.first_run(db, outlet),
        known=pack(hash_of(*each) for each in discovered.known(db, outlet, most=MOST_KNOWN)),
        forgotten=pack(hash_of(outlet, key) for key in forgotten.keys_of(db, outlet)),
    )


def hash_of(outlet: str, key: str) -> int:
    """Return a link's hash, of 64 bits: of 10,000 no two are the same by chance."""
    return xxhash.xxh64_intdigest(f"{outlet}\0{key}".encode("utf-8", "surrogatepass"))


def pack(hashes: Iterable[int]) -> str:
    """Return hashes as text."""
    found = list(hashes)
    return base64.b64encode(struct.pack(f"<{len(found)}Q", *found)).decode("ascii")


def unpack(packed: str) -> set[int]:
    """Return the hashes that ``pack`` packed; raises ValueError."""
    content = base64.b64decode(packed, validate=True)
    if len(content) % 8:
        raise ValueError("not whole hashes")
    return set(struct.unpack(f"<{len(content) // 8}Q", content))
