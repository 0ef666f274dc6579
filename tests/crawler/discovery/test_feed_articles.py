"""Articles read from feeds that hold all of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.discovery.feed_articles import from_entry
from crawler.discovery.feeds import feed_hints
from crawler.discovery.hints import Entry
from newsdb.articles.discovered import Link

NOON = datetime.fromisoformat("2026-11-20T12:00:00+09:00")
LINK = Link(outlet="a", key="1", url="https://a.kr/1", title="두 나라의 공방", published_at=NOON)
FIRST = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 연다고 12일 밝혔다."
SECOND = "공방은 다음 달 후쿠오카에서 문을 열며, 두 나라의 장인이 번갈아 머문다고 한다."
THIRD = "가온공예조합은 첫해에 물건 삼백 점을 함께 만들어 두 나라에서 팔 계획이라고 설명했다."
TEXT = [FIRST, SECOND, THIRD, f"{FIRST} {SECOND}"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>" + "</p><p>".join(TEXT) + "</p>",
        "<br/><br/>".join(TEXT),
        "\n\n".join(TEXT),
        f"<figure><figcaption>공방</figcaption></figure><p>{'</p><p>'.join(TEXT)}",
        f"<div><p>{'</p><p>'.join(TEXT)}</p></div><p>무단 전재 및 재배포 금지</p>",
    ],
)
def test_whole_texts(markup: str) -> None:
    page = from_entry(LINK, Entry(text=markup, summary="짧은 요약", authors=("김하나 기자",)))
    assert page is not None
    assert list(page.readings["body"][0].values) == TEXT
    assert page.readings["published"][0].values == ("2026-11-20T12:00:00+09:00",)
    assert page.readings["title"][0].source == "feed title"
    assert page.readings["authors"][0].values == ("김하나 기자",)


@pytest.mark.parametrize(
    "entry",
    [
        Entry(text=None, summary="<br>".join(TEXT)),  # unless the outlet says it is the text
        Entry(text="두 줄짜리 소식이다.", summary=None),
        Entry(text="<img src='/a.jpg'>", summary=None),
        Entry(text="<br>".join(TEXT)[:-9] + "...", summary=None),  # cut off
        Entry(text=None, summary=None),
    ],
)
def test_what_tells_only_of_an_article_is_none(entry: Entry) -> None:
    assert from_entry(LINK, entry) is None


def test_a_description_is_the_text_where_the_outlet_says_so() -> None:
    page = from_entry(LINK, Entry(text=None, summary="<br>".join(TEXT)), with_summary=True)
    assert page is not None
    assert page.readings["body"][0].source == "feed description"


ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>하나</title>
<link href="/news/1"/><author><name>김하나</name></author><category term="x">중기</category>
<content type="html">&lt;p&gt;{FIRST}&lt;/p&gt;</content></entry></feed>"""
MEDIA = """<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>하나</title>
<link>https://a.kr/1</link><media:content url="https://a.kr/1.jpg"/>
<pubdate>Thu,8 Jan 2026 4:35:5 GMT+9</pubdate></item></channel></rss>"""


def test_atom_and_media_feeds() -> None:
    (hint,) = feed_hints(ATOM.encode(), "https://a.kr/feed")
    assert hint.entry == Entry(
        text=f"<p>{FIRST}</p>", summary=None, authors=("김하나",), section="중기"
    )
    (hint,) = feed_hints(MEDIA.encode(), "https://a.kr/feed")
    assert hint.entry is not None
    assert hint.entry.image == "https://a.kr/1.jpg"
    assert hint.published_at == datetime.fromisoformat("2026-01-08T04:35:05+09:00")
