"""An article in the markup of each of the four fnnews designs."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any

Record = dict[str, Any]

KEY = "202511251630001234"
AD = "<div id='ad_body2' class='ad_center'><br><div id='div-gpt-ad-1'><script>x()</script></div></div>"


def printed(iso: str) -> str:
    return datetime.fromisoformat(iso).strftime("%Y.%m.%d %H:%M")


def _paragraphs(record: Record) -> list[str]:
    """The body as printed: dateline before it, an advertisement inside, byline after it."""
    paragraphs = [escape(text, quote=False) for text in record["body"].split("\n\n")]
    author = record["authors"][0]
    name, place = author["name"], record["dateline"]
    paragraphs[0] = f"【{record['source']} {place}={name} {author['role']}】{paragraphs[0]}"
    words = paragraphs[2].split(" ")
    paragraphs[2] = f"{' '.join(words[:3])} {AD}{' '.join(words[3:])}"
    return paragraphs


def _byline(record: Record) -> str:
    author = record["authors"][0]
    return f"{author['email']} {author['name']} 기자"


def _head(record: Record) -> str:
    title, author = escape(record["title"]), record["authors"][0]["name"]
    published = record["published_at"]
    ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": record["title"],
        "datePublished": published.replace("+09:00", " +0900"),
        "dateModified": record["modified_at"].replace("+09:00", " +0900"),
        "author": {"@type": "Person", "name": author},
        "description": "&amp;lsquo;짧은 설명&amp;rsquo;",
    }
    return f"""<title>{title} - 파이낸셜뉴스</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="파이낸셜뉴스">
<meta property="og:url" content="https://www.fnnews.com/news/{KEY}">
<meta property="article:author" content="{author}">
<meta property="article:published_time" content="{published.replace("+09:00", "+0900")}">
<meta property="article:modified" itemprop="dateModified" content="{printed(record["modified_at"])}">
<link rel="canonical" href="https://www.fnnews.com/news/{KEY}">
<script type="application/ld+json">{json.dumps(ld, ensure_ascii=False)}</script>"""


def wrap_view_hd(record: Record) -> str:
    body = "\n<br>\n<br>".join(_paragraphs(record))
    return f"""<!DOCTYPE html><html lang="ko-KR"><head>{_head(record)}</head><body>
<div id="summaryShow"><strong class="tit_thumb">{escape(record["title"])}</strong>
<p class="cont_view">기계가 만든 요약이다.</p></div>
<div class="wrap_view_hd"><span class="location"><span class="depth-1">국제</span>
<a href="/section/002001001" class="tit_thumb">국제일반</a></span>
<h1 class="tit_thumb">{escape(record["title"])}</h1>
<div class="info"><span class="row-1"><p class="writer addByline">{record["authors"][0]["name"]} 기자</p>
</span><span class="row-2"><p>파이낸셜뉴스</p><p>입력 {printed(record["published_at"])}</p>
<p>수정 {printed(record["modified_at"])}</p></span></div></div>
<div class="cont_view" id="article_content" itemprop="articleBody">
<div class="summary"><strong class="txt_summary">{escape(record["subtitle"])}</strong></div>
<div class="view_img"><div class="box_img"><img alt="행사장 모습. 사진=김사진 기자"></div>
<figcaption class="caption">행사장 모습. 사진=김사진 기자</figcaption></div>
<br>{body}<br><br><span id="customByline">{_byline(record)}</span><br>
<div class="etr-keyword"><ul><li><a class="keyword_item" href="/search">#포럼</a></li></ul></div>
<p class="view_copyright">※ 저작권자 ⓒ 파이낸셜뉴스, 무단전재-재배포 금지</p></div>
<div id="hotNewsArea"><a href="/news/202511251530001111">많이 본 다른 기사</a></div></body></html>"""


def article_view(record: Record) -> str:
    body = "".join(f"<p>{text}</p>" for text in _paragraphs(record))
    return f"""<!DOCTYPE html><html lang="ko"><head>{_head(record)}</head><body>
<article class="article-view" role="article"><h1 class="article-view__title">{escape(record["title"])}</h1>
<div><span>입력{printed(record["published_at"])}</span><span>수정 {printed(record["modified_at"])}</span></div>
<div class="article-view__body"><figure><img alt="행사장"><figcaption>행사장 모습 /뉴스1</figcaption></figure>
{body}<p>{_byline(record)}</p><br><div class="ad-bottom">광고입니다</div>
<div class="article-view__tags"><a href="/search">#포럼</a></div>
<div class="article-view_copyright">저작권자 ⓒ 파이낸셜뉴스, 무단전재-재배포 금지</div></div>
<section class="article-list"><article><h3>다른 기사 제목</h3><p>2025.11.24 10:00</p></article></section>
</article></body></html>"""


def view_hd(record: Record) -> str:
    body = "<br><br>".join(_paragraphs(record))
    return f"""<!DOCTYPE html><html lang="ko"><head>{_head(record)}</head><body>
<div class="view_hd"><h1 class="tit_view">{escape(record["title"])}</h1>
<div class="byline"><em>파이낸셜뉴스</em><em>입력 {printed(record["published_at"])}</em>
<em>수정 {printed(record["modified_at"])}</em></div></div>
<div class="cont_view" id="article_content" itemprop="articleBody">
<div class="box_img"><img alt="행사장 모습"><span class="caption">행사장 모습</span></div>
{body}<div id="add_view_mid"><script>ad()</script></div><br><br>{_byline(record)}
<p class="art_copyright">※ 저작권자 ⓒ 파이낸셜뉴스, 무단전재-재배포 금지</p></div></body></html>"""


def amp(record: Record) -> str:
    body = "<br>".join(text.replace(AD, "") for text in _paragraphs(record))
    return f"""<!doctype html><html amp lang="ko"><head><title>{escape(record["title"])}</title></head><body>
<nav><ul><li>정치</li><li>경제</li></ul></nav>
<div>{escape(record["title"])}</div>
<div>파이낸셜뉴스 &nbsp; {printed(record["published_at"])} &nbsp; 수정 : {printed(record["modified_at"])}<a
 href="https://www.fnnews.com/news/{KEY}">기사원문</a></div>
<div><b>{escape(record["subtitle"])}</b><br><br>{body}<br>{_byline(record)}</div>
<h4>Hot 포토</h4><ul><li>사진 기사 하나</li></ul><h4>많이 본 뉴스</h4><ol><li>다른 기사</li></ol></body></html>"""
