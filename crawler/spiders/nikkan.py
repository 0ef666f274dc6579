"""Nikkan Kogyo Shimbun."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class NikkanSpider(OutletSpider):
    """Nikkan Kogyo Shimbun (日刊工業新聞), Japan's daily for industry, in Japanese.

    Gives: which small manufacturers in Japan are in the news; the rest is behind a paywall.
    Terms: notice and credit to republish, no redistribution by program, robots for AI refused;
    internal analysis only, an excerpt is kept.
    Feeds: nksrdf.rdf (RDF), answered on 2026-09-28; strict parsers refuse it.
    Caveats: most pages show the beginning only.
    Evidence: the feed's answer, addresses. No page was seen, so it waits for a probe and is read
    as any site [U].
    """

    name = "nikkan"
    title = "日刊工業新聞"
    country = "JP"
    language = "ja"
    home = "https://www.nikkan.co.jp/"
    policy = Policy(kept="excerpt", days=365, attribution="日刊工業新聞", may_gloss="nothing")
    terms = "no redistribution; no AI use"
    schedule = "20 8-20/2 * * *"
    enabled = False
    awaits_probe = True

    articles = ArticleUrl(
        re.compile(r"https?://www\.nikkan\.co\.jp/articles/view/(?P<key>\d{6,9})(?!\d)"),
        "https://www.nikkan.co.jp/articles/view/{key}",
    )
    sources = (Feed("https://www.nikkan.co.jp/rss/nksrdf.rdf"),)
