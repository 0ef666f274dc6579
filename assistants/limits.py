"""How often a token may call in a minute; in the memory of the desk's process."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MINUTE = 60.0
#: Tokens of which calls are remembered; who has not called for longest is forgotten.
_MOST = 1000


class CallLimit:
    """So many calls of each token in any 60 seconds."""

    def __init__(self, calls: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls, self._clock = calls, clock
        self._times: OrderedDict[int | None, deque[float]] = OrderedDict()

    def take(self, token: int | None) -> float:
        """Count a call and return 0; or return after how many seconds one is answered again."""
        now = self._clock()
        times = self._times.pop(token, deque())
        self._times[token] = times
        if len(self._times) > _MOST:
            self._times.popitem(last=False)
        while times and times[0] <= now - _MINUTE:
            times.popleft()
        if len(times) >= self._calls:
            return times[0] + _MINUTE - now
        times.append(now)
        return 0.0
