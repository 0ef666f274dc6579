"""Commands that see a full or a read-only file system: mounts that only they see.

``unshare`` gives a command mounts of its own; they end with it, and nothing needs root.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

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


def on_read_only_disk(folder: Path) -> tuple[str, ...]:
    """Return the words before a command that finds ``folder`` on a read-only file system."""
    script = 'mount --bind "$0" "$0"; mount -o remount,bind,ro "$0"; exec "$@"'
    return (*_UNSHARE, script, str(folder))
