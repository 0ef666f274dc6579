"""RawArticle: what a page says, untouched, each field with the source that said it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from newsdb.articles.revisits import Validators
    from newsdb.records import FoundBy, Outlet

Field = Literal[
    "title",
    "subtitle",
    "body",
    "captions",
    "authors",
    "published",
    "modified",
    "section",
    "keywords",
    "image",
    "attachments",
    "language",
    "access",
    "site",
    "canonical",
]

#: Where a reading comes from, in the words of ``Reading.source``'s beginning.
Origin = Literal["json-ld", "meta", "layout", "state", "text", "feed", "url"]


class Reading(NamedTuple):
    """What one source says of one field: one or more texts, and the source.

    ``source`` begins with its origin: ``json-ld headline``, ``meta og:title``,
    ``layout h1.tit_thumb``, ``text``, ``url``.
    """

    values: tuple[str, ...]
    source: str

    @property
    def origin(self) -> str:
        """The kind of source, the first word of ``source``."""
        return self.source.split(" ", 1)[0]


Readings = dict[Field, list[Reading]]

#: Whom to believe first, by field: origins in their order.
Trust = dict[Field, tuple[Origin, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article page as read: for each field all readings, the most trusted first."""

    outlet: Outlet
    key: str
    url: str
    seen_url: str
    seen_at: datetime
    found_by: FoundBy
    found_in: str | None = None
    link_key: str | None = None
    layout: str
    migrated_on: tuple[date, ...] = ()  # days on which the outlet's system stamped its articles
    validators: Validators | None = None  # what a fetched page answered, for asking it again
    readings: Mapping[Field, list[Reading]] = field(repr=False)
