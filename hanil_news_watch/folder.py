"""The folder of an installation: where its hanil.toml is, with its own spiders and its secrets."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path

from hanil_news_watch import CODE

NAME = "hanil.toml"

#: What ``hanil init`` puts into a new folder.
STARTING_FILES = Path(__file__).with_name("starting_files")

#: A larger file was not written by a person.
LARGEST_FILE = 100_000  # bytes


_COMMENT = re.compile(r"\s#")


class FolderError(Exception):
    """There is no folder to work in, or it must not be trusted; the message says what to do."""


def find(start: Path | None = None) -> Path:
    """Return the nearest folder with hanil.toml: ``start``, by default the current one, or above.

    Raises FolderError when there is none, or when somebody else put it or what it brings along
    there: the spiders beside it are code that would run as whoever types the command, and .env can
    make it run (as git's safe.directory refuses).
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        file = folder / NAME
        if not file.is_file():
            continue
        if folder != CODE and (other := _of_another(folder)):  # else its code is in use
            raise FolderError(
                f"{other} belongs to another user, and what lies beside {NAME} would run as you."
                f" If you trust it: HANIL_CONFIG={file}"
            )
        return folder
    raise FolderError(
        f"There is no {NAME} in {start} or above it: make a folder with “hanil init DIR” and work"
        " in it, or name a configuration in HANIL_CONFIG."
    )


def _of_another(folder: Path) -> Path | None:
    """Return what in a folder belongs to somebody who must not let code run here, if anything.

    A link to a file of root's proves nothing: the link itself has an owner as well. In a folder
    that all may write to, as /tmp is, others may have put the spiders beside one's own file.
    """
    user, sudo = os.geteuid(), os.environ.get("SUDO_UID", "")
    spiders = folder / "spiders"
    for path in (folder / NAME, folder, folder / ".env", spiders, *spiders.glob("*")):
        if not all(is_trusted(owner, user, sudo) for owner in owners(path)):
            return path
    return None


def owners(path: Path) -> set[int]:
    """Return whose a path is, and whose what it leads to is; nobody's if there is none."""
    found = set()
    for look in (path.lstat, path.stat):
        with suppress(OSError):
            found.add(look().st_uid)
    return found


def enter(*, for_help: bool = False) -> None:
    """Let this process, and those that it starts, work with the folder's configuration.

    HANIL_CONFIG has precedence. ``for_help`` works without a folder. Raises FolderError.
    """
    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
    if named := os.environ.get("HANIL_CONFIG"):
        file = Path(named).absolute()  # the scheduler's crawls run in another folder
    else:
        try:
            file = find() / NAME
        except FolderError:
            if not for_help:
                raise
            file = STARTING_FILES / NAME
    os.environ["HANIL_CONFIG"] = str(file)
    read_environment(file.with_name(".env"))


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
        elif _COMMENT.search(value):  # to a shell and compose it is one, to systemd the value
            raise FolderError(f"{file}, line {number}: write a comment on a line of its own")
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
