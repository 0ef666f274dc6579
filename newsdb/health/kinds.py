"""The kinds of alarms: what each is called, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from translations.english.desk.health import MESSAGES


class Kind(NamedTuple):
    """A kind of alarm: its name and advice in English; the catalogues have the translations."""

    english: str
    advice: str


KINDS: dict[str, Kind] = {
    kind: Kind(MESSAGES[f"alarm {kind}"], MESSAGES[f"advice {kind}"])
    for kind in (
        "silence",
        "volume",
        "field",
        "selector",
        "layout",
        "unreadable",
        "moved",
        "blocked",
        "limited",
        "login",
        "robots",
        "unreachable",
        "charset",
        "fault",
        "feed",
        "entries",
        "addresses",
        "failing",
        "backup",
        "archive",
        "room",
        "delivery",
        "recipient",
        "briefing",
        "messages",
        "writer",
        "idle",
    )
}

#: Kinds because of which articles of an outlet may be missing.
GAPS = frozenset(
    "silence volume unreadable moved blocked limited login robots unreachable charset fault feed"
    " failing idle".split()
)
