"""How often somebody may try to sign in: pauses that grow with each failure.

A try is counted before its password is hashed, so that guesses at the same time see each other.
It is counted for the account and for the address, each with pauses of its own; but a browser that
has signed in to the account before, and an address from which its owner has lately, have a count
of their own in place of the account's, so that nobody locks a colleague out by guessing.
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies".)
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Rule:
    """``free`` failures cost nothing; then pauses double from ``first`` to ``longest`` seconds.

    What failed is forgotten when nothing has for ``memory`` seconds.
    """

    free: int
    first: float
    longest: float
    memory: float

    def pause(self, failures: int) -> float:
        """Return how long to wait after so many failures, in seconds."""
        if failures < self.free:
            return 0.0
        doubled: float = self.first * 2.0 ** min(failures - self.free, 30)
        return min(doubled, self.longest)


#: An account's pause stays short, since it is its owner who waits.
ACCOUNT = Rule(free=5, first=2, longest=60, memory=30 * 60)
#: An office may share an address, so more of its tries may fail.
ADDRESS = Rule(free=10, first=5, longest=5 * 60, memory=60 * 60)
#: A browser that is known: its owner's typing errors, or somebody at their machine.
DEVICE = Rule(free=10, first=5, longest=5 * 60, memory=30 * 60)

#: Beyond so many names or addresses the one that was quiet for longest is forgotten.
MOST = 10_000

Counted = tuple[Rule, str]


@dataclass
class _Count:
    failures: int = 0
    last: float = 0.0
    told: bool = False  # that a pause has begun


class Limits:
    """Failures to sign in, lately. In memory: a restart of the desk forgets them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[Rule, OrderedDict[str, _Count]] = {
            rule: OrderedDict() for rule in (ACCOUNT, ADDRESS, DEVICE)
        }

    def begin(self, counted: list[Counted]) -> float:
        """Return for how many seconds a try must wait; 0: it may be made, and has been counted."""
        now = self._clock()
        counts = list(self._of(counted, now))
        wait = max(
            count.last + rule.pause(count.failures) - now
            for (rule, _), count in zip(counted, counts, strict=True)
        )
        if wait > 0:
            return wait
        for count in counts:
            count.failures += 1
            count.last = now
            count.told = False
        return 0.0

    def take_back(self, counted: list[Counted]) -> None:
        """Uncount a try that was right, or was not made.

        Only that one: who signs in to an account of their own between guesses at another's gains
        nothing.
        """
        for count in self._of(counted, self._clock()):
            count.failures = max(0, count.failures - 1)

    def tell(self, counted: list[Counted]) -> bool:
        """Tell whether a pause has begun that nobody was told of yet; true once for each."""
        counts = list(self._of(counted, self._clock()))
        new = not all(count.told for count in counts)
        for count in counts:
            count.told = True
        return new

    def _of(self, counted: list[Counted], now: float) -> Iterator[_Count]:
        for rule, key in counted:
            kept = self._counts[rule]
            count = kept.get(key)
            if count is None or now - count.last >= rule.memory:
                count = kept[key] = _Count(last=now)
            kept.move_to_end(key)
            if len(kept) > MOST:
                kept.popitem(last=False)
            yield count


def counted_for(*, account: str, address: str, device: str | None, at_home: bool) -> list[Counted]:
    """Return what a try counts for.

    ``device`` names a browser that has signed in to this account before; ``at_home`` tells that
    the account's owner has, from this address.
    """
    if device:
        return [(DEVICE, device)]
    if at_home:
        return [(ADDRESS, network(address))]
    return [(ACCOUNT, account), (ADDRESS, network(address))]


def network(address: str) -> str:
    """Return whom an address stands for: of IPv6 the /64, all of which one machine may have."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
