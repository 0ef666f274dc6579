"""Which command of Scrapy's a process was started for, so that it imports no other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import scrapy

if TYPE_CHECKING:
    from collections.abc import Sequence

_OURS = Path(__file__).parents[1] / "commands"
_THEIRS = Path(scrapy.__file__).parent / "commands"


def commands_module(arguments: Sequence[str]) -> str:
    """Return COMMANDS_MODULE for a process with these ``sys.argv``.

    The module of the one command that ``scrapy NAME`` asks for, nothing for one that is Scrapy's
    own, and the package of all for help, an unknown name or another program: Scrapy imports all
    that it finds there, and that was a fifth of a start.
    """
    if not arguments or not _is_scrapy(Path(arguments[0])):
        return "commands"
    name = next((word for word in arguments[1:] if not word.startswith("-")), "")
    if not name.isidentifier() or name.startswith("_"):
        return "commands"
    if (_OURS / f"{name}.py").is_file():
        return f"commands.{name}"
    return "" if (_THEIRS / f"{name}.py").is_file() else "commands"


def _is_scrapy(program: Path) -> bool:
    """Return whether a program is Scrapy's: its script, or ``python -m scrapy``."""
    return program.stem == "scrapy" or program.parts[-2:] == ("scrapy", "__main__.py")
