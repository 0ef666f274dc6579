"""Watch lists that came with orders, as files that a worker's crawls read."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

from newsdb.crawls.own_list import OwnListError, unpack
from pipelines.relevance import configured
from watchlist import WatchListError

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.crawls.messages import Order

#: How many lists are kept: that of the orders, and those before it, which crawls may still read.
KEPT = 10


class RefusedListError(Exception):
    """An order's watch list can't be had here; the message says why."""


class OwnLists:
    """Keeps the lists that came in ``folder``; ``own`` is this machine's, None for none."""

    def __init__(self, folder: Path, own: str | None) -> None:
        self.folder = folder
        self.own = own
        self._lock = threading.Lock()

    def for_order(self, order: Order) -> str:
        """Return the setting WATCHLIST for an order's crawls; raises RefusedListError.

        A list that is too large for an order has to be on this machine already.
        """
        try:
            if order.own_list:
                path = str(self._kept(order))
                if (version := configured(path).version) == order.watchlist:
                    return path
                raise RefusedListError(f"its watch list is {version}, not {order.watchlist}")
            versions = {}
            for setting in dict.fromkeys((self.own or "", "")):
                versions[setting] = configured(setting).version
                if versions[setting] == order.watchlist:
                    return setting
        except (OwnListError, WatchListError, OSError) as error:
            raise RefusedListError(f"its watch list can't be used: {error}") from error
        here = next(iter(versions.values()))
        raise RefusedListError(f"there is another watch list: {here}, not {order.watchlist}")

    def _kept(self, order: Order) -> Path:
        """Return the file of a list that came with an order; raises OwnListError, OSError."""
        assert order.own_list
        path = self.folder / order.own_list.digest / order.own_list.name
        with self._lock:
            if not path.exists():
                content = unpack(order.own_list)
                path.parent.mkdir(exist_ok=True)
                part = self.folder / "part"
                part.write_bytes(content)
                part.rename(path)
                self._drop_old()
        return path

    def _drop_old(self) -> None:
        folders = sorted(self.folder.iterdir(), key=lambda each: each.stat().st_mtime)
        for each in folders[:-KEPT]:
            shutil.rmtree(each, ignore_errors=True)
