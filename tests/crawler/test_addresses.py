"""Which addresses a crawl may connect to, however they are written or resolved."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawler.addresses import AllowedAddresses
from crawler.resolver import PublicResolver

PRIVATE = (
    *("127.0.0.1", "127.255.0.9", "10.0.0.1", "172.16.3.4", "192.168.0.1", "100.64.0.1"),
    *("169.254.169.254", "0.0.0.0", "224.0.0.1", "240.0.0.1", "198.18.0.1"),  # noqa: S104
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"),
)
PUBLIC = ("211.115.0.10", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_private_is_refused(address: str) -> None:
    assert not AllowedAddresses().has(address)
    assert AllowedAddresses().refuse(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_asked(address: str) -> None:
    assert AllowedAddresses().has(address)
    assert not AllowedAddresses().refuse(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.", "[::1]"),
        *("localhost", "LocalHost.", "a.localhost", "localhost.localdomain", "fe80::1%eth0"),
        *("１２７.０.０.１", "127。0。0。1", "%31%32%37.0.0.1"),
    ],
)
def test_every_notation_of_a_private_address_is_refused(host: str) -> None:
    assert AllowedAddresses().refuse(host)


@pytest.mark.parametrize("host", ["www.yna.co.kr", "localhost.example", "127.example", "cafe.de"])
def test_names_are_left_to_the_resolver(host: str) -> None:
    assert not AllowedAddresses().refuse(host)


def test_an_intranet_can_be_allowed() -> None:
    allowed = AllowedAddresses(["10.1.0.0/16", "::1"])
    assert allowed.has("10.1.2.3")
    assert allowed.has("::1")
    assert not allowed.has("10.2.0.1")
    assert not allowed.has("127.0.0.1")


def resolved(resolver: PublicResolver, name: str) -> Any:
    """Return the address that ``name`` is resolved to, or why not."""
    found: list[Any] = []
    resolver.getHostByName(name).addBoth(found.append)
    return found[0].value if isinstance(found[0], Failure) else found[0]


def test_a_name_that_leads_inside_is_refused_each_time_it_is_resolved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What counts is the address that is connected to, not what a name was a moment ago."""
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    resolver = PublicResolver(None, 100, 1)  # type: ignore[arg-type]  # resolves from its cache
    try:
        dnscache["rebound.example"] = "1.1.1.1"
        assert resolved(resolver, "rebound.example") == "1.1.1.1"
        dnscache["rebound.example"] = "169.254.169.254"
        for _ in range(2):
            assert isinstance(resolved(resolver, "rebound.example"), DNSLookupError)
        assert resolver.refused["rebound.example"] == "169.254.169.254"
        dnscache["proxy.example"] = "10.0.0.3"
        assert resolved(resolver, "proxy.example") == "10.0.0.3"
    finally:
        dnscache.clear()
