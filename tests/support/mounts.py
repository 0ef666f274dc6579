"""Commands that see a full file system: mounts that only they see.

``unshare`` gives a command mounts of its own; they end with it, and nothing needs root.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSHARE = ("unshare", "--map-root-user", "--mount", "sh", "-ec")


@functools.cache
def can_mount() -> bool:
    """Tell whether mounts of one's own are allowed here: on Linux, but not in every container."""
    if not shutil.which("unshare"):
        return False
    command = [*_UNSHARE, "mount -t tmpfs none /mnt"]
    return not subprocess.run(command, capture_output=True, check=False).returncode


def on_full_disk(folder: Path) -> tuple[str, ...]:
    """Return the words before a command that finds ``folder`` on a disk without any room.

    The folder's files are on the disk, which is gone when the command ends.
    """
    script = (
        'disk=$(mktemp -d); cp -a "$0/." "$disk"; mount -t tmpfs -o size=4m none "$0";'
        ' cp -a "$disk/." "$0"; rm -r "$disk"; cat /dev/zero >"$0/filler" 2>/dev/null || true;'
        ' exec "$@"'
    )
    return (*_UNSHARE, script, str(folder))


@dataclass(frozen=True)
class SmallDisk:
    """A small file system at ``folder`` for commands that ``words`` begin; others see it there.

    ``seen`` is the same folder for everybody else, but not for SQLite, which resolves the link in
    it by name and so writes into what is covered: copy a database from there to read it.
    """

    folder: Path
    seen: Path
    words: tuple[str, ...]

    def leave(self, room: int) -> None:
        """Fill the disk but for ``room`` bytes, to a page of memory."""
        self.make_room()
        free = os.statvfs(self.seen)
        # Somebody else may be filling it just now.
        with suppress(OSError), (self.seen / ".filler").open("wb", buffering=0) as filler:
            filler.write(bytes(max(0, free.f_bavail * free.f_frsize - room)))

    def make_room(self) -> None:
        """Remove what fills the disk."""
        (self.seen / ".filler").unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, *, size: int) -> Iterator[SmallDisk]:
    """Mount a file system of ``size`` bytes, with what is in the folder, while the block runs."""
    script = 'mount -t tmpfs -o "size=$1" none "$0"; echo mounted; exec cat'
    with subprocess.Popen(
        [*_UNSHARE, script, str(folder), str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"mounted\n"
        seen = Path(f"/proc/{keeper.pid}/root{folder}")
        shutil.copytree(folder, seen, dirs_exist_ok=True)
        entering = ("nsenter", f"--target={keeper.pid}", "--user", "--mount")
        yield SmallDisk(folder, seen, (*entering, "--preserve-credentials", f"--wd={Path.cwd()}"))
