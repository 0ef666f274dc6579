"""How much room everything takes, and when the disk will be full at the present rate."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

#: The rate is that of so many days; fewer than the least tell nothing yet.
DAYS = 28
LEAST_DAYS = 3

#: How many days of sizes are kept.
_KEPT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Sizes in bytes; ``rate`` is what the folder grows by in a day, None when unknown."""

    database: int
    folder: int
    free: int
    rate: float | None = None

    @property
    def days_left(self) -> float | None:
        """Days until the disk is full; None when nothing grows, or too little is known."""
        return self.free / self.rate if self.rate is not None and self.rate > 0 else None

    def describe(self, today: date) -> str:
        """Return the forecast in a sentence's worth of words."""
        told = f"{self.free / 1e9:.1f} GB free; the database has {self.database / 1e9:.2f} GB,"
        told += f" all of its folder {self.folder / 1e9:.2f} GB"
        if self.rate is None:
            return f"{told}; how fast it grows is not known yet"
        told += f", {self.rate / 1e6:+.1f} MB a day"
        if (left := self.days_left) is None:
            return told
        if left > 3650:
            return f"{told}: room for more than ten years"
        return f"{told}: full in {left:.0f} days, about {today + timedelta(days=left):%Y-%m-%d}"


def measure(database: Path) -> Room:
    """Return what a database and everything in its folder take on the disk."""
    main = sum(
        _size(database.with_name(f"{database.name}{suffix}")) for suffix in ("", "-wal", "-shm")
    )
    whole = sum(
        _size_of_entry(folder, name)
        for folder, _, names in os.walk(database.parent)
        for name in names
    )
    return Room(database=main, folder=whole, free=shutil.disk_usage(database.parent).free)


def note(db: Database, room: Room, *, at: datetime) -> None:
    """Keep today's sizes, once a day."""
    today = at.astimezone(KST).date()
    db.conn.execute(
        "INSERT OR IGNORE INTO room (day, database, folder, free) VALUES (?, ?, ?, ?)",
        (today.isoformat(), room.database, room.folder, room.free),
    )
    oldest = (today - timedelta(days=_KEPT)).isoformat()
    db.conn.execute("DELETE FROM room WHERE day < ?", (oldest,))


def forecast(db: Database, room: Room, *, at: datetime) -> Room:
    """Return ``room`` with the rate at which the folder grew of late."""
    today = at.astimezone(KST).date()
    sizes = [
        (date.fromisoformat(day), folder)
        for day, folder in db.conn.execute(
            "SELECT day, folder FROM room WHERE day >= ? ORDER BY day",
            ((today - timedelta(days=DAYS)).isoformat(),),
        )
    ]
    return Room(database=room.database, folder=room.folder, free=room.free, rate=growth(sizes))


def growth(sizes: Sequence[tuple[date, int]]) -> float | None:
    """Return by how much a size grows in a day: the slope of the line that fits best.

    None when the sizes span fewer than LEAST_DAYS days.
    """
    if not sizes or (sizes[-1][0] - sizes[0][0]).days < LEAST_DAYS:
        return None
    days = [(day - sizes[0][0]).days for day, _ in sizes]
    middle = sum(days) / len(days)
    mean = sum(size for _, size in sizes) / len(sizes)
    spread = sum((day - middle) ** 2 for day in days)
    together = sum(
        (day - middle) * (size - mean) for day, (_, size) in zip(days, sizes, strict=True)
    )
    return together / spread


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0


def _size_of_entry(folder: str, name: str) -> int:
    with suppress(OSError):  # gone since it was listed
        found = os.lstat(os.path.join(folder, name))  # noqa: PTH118 a walk of a whole archive
        return found.st_blocks * 512 // max(found.st_nlink, 1)
    return 0
