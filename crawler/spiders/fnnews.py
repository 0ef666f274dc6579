"""Financial News."""

from __future__ import annotations

import re
from datetime import date

from crawler.designs.fnnews import AMP, ARTICLE_VIEW, VIEW_HD, WRAP_VIEW_HD
from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed, ListPage, SearchPage
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class FnnewsSpider(OutletSpider):
    """Financial News (파이낸셜뉴스), a Korean business daily.

    Gives: the desk's own paper: small firms, finance, cooperation with Japan.
    Terms: the footer forbids reproduction and redistribution; internal analysis only.
    Feeds: r20 real-time feeds; none for SMEs is known, so the sections that cover the topic, and
    ``all`` to catch the rest. The older ``/rss/fn_realnews_*`` are dead.
    Caveats: the id in a URL is the time a record was made, not the time of publication. One story
    has several ids (print and online edition, stub and full story). JSON-LD writes a space before
    the zone; dateModified may precede datePublished by seconds. Wire copy lives under /news/ too.
    Articles from before 2014-11-07 carry that day as their modification.
    Evidence: two pages saved in March 2026, public crawlers of 2025; robots.txt, the feeds' date
    format and the markup of section lists are unverified.
    """

    name = "fnnews"
    title = "파이낸셜뉴스"
    country = "KR"
    language = "ko"
    home = "https://www.fnnews.com/"
    schedule = "*/20 6-23 * * *"  # real-time feeds, but nothing published at night is urgent
    migrated_on = (date(2014, 11, 7),)
    policy = Policy(kept="full", attribution="파이낸셜뉴스", may_learn=False)
    terms = "internal analysis"

    articles = ArticleUrl(
        # All hosts (www., m. until 2019, busan., none) and AMP share the ids.
        re.compile(r"https?://(?:[\w-]+\.)?fnnews\.com/(?:news|ampNews)/(?P<key>\d{18})(?!\d)"),
        "https://www.fnnews.com/news/{key}",
    )
    sources = (
        *(
            Feed(f"https://www.fnnews.com/rss/r20/fn_realnews_{section}.xml")
            for section in ("industry", "international", "economy", "all")
        ),
        ListPage(
            "https://www.fnnews.com/newsflash",
            items="div.wrap_txt",
            link=".tit_thumb a[href]",
            date="span.caption",
        ),
        *(
            ListPage(
                f"https://www.fnnews.com/section/{section}",
                items="ul.list_article > li",
                link=".tit_thumb a[href]",
                date="span.caption",
            )
            for section in ("002002000", "002004002005")  # finance and IT, the only known ones
        ),
        SearchPage(
            "https://www.fnnews.com/search?search_txt={query}&page={page}"
            "&search_type=chronological&cont_type=tit&period_type=&searchDateS=&searchDateE=",
            items="ul.list_article > li",
            results="ul.list_article",
            link=".tit_thumb a[href]",
            date="span.caption",
            terms=("한일 중소기업", "한일 스타트업", "중기중앙회 일본", "중소기업 일본"),
        ),
    )

    designs = (ARTICLE_VIEW, WRAP_VIEW_HD, VIEW_HD, AMP)
    usual_origins = {
        "title": "layout",
        "body": "layout",
        "published": "json-ld",
        "section": "meta",
        "keywords": "meta",
        "image": "meta",
    }
