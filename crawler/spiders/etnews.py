"""Electronic Times."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

ARTICLE_BODY = PageDesign(
    name="article_body",
    title="#article_title_h2, .article_header h2",
    subtitle=".article_header .subtitle, .article_header h3",
    body="#articleBody",
    drop=".article_image, [class^=ad_], .related_news, .article_ad, .footer_btnwrap, .copy",
    dates=".article_header .time",
)


class EtnewsSpider(OutletSpider):
    """Electronic Times (전자신문), a Korean technology daily with a desk for small firms.

    Gives: the desk for small and venture firms; KORIT carries its articles to Japan.
    Terms: no commercial use (October 2026); redistribution and AI training are forbidden.
    Internal analysis only.
    Feeds: 22069 is 중기·벤처 (single source [U]); 02 economy, 22210 policy, Section901 all.
    Caveats: no JSON-LD; h1 is the logo, the title an h2. og:url carries ``?SNS=``. KORIT prints
    Japanese translations of its articles.
    Evidence: a page saved in March 2026; Section901 read in August 2026.
    """

    name = "etnews"
    title = "전자신문"
    country = "KR"
    language = "ko"
    home = "https://www.etnews.com/"
    policy = Policy(kept="full", days=365, attribution="전자신문", may_gloss="nothing")
    terms = "non-commercial; no AI use"
    schedule = "*/30 6-22 * * *"

    articles = ArticleUrl(
        re.compile(r"https?://(?:(?:www|m)\.)?etnews\.com/(?:amp/)?(?P<key>20\d{12})(?:[/?#]|$)"),
        "https://www.etnews.com/{key}",
    )
    sources = tuple(
        Feed(f"http://rss.etnews.com/{section}.xml", verified=False)
        for section in ("22069", "02", "22210", "Section901")
    )

    designs = (ARTICLE_BODY,)
    # About the site, the same on every page.
    ignored_readings = frozenset({"meta keywords", "meta author"})
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
