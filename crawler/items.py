"""RawArticle: what a page says, unchanged, each field with its source."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from newsdb.articles.discovered import Link
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


def has_text(readings: Mapping[Field, list[Reading]]) -> bool:
    """Return whether any source gives an article's text."""
    return any(each.values for each in readings.get("body", ()))


#: How many values a source may give of a field, and how many characters each may have: several
#: times what the longest real ones do. What is longer is a fault or an attack.
LIMITS: dict[Field, tuple[int, int]] = {
    "title": (1, 1_000),
    "subtitle": (50, 1_000),
    "body": (10_000, 50_000),
    "captions": (200, 2_000),
    "authors": (100, 500),
    "published": (50, 300),
    "modified": (50, 300),
    "section": (20, 200),
    "keywords": (200, 200),
    "image": (20, 2_000),
    "attachments": (200, 2_000),
    "language": (1, 50),
    "access": (1, 50),
    "site": (5, 200),
    "canonical": (2, 2_000),
}

#: Characters of a whole text: a book. What is as long takes half a second to compare and judge.
LONGEST_BODY = 300_000


def limited(readings: Mapping[Field, list[Reading]]) -> tuple[Readings, tuple[Field, ...]]:
    """Return ``readings`` with what can be stored and is not too long, and the fields cut."""
    kept: Readings = {}
    cut: list[Field] = []
    for name, found in readings.items():
        most, longest = LIMITS[name]
        kept[name] = []
        for reading in found:
            given = [each[:longest] for each in reading.values[:most]]
            if name == "body":  # before anything is done with what is cut
                lengths = itertools.accumulate(map(len, given))
                given = given[: sum(length <= LONGEST_BODY for length in lengths)]
            if len(given) < len(reading.values) or any(len(e) > longest for e in reading.values):
                cut.append(name)
            kept[name].append(reading._replace(values=tuple(map(without_controls, given))))
    return kept, tuple(dict.fromkeys(cut))


#: Whom to believe first, by field: origins in their order.
Trust = dict[Field, tuple[Origin, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article page as read: for each field all readings, the most trusted first.

    Readings are as ``limited`` leaves them, whoever made them; ``cut`` are the fields that were
    longer.
    """

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
    next_page: str | None = None  # the address of a page with more of the text, not read yet
    readings: Mapping[Field, list[Reading]] = field(repr=False)
    cut: tuple[Field, ...] = field(init=False)

    @property
    def has_text(self) -> bool:
        """Whether any source gave a text."""
        return has_text(self.readings)

    def __post_init__(self) -> None:
        readings, cut = limited(self.readings)
        object.__setattr__(self, "readings", readings)
        object.__setattr__(self, "cut", cut)


class SoFar(NamedTuple):
    """An article as read up to one of its pages."""

    article: RawArticle
    link: Link
    number: int  # of the last page read
