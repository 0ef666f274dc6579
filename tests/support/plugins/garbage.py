"""How often test processes search for garbage."""

from __future__ import annotations

import gc

#: How many more objects than before there must be, and how many searches of younger ones. Python's
#: own numbers (700, 10, 10) cost tests, whose objects live for a moment, two seconds of a hundred.
THRESHOLDS = (20_000, 20, 20)


def search_seldom() -> None:
    """Search what is made from now on, and seldom; nothing of what is there."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
