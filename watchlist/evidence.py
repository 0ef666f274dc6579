"""What makes a rule hold: matches in an article, how often they hold, which stand near which."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from newsdb.articles.verdicts import ReasonField


@dataclass(slots=True, eq=False)
class Hit:
    """A match in an article: itself and no other, so that sets of them cost little."""

    place: int  # among the article's matches, as it is read
    field: ReasonField
    lead: bool
    concept: str
    start: int  # in the folded text, as distances are counted
    end: int
    first: int  # in the stored text
    last: int
    term: str  # as printed


#: Orders matches as an article is read.
in_order = attrgetter("place")


class Evidence(NamedTuple):
    """Matches that make something hold, how often it does, and which stand near which."""

    hits: tuple[Hit, ...] = ()
    times: int = 0
    pairs: tuple[tuple[Hit, Hit], ...] = ()


class Fired(NamedTuple):
    """A rule that held, the points that it gave, and what it rests on."""

    rule: str
    points: float
    evidence: Evidence
