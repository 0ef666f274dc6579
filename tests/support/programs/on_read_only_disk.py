"""Runs a module that finds a folder on a read-only file system.

``on_read_only_disk FOLDER -m MODULE ARGUMENTS``. The process does for itself what ``unshare`` does
for a command in ``tests.support.mounts``, so that it may be one that has imported everything.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import subprocess
import sys
from pathlib import Path

#: Of linux/sched.h; ``os.unshare`` has come with Python 3.12.
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000


def mount_read_only(folder: str) -> None:
    """Show this process, which is root in a world of its own, the folder as read-only."""
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "no mounts of one's own")
    for file, content in (
        ("setgroups", "deny"),
        ("uid_map", f"0 {user} 1"),
        ("gid_map", f"0 {group} 1"),
    ):
        Path("/proc/self", file).write_text(content, encoding="ascii")
    for words in (
        ("--make-rprivate", "/"),
        ("--bind", folder, folder),
        ("-o", "remount,bind,ro", folder),
    ):
        subprocess.run(["mount", *words], check=True)  # noqa: S607  it lies elsewhere on each


def main() -> None:
    folder, dash_m, module, *arguments = sys.argv[1:]
    assert dash_m == "-m"
    mount_read_only(folder)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
