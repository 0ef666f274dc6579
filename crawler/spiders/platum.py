"""Platum."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class PlatumSpider(OutletSpider):
    """Platum (플래텀), a site for start-ups in South Korea, in Korean.

    Gives: start-ups between Korea, Japan and China; a Japanese site translates its articles.
    Terms: the usual copyright line only (October 2026): internal analysis only.
    Feeds: /feed of WordPress, in dozens of lists from 2023 to 2026; whether it holds whole texts
    is not known, so they are only the backup.
    Caveats: its CDN refused one reader in October 2026, and a Python client in March.
    Evidence: addresses of 2026. Who lists the feed does not say that it answered, and no page was
    seen, so it waits for a probe [U].
    """

    name = "platum"
    title = "플래텀"
    country = "KR"
    language = "ko"
    home = "https://platum.kr/"
    policy = Policy(kept="full", days=365, attribution="플래텀")
    terms = "internal analysis"
    schedule = "25 8-21/2 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://(?:www\.)?platum\.kr/archives/(?P<key>\d{4,9})(?!\d)"),
        "https://platum.kr/archives/{key}",
    )
    sources = (Feed("https://platum.kr/feed", verified=False, text="backup"),)
