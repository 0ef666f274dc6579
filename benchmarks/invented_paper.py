"""An invented paper of a small town, in no design that we know, for ``benchmarks.newcomer``."""

from __future__ import annotations

_STORIES = (
    (
        "남해 멸치액젓 조합, 나가사키 어묵 공방과 첫 계약",
        "남해의 멸치액젓 조합이 나가사키의 어묵 공방 세 곳과 원료 공급 계약을 맺었다.",
    ),
    (
        "통영 나전 공방 다섯 곳, 가나자와에 공동 매장",
        "통영의 나전 공방 다섯 곳이 가나자와의 옛 상점가에 공동 매장을 연다.",
    ),
    (
        "사천 부품업체, 나고야 항공 전시회에 나간다",
        "사천의 항공 부품업체 네 곳이 나고야에서 열리는 전시회에 함께 나간다.",
    ),
    (
        "거제 용접 학원, 기타큐슈에 실습장을 빌린다",
        "거제의 용접 학원이 기타큐슈의 조선소에서 실습장을 빌려 석 달 과정을 연다.",
    ),
)
_MORE = (
    "조합 관계자는 “품질을 확인하는 데 두 해가 걸렸다”며 “봄부터 물량을 늘리겠다”고 말했다.",
    "두 지역 상공회의소는 통관 서류를 함께 준비하는 창구를 열고, 다음 달 실무 협의를 이어 간다.",
)
_MENU = "".join(f"<li><a href='/list/{n}'>메뉴 {n}</a></li>" for n in range(12))


def pages(home: str) -> dict[str, tuple[str, bytes]]:
    """Return media type and content of each page by its path."""
    found = {
        "/": _html(
            "남해상공신문",
            "<link rel=alternate type='application/rss+xml' href='/news/rss.xml'>",
            "<a href='/terms'>이용약관</a>",
        ),
        "/terms": _html("이용약관", "", "<p>기사는 발췌해 인용할 수 있습니다.</p>"),
        "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /admin\n"),
    }
    items = ""
    for number, (title, lead) in enumerate(_STORIES, 1):
        date = f"2026-11-{28 - number}T09:1{number}:00+09:00"
        text = "".join(f"<p>{each}</p>" for each in (lead, f"{title}. 내달 발표한다.", *_MORE))
        found[f"/news/{number}"] = _html(
            f"{title} - 남해상공신문",
            "<meta property='og:type' content='article'>"
            f"<meta property='og:title' content='{title}'>"
            f"<meta property='article:published_time' content='{date}'>",
            f"<ul class=gnb>{_MENU}</ul><div id=paper><h1 class=tit>{title}</h1>"
            f"<span class=when>{date[:10]} 09:1{number}</span><em class=by>정하람 기자</em>"
            f"<div class=story>{text}</div></div>",
        )
        items += (
            f"<item><title>{title}</title><link>{home}news/{number}</link>"
            f"<pubDate>{28 - number} Nov 2026 09:1{number}:00 +0900</pubDate></item>"
        )
    feed = f"<rss version='2.0'><channel><title>남해상공신문</title>{items}</channel></rss>"
    return {**found, "/news/rss.xml": ("text/xml; charset=utf-8", feed.encode())}


def _html(title: str, head: str, body: str) -> tuple[str, bytes]:
    page = (
        f"<html lang=ko><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )
    return "text/html; charset=utf-8", page.encode()
