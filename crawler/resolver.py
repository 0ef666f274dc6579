"""Resolves names to public addresses only: what is resolved here is what is connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.error import DNSLookupError

from crawler.addresses import AllowedAddresses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


def proxy_hosts() -> frozenset[str]:
    """Return the hosts of the proxies that Scrapy takes from the environment."""
    named = (urlsplit(url if "://" in url else f"//{url}") for url in getproxies().values())
    return frozenset(parts.hostname for parts in named if parts.hostname)


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which gives out no address that AllowedAddresses lacks.

    Twisted asks it before each new connection and connects to the address that it gives, also for
    literal addresses: no second answer of a name server can come in between. The addresses of
    proxies are given out, since whoever runs the crawl named them.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allowed = AllowedAddresses()
        self.proxies = proxy_hosts()
        self.refused: LocalCache[str, str] = LocalCache(1_000)  # names and their addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = AllowedAddresses(crawler.settings.getlist("PRIVATE_ADDRESSES_ALLOWED"))
        return resolver

    def getHostByName(  # noqa: N802  its name upstream
        self, name: str, timeout: Sequence[int] = ()
    ) -> Deferred[str]:
        """Return the address of ``name``; fails with DNSLookupError for one not to be asked."""
        resolved: Deferred[Any] = super().getHostByName(name, timeout)
        return resolved if name in self.proxies else resolved.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if not self.allowed.has(address):
            self.refused[name] = address
            raise DNSLookupError(f"{name} is {address}, which is not a public address")
        return address
