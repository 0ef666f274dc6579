"""What is computed of a string again and again, remembered by the string."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

Made = TypeVar("Made")


class Remembered(dict[str, Made]):
    """A dictionary that computes what it doesn't have, and is emptied when it has MOST.

    Looked up by ``map`` it takes half the time of a function with ``lru_cache``. Strings of more
    than LONGEST characters are no words and hardly ever come again.
    """

    MOST, LONGEST = 1 << 14, 64

    @abstractmethod
    def make(self, text: str) -> Made:
        """Return what is remembered of a string."""

    def __missing__(self, text: str) -> Made:
        made = self.make(text)
        if len(text) <= self.LONGEST:
            if len(self) >= self.MOST:
                self.clear()
            self[text] = made
        return made
