"""What commands ask of hanil.toml beside Scrapy's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newsdb.configuration import ConfigurationError, file_of, load

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.configuration.model import Configuration


def configured() -> Configuration:
    """Return the configuration; raises UsageError."""
    try:
        return load()
    except ConfigurationError as error:
        raise UsageError(str(error), print_help=False) from None


def extra_files(configuration: Configuration) -> dict[str, Path]:
    """Return the files that a restored installation needs beside its database, by name."""
    files = {"hanil.toml": file_of()}
    if configuration.watchlist:
        files["watchlist.toml"] = configuration.watchlist
    return files
