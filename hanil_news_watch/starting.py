"""A new folder to work in: files of ``starting_files/`` are copied into it, never over others."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from hanil_news_watch.folder import NAME, STARTING_FILES

if TYPE_CHECKING:
    from pathlib import Path

#: The files of a new folder by their names in ``starting_files/``.
FILES = {
    NAME: NAME,
    "watchlist.toml": "watchlist.toml",
    "spiders.txt": "spiders/README.txt",
    "env.example": ".env.example",
    "scrapy.cfg": "scrapy.cfg",
    "gitignore": ".gitignore",
}

#: What holds, or will hold, the hashes of passwords or keys is its owner's alone.
PRIVATE = {NAME, "env.example"}

NO_CONTACT = 'contact = ""'


class StartingError(Exception):
    """The folder can't be made or written to; the message says why."""


def start(folder: Path, contact: str) -> tuple[list[str], list[str]]:
    """Put what is missing into a folder; return the files made, and those that were there.

    Raises StartingError.
    """
    made: list[str] = []
    kept: list[str] = []
    try:
        for source, name in FILES.items():
            text = (STARTING_FILES / source).read_text(encoding="utf-8")
            if source == NAME and contact:
                # A string of JSON without characters beyond ASCII is one of TOML.
                text = text.replace(NO_CONTACT, f"contact = {json.dumps(contact)}", 1)
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            is_new = _write_new(file, text, 0o600 if source in PRIVATE else 0o644)
            (made if is_new else kept).append(name)
        # Databases, archive, logs: a container mounts a volume there.
        (folder / "data").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StartingError(f"{error.filename or folder}: {error.strerror}") from error
    return made, kept


def _write_new(file: Path, text: str, mode: int) -> bool:
    """Write a file unless its name is taken, be it by a link; tell whether it was written."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
    return True
