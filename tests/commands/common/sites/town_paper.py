"""An invented paper of a small town, whose pages have no design that we know."""

from __future__ import annotations

from tests.support.loopback import Answer, Site, place

HOME = "https://www.namhae-sanggong.test/"
FEED = f"{HOME}news/rss.xml"
TERMS = f"{HOME}company/terms"

STORIES = {
    f"{HOME}news/20261127001": (
        "남해 멸치액젓 조합, 나가사키 어묵 공방과 첫 계약",
        "Fri, 27 Nov 2026 09:10:00 +0900",
        "남해의 멸치액젓 조합이 나가사키의 어묵 공방 세 곳과 원료 공급 계약을 맺었다.",
    ),
    f"{HOME}news/20261126004": (
        "통영 나전 공방 다섯 곳, 가나자와에 공동 매장",
        "Thu, 26 Nov 2026 14:00:00 +0900",
        "통영의 나전 공방 다섯 곳이 가나자와의 옛 상점가에 공동 매장을 연다.",
    ),
    f"{HOME}news/20261125002": (
        "사천 부품업체, 나고야 항공 전시회에 나간다",
        "Wed, 25 Nov 2026 08:30:00 +0900",
        "사천의 항공 부품업체 네 곳이 나고야에서 열리는 전시회에 함께 나간다.",
    ),
}

_MORE = (
    "조합 관계자는 “품질을 확인하는 데 두 해가 걸렸다”며 “봄부터 물량을 늘리겠다”고 말했다.",
    "두 지역 상공회의소는 통관 서류를 함께 준비하는 창구를 열고, 다음 달 실무 협의를 이어 간다.",
)


def article(title: str, date: str, lead: str) -> bytes:
    """Return an article's page."""
    text = "".join(
        f"<p>{each}</p>" for each in (lead, f"“{title}”의 자세한 내용은 내달 발표한다.", *_MORE)
    )
    return (
        f"<html lang=ko><head><meta charset=utf-8><title>{title} - 남해상공신문</title>"
        f"<meta property='og:type' content='article'><meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='{date}'></head><body>"
        f"<h1>{title}</h1><div class=text>{text}</div></body></html>"
    ).encode()


def serve(site: Site) -> None:
    """Let a loopback server (LOOPBACK_BY_HOST) be the paper."""
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate></item>"
        for url, (title, date, _) in STORIES.items()
    )
    pages = {
        HOME: (
            "<html lang=ko><head><meta charset=utf-8><title>남해상공신문 - 남해의 경제</title>"
            "<link rel=alternate type='application/rss+xml' href='/news/rss.xml'></head><body>"
            "<a href='/company/terms'>이용약관</a></body></html>"
        ).encode(),
        FEED: f"<rss><channel><title>남해상공신문</title>{items}</channel></rss>".encode(),
        **{url: article(*story) for url, story in STORIES.items()},
    }
    for url, body in pages.items():
        kind = "text/xml" if url == FEED else "text/html; charset=utf-8"
        site.answers[place(url)] = Answer(body, headers={"Content-Type": kind})
