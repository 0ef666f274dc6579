"""How often an address may ask for a page that needs no sign-in."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from browse.access.sign_in_limits import MOST, network

if TYPE_CHECKING:
    from collections.abc import Callable


class Allowance:
    """So many requests in so many seconds for each address; in memory."""

    def __init__(
        self, requests: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._requests, self._seconds, self._clock = requests, seconds, clock
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, address: str) -> float:
        """Count a request; return after how many seconds another is answered, 0 if this one is."""
        now, key = self._clock(), network(address)
        began, number = self._counts.pop(key, (now, 0))
        if now - began >= self._seconds:
            began, number = now, 0
        self._counts[key] = (began, number + 1)
        if len(self._counts) > MOST:
            self._counts.popitem(last=False)
        return began + self._seconds - now if number >= self._requests else 0.0
