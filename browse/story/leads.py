"""How the desk draws who was first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsdb.figures.leads import Lead

#: The line between two countries' marks, in pixels: so long without a lead, so much longer for
#: each hour of it, and never longer than this.
SHORTEST_LINE, PER_HOUR, LONGEST_LINE = 8, 1.6, 56


def line_of(lead: Lead) -> int:
    """Return how long the line between the two marks is, in pixels."""
    hours = (lead.minutes or 0) / 60
    return min(LONGEST_LINE, round(SHORTEST_LINE + PER_HOUR * hours))
