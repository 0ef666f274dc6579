"""The four designs of Financial News, newest first."""

from __future__ import annotations

import re
from datetime import date

from crawler.reading.page_design import PageDesign
from crawler.reading.text_order import TextOrder

#: Elements inside the text of the desktop designs that are not the article. #customByline is not
#: among them: bylines of any form are read off the end of the text.
NOT_TEXT = (
    "#summaryShow, .etr-keyword, .view_copyright, .art_copyright,"
    " #hotNewsArea, #newsStandArea, [id^=dablewidget], .related_news, figure"
)
PHOTO = ".view_img, .box_img, table.news_photo_table"
ADS = "[id^=ad_body], .ad_center, .mbad_bottom, .ad_leftbox, [id^=add_view_], [id^=div-gpt-ad]"

ARTICLE_VIEW = PageDesign(
    name="article-view",
    since=date(2026, 6, 1),
    marks="article.article-view",
    title=".article-view__title",
    body=".article-view__body",
    # The article element also holds other stories, so it is never the text itself.
    drop=(
        "section.article-list, .article-view__tags, .article-view_copyright,"
        f" .article-view__copyright, {NOT_TEXT}"
    ),
    see_through="article.article-view [class^='ad-'], " + ADS,
    captions=".article-view figcaption",
    # The classes of reporter and dates are unknown: both are recognised by their words.
    dates="article.article-view",
    authors="article.article-view",
    keywords=".article-view__tags a",
)

WRAP_VIEW_HD = PageDesign(
    name="wrap_view_hd",
    since=date(2025, 3, 1),
    until=date(2026, 6, 30),
    marks="div.wrap_view_hd",
    title=".wrap_view_hd h1",
    subtitle="#article_content .txt_summary",
    body="#article_content",
    drop=f"{NOT_TEXT}, {PHOTO}, #article_content div.summary",
    see_through=ADS,
    captions="#article_content .view_img figcaption",
    dates=".wrap_view_hd .info",
    authors=".wrap_view_hd .writer, #customByline",
    section=".wrap_view_hd .location .depth-1, .wrap_view_hd .location a",
    keywords=".etr-keyword .keyword_item",
)

VIEW_HD = PageDesign(
    name="view_hd",
    until=date(2025, 2, 28),
    marks="div.view_hd, .article_head",
    title=".view_hd h1, .article_head h1",
    subtitle="#article_content .txt_summary",
    body="#article_content",
    drop=f"{NOT_TEXT}, {PHOTO}",
    see_through=ADS,
    captions=f"#article_content figcaption, {PHOTO}",
    dates=".byline, .view_hd, .article_head",
    authors="#customByline, .byline",
)

#: The markup of the AMP pages is unknown, but the order of their text is known.
AMP = PageDesign(
    name="amp",
    marks="html[amp], html[⚡]",
    body="body",
    drop=(
        "nav, footer, aside, figure, amp-sidebar, amp-ad, amp-embed, amp-social-share, amp-iframe,"
        " amp-accordion, amp-carousel, amp-img"
    ),
    captions="figcaption",
    order=TextOrder(
        url=re.compile(r"/ampNews/"),
        date_line=re.compile(r"\d{4}\.\d{2}\.\d{2}\.?\s+\d{2}:\d{2}"),
        sure="기사원문",
        header=re.compile(r"^(?:파이낸셜뉴스|기사원문|입력|수정|공유.{0,4}|가|\W*)$"),
        opening=re.compile(r"^(?:【[^】]{2,40}】|\[[^\]]{2,40}\]|\([^)=]{1,15}=[^)]{1,15}\))"),
        sentence_end=re.compile(r"[.?!。]['\"’”)\]]*$"),
        byline=re.compile(r"@fnnews\.com"),
        stop=re.compile(
            r"^(?:Hot ?포토|많이 본 뉴스|※ ?저작권자|저작권자|관련 ?(?:기사|뉴스)|Copyright)"
        ),
    ),
)
