"""Run scrapy as if a name server had given an address: ``named.py NAME ADDRESS COMMAND ...``."""

from __future__ import annotations

import sys

from scrapy.cmdline import execute
from scrapy.resolver import dnscache


def main() -> None:
    name, address, *command = sys.argv[1:]
    dnscache[name] = address
    execute(["scrapy", *command])


if __name__ == "__main__":
    main()
