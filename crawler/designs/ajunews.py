"""The page design of Aju Business Daily, which its editions share."""

from __future__ import annotations

from crawler.reading.page_design import PageDesign

ARTICLE_BODY = PageDesign(
    name="articleBody",
    body="#articleBody",
    drop=(
        ".imgBox, .related_news, #relate_box, .keyword_tag, .news_like_bad, .byline, .copy,"
        " .view_bottom_cont, .comment_wrap, [id^=dcamp_ad], .atc_ad_view_bottom"
    ),
    authors="#articleBody .byline .name",
    dates=".hd_area .byline",
    keywords="#articleBody .keyword_tag a",
)
