"""A stub of a crawl: ``stub.py FILE NAME HOW``, a process that behaves as a crawl might.

It writes ``begin NAME PID`` and ``end NAME PID`` to FILE. HOW: a number of seconds to work, hang
(ignoring SIGTERM, with a child of its own), fail, or kill (itself).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time


def note(file: str, *words: object) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, (" ".join(map(str, words)) + "\n").encode())
    os.close(descriptor)


def main() -> int:
    file, name, how = sys.argv[1:4]
    note(file, "begin", name, os.getpid())
    if how == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # A grandchild inherits what is ignored.
        child = subprocess.Popen(["/bin/sleep", "300"])
        note(file, "child", name, child.pid)
        time.sleep(300)
    elif how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how != "fail":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        time.sleep(float(how))
    note(file, "end", name, os.getpid())
    return how == "fail"


if __name__ == "__main__":
    sys.exit(main())
