"""Pages that don't show their text, and flashes, whose text is one line."""

from __future__ import annotations

import pytest

from crawler.reading.kinds.flashes import is_text
from crawler.reading.kinds.scale import Named
from crawler.reading.page import NoArticleError, read_page

URL = "https://www.dawn.example/news/12"
TIME = "<meta property='article:published_time' content='2026-03-12T10:00:00+09:00'>"
NEWS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s",'
    ' "datePublished": "2026-03-12T10:00:00+09:00"}</script>'
)


def head(title: str, more: str = "") -> str:
    return (
        f"<head><title>{title} - 새벽경제</title><meta property='og:title' content='{title}'>"
        f"<meta property='og:type' content='article'>{TIME}{more}</head>"
    )


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("[속보] 한일 중소기업 협약 체결", "한일 중소기업 부품 공동생산 협약 체결."),
        ("[속보] 일본 중기단체장 내주 방한", "일본 중소기업 단체장 다음 주 방한"),
        ("[1보] 부산 공단 화재 진화", "부산 공단 화재, 두 시간 만에 진화"),
        ("한은, 기준금리 동결", "한국은행 기준금리 연 2.5% 동결"),
        ("코스피 4,000선 회복", "코스피 장중 4,000선 회복."),
        ("[속보] 한일 재무장관 회담 개최", "한일 재무장관 회담 개최"),
        ("【速報】日韓の中小企業が協定", "日韓の中小企業が部品の共同生産で協定を結びました。"),
        ("【速報】日銀、利上げを決定", "日銀が利上げを決定"),
        ("福岡で共同検査場が開所", "共同検査場が福岡に開所した。"),
        ("円相場、一時150円台", "円相場が一時1ドル150円台に"),
        ("町工場連合、韓国に進出", "町工場連合が韓国へ進出する。"),
        ("BREAKING: Works sign pact", "Works sign parts pact."),
        ("Bank holds rate", "Central bank holds rate at 2.5%"),
        ("Ferry service resumes", "Ferry service resumes at noon."),
        ("Foundry fire is out", "The foundry fire is out."),
        ("Minister to visit Oita", "Minister to visit Oita Friday"),
    ],
)
def test_a_flash_is_an_article_of_one_line(title: str, line: str) -> None:
    text = f"<div class='article-body'><p>{line}</p></div>"
    page = f"{head(title)}<h1>{title}</h1><p>2026.03.12 10:00</p>{text}"
    assert read_page(page, URL).readings["body"][0].values == (line,)


@pytest.mark.parametrize("line", ["Loading…", "잠시만 기다려 주세요", "広告", "Share this story"])
def test_a_stray_line_is_no_text(line: str) -> None:
    assert not is_text([line], ["부산·후쿠오카 중소기업, 부품 공동생산 협약"])
    page = f"{head('부산·후쿠오카 중소기업 협약')}{NEWS % '협약'}<div id=app><p>{line}</p></div>"
    assert not read_page(page, URL).readings["body"]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("부산·후쿠오카 중소기업, 부품 공동생산 협약", "<div id='root'></div>"),
        (
            "釜山と福岡の中小企業、部品を共同生産へ",
            "<div id='__next'><div class='skeleton'></div></div>",
        ),
        ("Busan and Fukuoka works to share a bench", "<noscript>Enable JavaScript.</noscript>"),
        (
            "부산·후쿠오카 중소기업 협약",
            "<h1>부산·후쿠오카 중소기업 협약</h1><div class='pay'></div>",
        ),
        ("공동 검사장 문 열어", "<form><input type=password></form><div id='root'></div>"),
        ("日韓の町工場が連携", "<h1>日韓の町工場が連携</h1><p>この記事は有料会員限定です</p>"),
    ],
)
def test_an_article_without_its_text_keeps_its_headline(title: str, body: str) -> None:
    found = read_page(f"{head(title, NEWS % title)}<body>{body}</body>", URL).readings
    assert not found["body"]
    assert found["access"][0].values == ("headline",)
    assert found["title"][0].values == (title,)
    assert found["published"]


def test_a_shell_has_the_headline_that_its_feed_gives() -> None:
    shell = "<title>새벽경제</title><div id='root'></div>"
    named = Named("부산 공방 열두 곳, 후쿠오카와 협약", dated=True)
    found = read_page(shell, URL, named=named).readings
    assert found["title"][0].values == (named.title,)
    assert found["access"][0].values == ("headline",)


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("<title>새벽경제</title><div id='root'></div>", None),
        ("<title>새벽경제</title><div id='root'></div>", Named("협약", dated=False)),
        ("<title>로그인 - 새벽경제</title><input type=password>", Named("협약", dated=True)),
        ("<title>404 Not Found</title>", Named("협약", dated=True)),
        ("<title>Just a moment...</title>", Named("협약", dated=True)),
        ("<title>전체기사 - 새벽경제</title><ul><li><a href=/1>하나</a></li></ul>", None),
        (
            "<title>찻잔</title><meta property='og:type' content='product'><b>38,000원</b>",
            Named("찻잔", dated=True),
        ),
    ],
)
def test_what_is_no_article_keeps_nothing(page: str, named: Named | None) -> None:
    with pytest.raises(NoArticleError):
        read_page(page, URL, named=named)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<title>새벽경제</title><body><nav><a href=/>새벽경제</a></nav></body>",
        "<script>document.cookie = 'seen=1'; location.reload()</script>",
        "<title>서비스 점검 안내</title><h1>서비스 점검 안내</h1>",
        "<title>メンテナンスのお知らせ</title><img src=/sorry.png>",
    ],
)
@pytest.mark.parametrize("own_address", [True, False])
def test_what_does_not_tell_of_the_article_is_tried_again(page: str, own_address: bool) -> None:
    named = Named("부산 공방 열두 곳, 후쿠오카와 협약", dated=True)
    with pytest.raises(NoArticleError, match=r"^no body:"):
        read_page(page, URL, named=named, own_address=own_address)


def test_a_headline_that_its_feed_cuts_off_is_known_again() -> None:
    page = "<title>새벽경제 | 부산 공방 열두 곳, 후쿠오카와 협약</title><h1>사진</h1>"
    named = Named("부산 공방 열두 곳, 후쿠오카…", dated=True)
    assert not read_page(page, URL, named=named, own_address=True).readings["body"]


@pytest.mark.parametrize(
    "teaser",
    [
        "부산의 금속가공 중소기업 열두 곳이 후쿠오카의 공방들과 부품을 함께 만들기로…",
        "釜山の金属加工の中小企業十二社が、福岡の工房と部品を共同で作ることを決め…",
        "Twelve small works in Busan and workshops in Fukuoka have agreed to make parts...",
    ],
)
def test_a_teaser_is_a_part(teaser: str) -> None:
    def access(*paragraphs: str) -> list[str]:
        text = "".join(f"<p>{each}</p>" for each in paragraphs)
        page = f"{head('Busan works')}<h1>Busan works</h1><div id=text>{text}</div>"
        found = read_page(page, URL, named=Named("Busan works", dated=True)).readings
        return [each.values[0] for each in found.get("access", ())]

    assert access(teaser) == ["false"]
    assert access(teaser.rstrip(".…") + "고 했다.") == []
    assert access(*(f"{teaser.rstrip('.…')} {number}." for number in range(9)), teaser) == []
