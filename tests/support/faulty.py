"""Runs scrapy with a fault in it: ``faulty.py HOW MARK ARGUMENTS``.

A page whose text holds MARK meets the fault when it is normalised, a listing that holds it when it
is read. HOW: ``raise``; ``hang`` in
Python, ``hang in C`` where no signal is heard, ``die`` (SIGKILL). The limits are short.
"""

from __future__ import annotations

import os
import signal
import sys
import unicodedata
from typing import TYPE_CHECKING

from scrapy.cmdline import execute

from crawler import time_limit
from crawler.discovery import listing_responses
from pipelines import normalise

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.discovery.hints import Hint
    from crawler.discovery.listing_responses import ListingPage
    from crawler.items import RawArticle
    from newsdb.articles.rejections import Rejection
    from pipelines.candidate import Candidate


def meet(how: str) -> None:
    if how == "raise":
        raise KeyError("a fault of this program")
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang in C":
        unicodedata.normalize("NFC", "\u0315\u0300\u05ae\u0323" * 100_000)
    while True:
        pass


def main() -> None:
    how, mark = sys.argv[1:3]
    time_limit.LIMIT = 0.5
    time_limit.LAST_RESORT = 3.0 if how == "hang in C" else 60.0
    sound = normalise.normalise

    def faulty(raw: RawArticle) -> Candidate | Rejection:
        if any(mark in text for each in raw.readings["body"] for text in each.values):
            meet(how)
        return sound(raw)

    listed = listing_responses._hints_on

    def faulty_listing(
        response: Response, page: ListingPage, unreadable: list[str] | None
    ) -> list[Hint]:
        if mark in response.text:
            meet(how)
        return listed(response, page, unreadable)

    normalise.normalise = faulty
    listing_responses._hints_on = faulty_listing
    execute(["scrapy", *sys.argv[3:]])


if __name__ == "__main__":
    main()
