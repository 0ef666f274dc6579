"""How many examples the costly tests of random inputs try: few, or all before a release.

``HYPOTHESIS_PROFILE=thorough`` says all. Cheap ones always try all.
"""

from __future__ import annotations

import os

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def examples(number: int) -> int:
    """Return the number that a thorough run tries, in others a third of it."""
    return number if THOROUGH else max(1, number // 3)
