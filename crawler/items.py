"""RawArticle: what a page says, unchanged, each field with its source."""

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

#: Where a reading comes from: the first word of ``Reading.source``.
Origin = Literal["json-ld", "meta", "layout", "state", "text", "feed", "url"]


class Reading(NamedTuple):
    """What one source says about one field: one or more texts, and the source.

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

#: For each field the origins, the most trusted first.
Trust = dict[Field, tuple[Origin, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article page as read: all readings of each field, the most trusted first."""

    outlet: Outlet
    key: str
    url: str
    seen_url: str
    seen_at: datetime
    found_by: FoundBy
    found_in: str | None = None
    link_key: str | None = None
    layout: str
    migrated_on: tuple[date, ...] = ()  # days on which the outlet's CMS stamped its articles
    validators: Validators | None = None  # of the page's response, for the next request
    readings: Mapping[Field, list[Reading]] = field(repr=False)
