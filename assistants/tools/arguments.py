"""Types that the arguments of several tools share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistants.asking import RefusedError


def _is_day(text: str) -> str:
    if text:
        date.fromisoformat(text)  # its ValueError is what pydantic waits for
    return text


Day = Annotated[
    str,
    Field(max_length=10, pattern=r"^(\d{4}-\d\d-\d\d)?$"),
    AfterValidator(_is_day),
]
Since = Annotated[Day, Field(description="First day, YYYY-MM-DD in Korean time; empty: any")]
Until = Annotated[Day, Field(description="Last day, included; empty: any")]
Limit = Annotated[int, Field(ge=1, le=50, description="Records a page; fewer if they are long")]
Cursor = Annotated[
    str, Field(max_length=80, description="next_cursor of the page before; empty: first page")
]
Number = Annotated[int, Field(ge=1, lt=10**18)]
Language = Literal["ko", "ja", "en"]


class Arguments(BaseModel):
    """The arguments of a tool; what it doesn't know is refused, so that no filter is dropped."""

    model_config = ConfigDict(extra="forbid")


def bad_cursor() -> RefusedError:
    """Return the refusal of a cursor that no page gave."""
    return RefusedError("cursor: give next_cursor of the page before, or leave it out")
