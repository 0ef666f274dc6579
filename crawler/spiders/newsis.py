"""Newsis."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed, Sitemap
from crawler.urls import ArticleUrl
from newsdb.records import Policy

VIEWER = PageDesign(
    name="viewer",
    title="h1.title_area",
    subtitle=".viewer .summury h2",
    body=".viewer article",
    drop=".summury, .thumCont, .article_photo, #view_ad, .viewerBottom, .__cf_email__",
    dates=".subView p.txt",
)


class NewsisSpider(OutletSpider):
    """Newsis (뉴시스), a Korean news agency.

    Gives: an agency's wire with whole texts, which many outlets reprint.
    Terms: the page on its feeds sets no limit, the footer forbids copying (October 2026), the
    articles any use for AI. Internal analysis only.
    Feeds: whole articles in content:encoded, so the feed is read and the page is not requested:
    a hundred fewer requests a run. Entries with short texts are read from their pages.
    The sitemap is read for going back only; unverified [U].
    Caveats: on pages ``article:published_time`` is the last edit; JSON-LD has 등록. The author
    in meta tags is the agency. E-mail addresses are masked by Cloudflare. The text ends with
    ◎공감언론 뉴시스.
    Evidence: a page saved in March 2026; sokbo held 100 items in August 2026.
    """

    name = "newsis"
    title = "뉴시스"
    country = "KR"
    language = "ko"
    home = "https://www.newsis.com/"
    policy = Policy(kept="full", days=365, attribution="뉴시스", may_gloss="nothing")
    terms = "internal analysis; no AI use"
    schedule = "*/20 6-23 * * *"  # its feeds reach back less than an hour

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:(?:www|m|mobile)\.)?newsis\.com/view/"
            r"(?:\?(?:[^#]*&)?id=)?(?P<key>NIS[XI]\d{8}_\d{10})(?!\d)"
        ),
        "https://www.newsis.com/view/{key}",
    )
    sources = (
        *(
            Feed(f"https://www.newsis.com/RSS/{section}.xml", text="first")
            for section in ("industry", "economy", "bank", "international", "health", "sokbo")
        ),
        Sitemap("https://www.newsis.com/sitemap.xml", verified=False, archive=True),
    )

    designs = (VIEWER,)
    usual_origins = {"title": "layout", "body": "layout", "published": "json-ld"}
