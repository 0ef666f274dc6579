"""The scheduler's sign of life: a small file beside the database, written every few seconds.

``python -m newsdb.runs.heartbeat`` tells whether it is fresh (exit code 0, else 1): for
containers.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from newsdb.configuration import load
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: A heartbeat older than this means that the scheduler hangs or is dead.
FRESH = timedelta(minutes=3)


class Heartbeat(BaseModel):
    """What the scheduler last said of itself."""

    model_config = ConfigDict(frozen=True)

    pid: int
    at: datetime
    started_at: datetime
    stopped_at: datetime | None = None  # it ended as asked
    running: dict[str, int] = {}  # names and seconds
    next_due: dict[str, datetime] = {}

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the scheduler is alive; the future is a clock that was set back."""
        return self.stopped_at is None and now - self.at <= FRESH


def place(database: Path) -> Path:
    """Return where the heartbeat of a database's scheduler is."""
    return database.with_name("scheduler.json")


def write(
    path: Path,
    *,
    pid: int,
    at: datetime,
    started_at: datetime,
    stopped: bool = False,
    running: Mapping[str, int] | None = None,
    next_due: Mapping[str, datetime] | None = None,
) -> None:
    """Write the file in one step, so that nobody reads half of it; raises OSError."""
    beat = {
        "pid": pid,
        "at": _stamp(at),
        "started_at": _stamp(started_at),
        "stopped_at": _stamp(at) if stopped else None,
        "running": dict(running or {}),
        "next_due": {name: _stamp(due) for name, due in (next_due or {}).items()},
    }
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(beat, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def read(path: Path) -> Heartbeat | None:
    """Return the heartbeat, None when there is none or it is not one."""
    try:
        return Heartbeat.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(KST).isoformat(timespec="seconds")


def main() -> int:
    """Say whether the scheduler of the configured database is alive."""
    beat = read(place(load().database))
    alive = beat is not None and beat.is_fresh(datetime.now(UTC))
    sys.stdout.write(f"{'alive' if alive else 'no sign of life'}: {beat or 'no heartbeat'}\n")
    return 0 if alive else 1


if __name__ == "__main__":
    sys.exit(main())
