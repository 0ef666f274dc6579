"""Runs scrapy and kills it (SIGKILL) after a while: ``kill_after.py SECONDS ARGUMENTS``."""

from __future__ import annotations

import os
import signal
import sys
import time

from scrapy.cmdline import execute


def main() -> None:
    seconds, own = float(sys.argv[1]), os.getpid()
    if not os.fork():
        time.sleep(seconds)
        if os.getppid() == own:  # else it has ended by itself
            os.kill(own, signal.SIGKILL)
        os._exit(0)
    execute(["scrapy", *sys.argv[2:]])


if __name__ == "__main__":
    main()
