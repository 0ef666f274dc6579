"""What commands that judge share: the configured watch list, or exit code 2 and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from pipelines.relevance import configured
from watchlist import WatchListError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from watchlist import WatchList


def configured_watchlist(settings: BaseSettings) -> WatchList:
    """Return the watch list that the settings name; raises UsageError listing its faults."""
    try:
        return configured(settings["WATCHLIST"])
    except WatchListError as error:
        raise UsageError(f"the watch list can't be used:\n{error}", print_help=False) from None
