"""ChosunBiz, Korean edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class ChosunbizSpider(OutletSpider):
    """ChosunBiz (조선비즈), a Korean business paper on Arc XP.

    Gives: what Korean industry does in Japan, with the exact minute of publication.
    Terms: the footer forbids copying, nothing is said of feeds (October 2026); AI training is
    forbidden. Internal analysis only.
    Feeds: whole articles in content:encoded. The page is still read first, since only its
    state has first_publish_date, up to an hour after what JSON-LD and meta tags say; the feed's
    text is the backup when the page is refused (one reader was blocked).
    Caveats: text, title, dates and authors stand in Fusion.globalContent only. The Japanese
    pages under /jp/ are a separate outlet, chosunbiz_ja; those under /en/ are not read.
    Evidence: a page saved in March 2026; the feed held 100 items in August 2026.
    """

    name = "chosunbiz"
    title = "조선비즈"
    country = "KR"
    language = "ko"
    home = "https://biz.chosun.com/"
    policy = Policy(kept="full", days=365, attribution="조선비즈", may_gloss="nothing")
    terms = "internal analysis; no AI use"
    schedule = "*/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(
            r"https?://(?:biz\.(?:m\.)?|m\.biz\.)chosun\.com/(?P<path>(?!jp/|en/)[\w-]+(?:/[\w-]+)*"
            r"/\d{4}/\d{2}/\d{2})/(?P<key>[A-Z0-9]{26})(?!\w)"
        ),
        "https://biz.chosun.com/{path}/{key}/",
    )
    sources = (
        Feed("https://biz.chosun.com/arc/outboundfeeds/rss/?outputType=xml", text="backup"),
    )

    usual_origins = {"title": "state", "body": "state", "published": "state"}
