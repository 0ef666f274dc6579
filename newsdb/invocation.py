"""How whoever started this process types our commands: messages must name what there is."""

from __future__ import annotations

import os
import re
import shutil

#: The environment variable that ``hanil`` sets for itself and the processes that it starts.
STARTED_BY = "HANIL_STARTED_BY"

#: What a checkout has make for; every other command is typed ``scrapy NAME`` there.
_MAKE = {
    "crawl": "make crawl",
    "demo": "make demo",
    "desk": "make browse",
    "schedule": "make schedule",
    "user": "make user",
}


#: One of our commands as texts of ours name it.
_NAMED = re.compile(r"\b(?:scrapy (?=[a-z])|python scheduler\.py)")


def typed(command: str) -> str:
    """Return a command as it is typed here: ``hanil user``, in a checkout ``make user``.

    ``scrapy`` is named by its path in a checkout whose environment the shell doesn't know.
    """
    if program := os.environ.get(STARTED_BY):
        return f"{program} {command}"
    scrapy = "scrapy" if shutil.which("scrapy") else ".venv/bin/scrapy"
    return _MAKE.get(command, f"{scrapy} {command}")


def as_typed(text: str) -> str:
    """Return a text of ours, without anything from outside in it, with commands as typed here."""
    if not (program := os.environ.get(STARTED_BY)):
        return text
    return _NAMED.sub(
        lambda found: f"{program} schedule" if "scheduler" in found[0] else f"{program} ", text
    )
