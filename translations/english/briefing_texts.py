"""The few sentences that a briefing says by itself, in the language that it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "taken_away": (
        "Quoted texts that outlets' terms no longer allow are left out or shortened:"
        " items {places}."
    ),
    "forgotten": "[Article removed on request]",
    "rest": "Other",
    "title_daily": "Morning briefing",
    "title_weekly": "Weekly briefing",
    "title_one-off": "Briefing",
    "correction": "Correction of no. {number}",
    "erratum_changed": (
        "Item {place} of no. {number}: {outlet} has changed “{before}” to “{after}”."
    ),
    "erratum_unquoted": (
        "Item {place} of no. {number}: {outlet} has changed its article after we issued this."
    ),
    "erratum_notice": "Item {place} of no. {number}: {outlet} has published a correction: {after}",
    "erratum_removed": (
        "Item {place} of no. {number}: {outlet} has removed the article that we cited."
    ),
    "erratum_wrong": "We wrote: “{sentence}”",
}
