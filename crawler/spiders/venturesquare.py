"""Venture Square."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class VenturesquareSpider(OutletSpider):
    """Venture Square (벤처스퀘어), a site for start-ups in South Korea, in Korean.

    Gives: Korean start-ups that go to Japan, and the programmes that take them there.
    Terms: “All rights reserved” only (October 2026): internal analysis only.
    Feeds: /feed of WordPress, in dozens of lists from 2023 to 2026; whether it holds whole texts
    is not known, so they are only the backup.
    Caveats: the page's meta tag says +09:00 of a UTC clock, so it is not used. Articles are also
    published under /fr/, /en/ and so on: those are not read.
    Evidence: what a page of March 2026 says of its date; addresses of 2026. Who lists the feed
    does not say that it answered, so it waits for a probe [U].
    """

    name = "venturesquare"
    title = "벤처스퀘어"
    country = "KR"
    language = "ko"
    home = "https://www.venturesquare.net/"
    policy = Policy(kept="full", days=365, attribution="벤처스퀘어")
    terms = "internal analysis"
    schedule = "5 8-21/2 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://(?:www\.)?venturesquare\.net/(?P<key>\d{5,9})(?!\d)"),
        "https://www.venturesquare.net/{key}/",
    )
    sources = (Feed("https://www.venturesquare.net/feed", verified=False, text="backup"),)

    ignored_readings = frozenset({"meta article:published_time"})
