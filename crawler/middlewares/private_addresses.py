"""No request goes to this machine or its network, whatever a link or a redirect says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError

from crawler.addresses import AllowedAddresses, PrivateAddressError
from crawler.resolver import PublicResolver, proxy_hosts

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class PrivateAddressMiddleware:
    """Downloader middleware that refuses literal addresses, and says why a name was refused.

    It sees every request: those that follow a redirect and those for robots.txt as well. Names
    are resolved, and refused, by PublicResolver, unless a proxy resolves them.
    """

    def __init__(self, allowed: AllowedAddresses) -> None:
        self.allowed = allowed
        self.proxies = proxy_hosts()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(AllowedAddresses(crawler.settings.getlist("PRIVATE_ADDRESSES_ALLOWED")))

    def process_request(self, request: Request) -> None:
        """Raise PrivateAddressError for the literal address of something not public."""
        host = urlsplit(request.url).hostname or ""
        # PublicResolver lets the proxy's own name through.
        if self.allowed.refuse(host) or host in self.proxies:
            raise _refusal(request.url, host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise PrivateAddressError, which is not retried, for a name that was refused."""
        from twisted.internet import reactor  # noqa: PLC0415  importing it installs one

        # Scrapy installs its resolver there; Twisted does not hand on why it gave no address.
        resolver = getattr(reactor, "resolver", None)
        if isinstance(exception, CannotResolveHostError) and isinstance(resolver, PublicResolver):
            address = resolver.refused.get(urlsplit(request.url).hostname or "")
            if address:
                raise _refusal(request.url, address) from exception


def _refusal(url: str, address: str) -> PrivateAddressError:
    return PrivateAddressError(
        f"{url}: {address} is not a public address and was not asked (for an intranet, name it in"
        " private_addresses_allowed)"
    )
