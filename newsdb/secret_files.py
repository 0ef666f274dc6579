"""Secrets for which hanil.toml names a file: passwords, keys, addresses of chats."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from newsdb.configuration import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 4096  # bytes


def secret_in(file: Path) -> str:
    """Return the secret that a file holds, which only its owner may read.

    Raises ConfigurationError; the message never holds what is in the file.
    """
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            content = opened.read(_LONGEST)
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"{file}: others may read this secret; run chmod 600 on it")
    try:
        secret = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} is not UTF-8 text") from None
    if not secret:
        raise ConfigurationError(f"{file} is empty")
    return secret
