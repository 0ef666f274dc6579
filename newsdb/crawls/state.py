"""CrawlState: what a crawl on another machine needs to know of the database, as it was once.

What it doesn't know costs a request: an article that it takes for new is stored as the same.
"""

from __future__ import annotations

import base64
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 pydantic asks for it
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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

#: How much of robots.txt files comes with a crawl, in bytes: those of some hundred hosts.
MOST_RULES = 300_000


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


def state_of(
    db: Database,
    outlet: str,
    *,
    due: Sequence[Link],
    at: datetime,
    addresses: Iterable[str] = (),
) -> CrawlState:
    """Return what a crawl of an outlet needs to know; ``due`` was taken by the caller.

    ``addresses`` are those that the spider's file names. Another outlet may have asked their
    hosts for their rules: two editions of a paper share one.
    """
    left_over = discovered.to_do(db, outlet=outlet, at=at)
    pages = (
        (each.outlet, each.key, revisits.validators(db, outlet=each.outlet, key=each.key))
        for each in (*left_over, *due)
    )
    listings = needed_lists.listed(db, outlet)
    asked = (
        *addresses,
        *(each.url for each in listings),
        *(each.url for each in (*left_over, *due)),
    )
    rules = robots.of(db, outlet, hosts=hosts_of(asked), most=MOST_RULES)
    return CrawlState(
        left_over=tuple(left_over),
        due=tuple(due),
        pages=tuple(each for each in pages if any(each[2])),
        listings=tuple(listings),
        killing=tuple(attempts.killing_listings(db, outlet=outlet, at=at).items()),
        robots=tuple(Robots(host=h, rules=r, seen_at=s) for h, r, s in rules),
        first_run=needed_lists.first_run(db, outlet),
        known=pack(hash_of(*each) for each in discovered.known(db, outlet, most=MOST_KNOWN)),
        forgotten=pack(hash_of(outlet, key) for key in forgotten.keys_of(db, outlet)),
    )


def hosts_of(urls: Iterable[str]) -> list[str]:
    """Return the hosts of addresses, each once, with their ports as a request names them."""
    hosts: dict[str, None] = {}
    for url in urls:
        with suppress(ValueError):  # it is no address
            hosts[urlsplit(url).netloc] = None
    return list(hosts)


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
