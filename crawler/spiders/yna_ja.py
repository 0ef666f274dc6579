"""Yonhap News Agency, Japanese edition."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy

STORY = PageDesign(
    name="story-news",
    title=".title-article01 h1, .tit-name, h1.tit01, h1.tit",
    subtitle=".tit-sub h2",
    body="article.story-news, div.story-news.article, article.article-story",
    drop=(
        ".comp-box, aside, .txt-copyright, .writer-zone01, .related-group, .related-zone,"
        " .article-ad-box, .txt-time, .link-info, .info-con"
    ),
    dates=".update-time, .txt-time, .info-con .txt",
)


class YnaJaSpider(OutletSpider):
    """Yonhap News Agency (聯合ニュース), South Korea's news agency, in Japanese.

    Gives: 韓日関係 as Korea's agency tells it to Japan; often translations of Korean items.
    Terms: as the Korean edition: no redistribution, no use for AI, the feeds for non-commercial
    use only (October 2026); internal analysis only.
    Feeds: japan-relationship is 韓日関係, the topic itself; the others catch the rest.
    Caveats: the feeds' pubDate has no zone, which means +09:00. Addresses carry ``?section=``.
    Evidence: a sister feed (nk) read in 2026, these in every list of readers from 2023 on; an
    address of 2020; no page was seen, so the classes are those of the English edition's pages of
    2023, with any site's reading as the fallback.
    """

    name = "yna_ja"
    title = "聯合ニュース"
    country = "KR"
    language = "ja"
    home = "https://jp.yna.co.kr/"
    policy = Policy(kept="full", days=365, attribution="聯合ニュース", may_gloss="nothing")
    terms = "non-commercial; no AI use"
    schedule = "5-59/30 6-23 * * *"

    articles = ArticleUrl(
        re.compile(r"https?://(?:m-)?jp\.yna\.co\.kr/(?:amp/)?view/(?P<key>AJP\d{17})(?!\d)"),
        "https://jp.yna.co.kr/view/{key}",
    )
    sources = tuple(
        Feed(f"https://jp.yna.co.kr/RSS/{section}.xml")
        for section in ("japan-relationship", "economy", "news")
    )

    designs = (STORY,)
    usual_origins = {"title": "layout", "body": "layout"}
