"""How fast this machine is beside the one on which the limits in seconds were set.

Limits such as "a PDF of 200 entries in five seconds of CPU" hold on a machine that imports Scrapy
in 0.295 s. A slower one can't show them as they are; ratios to that import can be compared.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache

#: CPU seconds of ``import scrapy`` where the limits were set: the middle of 0.256 to 0.333.
REFERENCE = 0.295
_IMPORT = "import time; a = time.process_time(); import scrapy; print(time.process_time() - a)"
_TRIES = 5


@cache
def factor() -> float:
    """Return how many times the CPU of the reference this machine takes; the least of some tries.

    Each try is a new process, the first of which compiles what isn't compiled. Load makes it
    greater, so measure it beside what it explains.
    """
    tries = [
        float(
            subprocess.run([sys.executable, "-c", _IMPORT], check=True, capture_output=True).stdout
        )
        for _ in range(_TRIES)
    ]
    return min(tries) / REFERENCE


def both(seconds: float) -> str:
    """Return a time as measured, and as it would be on the reference: ``6.3 s (3.2 s)``."""
    return f"{seconds:.2f} s ({seconds / factor():.2f} s)"
