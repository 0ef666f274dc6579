"""Which addresses a crawl may connect to: public ones, and what the configuration allows.

Links come from outside: a feed that names ``http://169.254.169.254/`` or ``http://localhost:9200/``
would have the crawl read, and store, what only this machine can reach.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scrapy.exceptions import IgnoreRequest

from newsdb.text.composing import composed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network, IPv6Network

#: Addresses of IPv6 that a gateway translates: the address of IPv4 is their last four bytes.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("::/96"))

#: Names that mean this machine wherever they are resolved (RFC 6761).
_THIS_MACHINE = ("localhost", "localhost.localdomain", "localhost6", "ip6-localhost")


class PrivateAddressError(IgnoreRequest):
    """A request's address is not public; the message names what would allow it."""


class AllowedAddresses:
    """Tells public addresses, and those of the networks ``allowed``, from all others.

    :param allowed: addresses or networks (``10.1.0.0/16``, ``::1``) that are asked all the same;
        raises ValueError when one is neither
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.allowed: list[IPv4Network | IPv6Network] = [ip_network(each) for each in allowed]

    def has(self, address: str | IPv4Address | IPv6Address) -> bool:
        """Return whether a crawl may connect to ``address``; raises ValueError if it is none."""
        ip = _unwrapped(ip_address(address))
        public = ip.is_global and not (ip.is_multicast or ip.is_reserved)
        if isinstance(ip, IPv6Address):
            public = public and not ip.is_site_local
        return public or any(ip in each for each in self.allowed)

    def refuse(self, host: str) -> bool:
        """Return whether ``host`` itself is an address, or name of this machine, not to be asked.

        Other names have to be resolved first.
        """
        name = composed(unquote(host), "NFKC").replace("\u3002", ".")
        name = name.strip("[]").rstrip(".").lower()
        if name in _THIS_MACHINE or name.endswith(".localhost"):
            return not self.has("127.0.0.1")
        ip = literal(name)
        return ip is not None and not self.has(ip)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that ``host`` is, in any notation of the C library; None for a name.

    ``127.1``, ``0x7f000001`` and ``2130706433`` are 127.0.0.1 for whoever connects.
    """
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address of IPv4 that one of IPv6 stands for, else ``ip``."""
    if isinstance(ip, IPv4Address):
        return ip
    if inner := ip.ipv4_mapped or ip.sixtofour:
        return inner
    if ip.teredo:
        return ip.teredo[1]
    if int(ip) > 1 and any(ip in each for each in _TRANSLATED):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip
