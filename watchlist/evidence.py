"""The evidence for a rule: matches in an article, their number, and pairs near each other."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from newsdb.articles.verdicts import ReasonField
    from newsdb.records import Country


@dataclass(slots=True, eq=False)
class Hit:
    """A match in an article; compared by identity, so that sets of them are cheap."""

    place: int  # its position among the article's matches, in reading order
    field: ReasonField
    opening: bool  # in the first sentence of the body
    lead: bool
    concept: str
    start: int  # in the folded text, in which distances are counted
    end: int
    first: int  # in the stored text
    last: int
    term: str  # as printed
    country: Country | None = None  # of a body whose neighbours say it


#: The sort key for matches in reading order.
in_order = attrgetter("place")


class Evidence(NamedTuple):
    """The matches for which a condition holds, how often it does, and pairs near each other."""

    hits: tuple[Hit, ...] = ()
    times: int = 0
    pairs: tuple[tuple[Hit, Hit], ...] = ()


class Fired(NamedTuple):
    """A rule that held, its points, and the evidence."""

    rule: str
    points: float
    evidence: Evidence
