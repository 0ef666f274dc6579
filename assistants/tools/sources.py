"""The tool about outlets: which are read well, which are silent, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistants import outgoing
from assistants.budget import fitting
from assistants.tools import records
from newsdb.health import outlet_lines
from newsdb.health.kinds import KINDS

if TYPE_CHECKING:
    from assistants.asking import Asking
    from assistants.tools.periods import Nothing
    from newsdb.health.outlet_lines import Line

#: Alarms of an outlet that are told.
_MOST_ALARMS = 5


def outlet_health(asking: Asking, _asked: Nothing) -> records.Outlets:
    """Return how each outlet is doing; what a page or a log said is not in it."""
    found = outlet_lines.read(asking.db, at=asking.at)
    lines = [_outlet(each) for each in found.lines]
    shown = fitting(lines)
    return records.Outlets(outlets=shown, left_out=found.left_out + len(lines) - len(shown))


def _outlet(line: Line) -> records.Outlet:
    return records.Outlet(
        name=line.name,
        printed_title=outgoing.line(line.title, 100),
        country=line.country,
        language=line.language,
        state=line.state,
        articles_by_day=[each.articles for each in line.days],
        last_success=line.last_success,
        newest_published=line.newest_published,
        alarms=[
            records.Alarm(
                kind=each.kind,
                meaning=KINDS[each.kind].english,
                since=each.since.isoformat(timespec="minutes"),
            )
            for each in line.alarms[:_MOST_ALARMS]
        ],
    )
