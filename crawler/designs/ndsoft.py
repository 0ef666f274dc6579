"""ND-Soft's CMS, used by hundreds of Korean sites, described once.

A spider for such a site adds only host and name. Seen on more than ninety sites in March 2026:
``articleView.html?idxno=``, ``#article-view-content-div``.
"""

from __future__ import annotations

import re

from crawler.reading.page_design import PageDesign
from crawler.sources import Feed, ListPage
from crawler.urls import ArticleUrl

#: The article page. The first h1 is the site's logo, so the title is selected by its class.
ARTICLE_VIEW = PageDesign(
    name="nd-soft",
    title=".article-head-title, h1.heading, h3.heading, .aht-title",
    subtitle=".article-head-sub, .subheading, h4.subheading",
    body="#article-view-content-div",
    drop=(
        ".ad-template, [id^=AD], .view-copyright, .article-copy, .tag-group, .view-editors,"
        " .relation-list, .article-relation, .article-sns, .writer, .recommend"
    ),
    dates=".info-text, .infomation, .article-head-info",
    authors=".info-text, .infomation, .article-head-info",
    keywords=".tag-group a",
)


def addresses(host: str) -> ArticleUrl:
    """Return what the article URLs of the site at ``host`` look like, also AMP and mobile."""
    name = re.escape(host.removeprefix("www."))
    return ArticleUrl(
        re.compile(
            rf"https?://(?:(?:www|m)\.)?{name}/news/"
            r"articleView(?:Amp)?\.html\?(?:[^#]*&)?idxno=(?P<key>\d+)(?!\d)"
        ),
        f"https://{host}/news/articleView.html?idxno={{key}}",
    )


def sources(host: str, *, verified: bool = True) -> tuple[Feed | ListPage, ...]:
    """Return the CMS's feed and its list of all articles, at their usual URLs."""
    return (
        Feed(
            f"https://{host}/rss/allArticle.xml",
            verified=verified,
            elsewhere=tuple(
                f"https://cdn.{host.removeprefix('www.')}/rss/{name}_allArticle.xml"
                for name in ("gn_rss", "gns")
            ),
        ),
        ListPage(
            f"https://{host}/news/articleList.html?view_type=sm",
            items="#section-list li, .article-list .list-block, .article-list-content .list-block",
            link=".titles a[href], .list-titles a[href]",
            date=".byline, .list-dated",
            verified=verified,
        ),
    )
