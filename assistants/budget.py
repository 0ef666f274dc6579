"""How much an answer may be: whole records, as many as fit, and where the next page begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    R = TypeVar("R", bound=BaseModel)
else:
    R = TypeVar("R")

#: Bytes of the records of an answer as JSON. The protocol sends an answer twice, as JSON and as
#: text, so that what arrives is a little more than twice as much.
BUDGET = 20_000


def fitting(records: Sequence[R], budget: int = BUDGET) -> list[R]:
    """Return the first records that fit, at least one."""
    found: list[R] = []
    left = budget
    for each in records:
        left -= len(each.model_dump_json().encode())
        if left < 0 and found:
            break
        found.append(each)
    return found
