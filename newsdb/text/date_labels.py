"""Labels that say what a date is: 입력, 최종 수정, 公開, 更新, posted, updated."""

from __future__ import annotations

from functools import cache
from typing import Literal

from newsdb.text.data import read_lists


@cache
def label_pattern(*kinds: Literal["published", "modified"]) -> str:
    """Return a pattern of the labels of these kinds, or of all kinds when none is given."""
    lists = read_lists(__file__, "date_labels")
    words = [word.replace(" ", r"\s*") for kind in kinds or lists for word in lists[kind]]
    return f"(?:{'|'.join(words)})"
