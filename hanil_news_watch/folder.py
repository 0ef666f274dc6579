"""The folder of an installation: where its hanil.toml is, with its own spiders and its secrets."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from hanil_news_watch import CODE

NAME = "hanil.toml"

#: What ``hanil init`` puts into a new folder.
STARTING_FILES = Path(__file__).with_name("starting_files")

#: A larger file was not written by a person.
LARGEST_FILE = 100_000  # bytes


class FolderError(Exception):
    """There is no folder to work in, or it must not be trusted; the message says what to do."""


def find(start: Path | None = None) -> Path:
    """Return the nearest folder with hanil.toml: ``start``, by default the current one, or above.

    Raises FolderError when there is none, or when somebody else put it there: the spiders beside
    it are code that would run as whoever types the command (as git's safe.directory refuses).
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        file = folder / NAME
        if not file.is_file():
            continue
        owner, sudo = file.stat().st_uid, os.environ.get("SUDO_UID", "")
        if folder != CODE and not is_trusted(owner, os.geteuid(), sudo):  # else its code is in use
            raise FolderError(
                f"{file} belongs to another user, and what lies beside it would run as you. If you"
                f" trust it: HANIL_CONFIG={file}"
            )
        return folder
    raise FolderError(
        f"There is no {NAME} in {start} or above it: make a folder with “hanil init DIR” and work"
        " in it, or name a configuration in HANIL_CONFIG."
    )


def enter(*, for_help: bool = False) -> None:
    """Let this process, and those that it starts, work with the folder's configuration.

    HANIL_CONFIG has precedence. ``for_help`` works without a folder. Raises FolderError.
    """
    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
    if not os.environ.get("HANIL_CONFIG"):
        try:
            folder = find()
        except FolderError:
            if not for_help:
                raise
            folder = STARTING_FILES
        os.environ["HANIL_CONFIG"] = str(folder / NAME)
    read_environment(Path(os.environ["HANIL_CONFIG"]).with_name(".env"))


def read_environment(file: Path) -> None:
    """Take the variables of a file of NAME=VALUE lines that the environment lacks.

    Read as systemd, compose and a shell do alike: no spaces around =, one pair of quotes.
    Raises FolderError for a line that is none, without quoting it: it may be a secret.
    """
    try:
        if not file.is_file():
            return
        with file.open(encoding="utf-8-sig") as lines:
            text = lines.read(LARGEST_FILE)
            is_open = bool(os.fstat(lines.fileno()).st_mode & stat.S_IROTH)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FolderError(f"{file} can't be read: {why}") from error
    if is_open:
        sys.stderr.write(f"Others on this machine may read {file}: chmod 600 it\n")
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        name, is_set, value = words.removeprefix("export ").partition("=")
        if not is_set or not (name.isidentifier() and name.isascii()) or "\0" in value:
            raise FolderError(f"{file}, line {number}: write NAME=VALUE, without spaces around =")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if value:  # an empty one is a line of .env.example that nobody has filled in
            os.environ.setdefault(name, value)


def is_trusted(owner: int, user: int, sudo: str = "") -> bool:
    """Tell whether a file's owner may let code run as a user: itself, root, or who used sudo.

    ``sudo`` is SUDO_UID, which only says something to root.
    """
    trusted = {0, user}
    if user == 0 and sudo.isdecimal():
        trusted.add(int(sudo))
    return owner in trusted
