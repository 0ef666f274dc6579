"""What an outlet shows instead of an article is never taken for one, whatever its design."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.http import HtmlResponse
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.reading.page import NoArticleError
from crawler.registry import outlet_spiders
from newsdb.articles.discovered import Link
from newsdb.database import now
from pipelines.candidate import Candidate
from pipelines.normalise import normalise

if TYPE_CHECKING:
    from crawler.outlet_spider import OutletSpider
    from newsdb.articles.rejections import Rejection

FIXTURES = Path(__file__).resolve().parents[4] / "fixtures"
#: Outlets whose pages are read; KOTRA's articles come from an API.
SPIDERS = [
    spider
    for spider in outlet_spiders(get_spider_loader(get_project_settings()))
    if any((FIXTURES / spider.name).rglob("page.html"))
]

HEAD = "<!DOCTYPE html><html><head><title>{}</title></head><body>"
IMPRINT = (
    "<footer><p>서울 중구 가상로 1 등록번호 서울 아00000 등록일 2005.10.12 발행인 홍길동"
    " 편집인 홍길동 청소년보호책임자 홍길동 대표전화 02-000-0000</p>"
    "<p>모든 콘텐츠는 저작권법의 보호를 받으며 무단 전재와 복사, 배포 등을 금합니다.</p></footer>"
)
HEADLINES = "".join(
    f"<li><a href='/news/{n}'>다른 날에 나온 기사의 제목 {n}</a>"
    f"<p>기사의 첫머리가 조금 보인다...</p><span>2026.11.{n:02} 10:00</span></li>"
    for n in range(1, 15)
)
PAGES = {
    "blocked": HEAD.format("Access Denied")
    + "<h1>Access Denied</h1><p>You don't have permission to access this page on this server."
    " Reference #18.2d351ab8.1557333295.a4e16ab</p></body></html>",
    "login": HEAD.format("로그인")
    + "<h1>로그인</h1><form><input name='id'><input type='password'><button>로그인</button></form>"
    f"<p>회원 가입을 하시면 더 많은 기사를 보실 수 있습니다.</p>{IMPRINT}</body></html>",
    "list": HEAD.format("전체기사")
    + f"<h1>전체기사</h1><ul>{HEADLINES}</ul>{IMPRINT}</body></html>",
    "shell": HEAD.format("뉴스")
    + "<div id='root'></div><noscript>이 사이트를 보려면 자바스크립트를 켜 주세요.</noscript>"
    f"<script>window.__STATE__ = {{}};</script>{IMPRINT}</body></html>",
    "gone": HEAD.format("오류")
    + f"<h1>삭제된 기사입니다</h1><p>요청하신 기사를 찾을 수 없습니다.</p>{IMPRINT}"
    f"<aside><h3>많이 본 뉴스</h3><ul>{HEADLINES}</ul></aside></body></html>",
    "empty": "",
}


def article_url(spider: type[OutletSpider]) -> str:
    files = sorted((FIXTURES / spider.name).rglob("page.expected.json"))
    expected = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return str(next(each["url"] for each in expected if "url" in each))


def read(spider: type[OutletSpider], url: str, html: str) -> Candidate | Rejection | None:
    """Return a crawl's result for a page; None if the reading finds no article."""
    response = HtmlResponse(url, body=html.encode(), encoding="utf-8")
    link = Link(outlet=spider.name, key=spider.key_of(url) or "", url=url)
    try:
        return normalise(spider().read(response, link, seen_at=now()))
    except NoArticleError:
        return None


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("spider", SPIDERS, ids=lambda spider: spider.name)
def test_it_is_no_article(spider: type[OutletSpider], kind: str) -> None:
    assert not isinstance(read(spider, article_url(spider), PAGES[kind]), Candidate)


@pytest.mark.parametrize("spider", SPIDERS, ids=lambda spider: spider.name)
def test_an_articles_frame_without_its_text_is_a_headline(spider: type[OutletSpider]) -> None:
    """The outlet's own page, rendered by scripts or with the text removed from its place.

    Nothing else on it is taken for the text; where it says enough of the article, that is kept.
    """
    case = next(
        file
        for file in sorted((FIXTURES / spider.name).rglob("page.expected.json"))
        if "body" in json.loads(file.read_text(encoding="utf-8"))
    )
    expected = json.loads(case.read_text(encoding="utf-8"))
    html = case.with_name("page.html").read_bytes().decode("utf-8", errors="ignore")
    for text in expected["body"].split("\n\n"):
        for form in (text, text.replace('"', '\\"'), text.replace("&", "&amp;")):
            html = html.replace(form, "")
    found = read(spider, expected["url"], html)
    if isinstance(found, Candidate):
        assert (found.article.access, found.article.body) == ("headline", "")
        assert found.article.title == expected["title"]
        assert found.article.published_at
