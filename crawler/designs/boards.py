"""Boards of public bodies: a title, a table of facts, a text, and attached files.

The files (HWP, HWPX, PDF) are kept as links; their contents are not read.
"""

from __future__ import annotations

from crawler.reading.page_design import PageDesign

#: Where boards put their files; links that don't lead to a file are ignored.
FILES = (
    "[class*=file] a[href], [class*=attach] a[href], [class*=down] a[href], a[href*='ownload'],"
    " a[href$='.pdf'], a[href$='.hwp'], a[href$='.hwpx']"
)

#: The boards of South Korean ministries, by the names that their CMSs use for the text.
KOREAN_BOARD = PageDesign(
    name="board",
    title=(".view_title, .board_view .title, .board_view .subject, .bbs_view .subject"),
    subtitle=".view_subtitle",
    body=".view_cont, .view_content, .view_contents, .board_view .contents, .bbs_content",
    drop=(
        "[class*=file], [class*=attach], [class*=copyright], .kogl, .kogl_area, .opencode,"
        " .view_info, .sns_area, .satisfaction, .prev_next, .board_navi"
    ),
    dates=".view_info, .board_view .info, .bbs_view .info",
    attachments=FILES,
)

#: A press release on korea.kr; often only files stand in its ``article_wrap``.
KOREA_KR = PageDesign(
    name="korea.kr",
    title=".article_head h1",
    subtitle=".article_head .sub_title",
    body=".view_cont, .article_wrap",
    drop=f"{KOREAN_BOARD.drop}, .article_head, .filedown",
    dates=".article_head .info, .article_head",
    section=".article_head .info span:last-of-type",  # the ministry
    attachments=".filedown a[href], .file_down a[href], " + FILES,
)
