"""Feeds as they are sent: bytes of any charset, faults of any kind; no entry is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import feeds
from crawler.discovery.feed_markup import tree_of
from crawler.discovery.feeds import feed_hints
from crawler.discovery.hints import ListingError

BASE = "https://a.example/rss"
ONE, THREE = "https://a.example/n/1", "https://a.example/n/3"


def rss(middle: str, *, root: str = "<rss version='2.0'><channel>") -> str:
    """Return a feed of three entries, the second of which is ``middle``."""
    first, last = (
        f"<item><title>{title}</title><link>{url}</link></item>"
        for title, url in (("첫째", ONE), ("三つ目", THREE))
    )
    return f"{root}<title>소식</title><link>https://a.example/</link>{first}{middle}{last}</channel></rss>"


def item(title: str, *, link: str = "/n/2", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def read(feed: str | bytes, *, declared: str | None = None) -> list[tuple[str | None, str]]:
    body = feed.encode() if isinstance(feed, str) else feed
    return [(each.title, each.url) for each in feed_hints(body, BASE, declared=declared)]


#: Charsets: what is declared in the document and in the header, what the bytes are in, a title.
CHARSETS = [
    ("euc-kr", None, "cp949", "뷁스러운 펲시 똠방각하 ㈜한빛 ①"),
    ("EUC-KR", None, "cp949", "쎳다 믜리내 햏자들의 협력"),
    ("ks_c_5601-1987", None, "cp949", "한·일 中企 교류 ㈜대한"),
    ("ms949", None, "cp949", "쫒겨난 뙇 소상공인 대책"),
    (None, "euc-kr", "cp949", "헤더에만 적힌 문자 집합"),
    ("utf-8", "ks_c_5601-1987", "cp949", "머리말이 거짓인 소식지"),
    (None, None, "cp949", "아무 데도 적히지 않은 소식지"),
    ("euc-kr", "euc-kr", "utf-8", "둘 다 거짓인 소식지 뷁"),
    ("Shift_JIS", None, "cp932", "大田区の㈱山本製作所①、髙橋社長が会見"),
    ("x-sjis", None, "cp932", "ソニーの能登工場、表面処理を拡大"),
    ("Windows-31J", None, "cp932", "Ⅱ期工事と㌔表示の見直し"),
    (None, "Shift_JIS", "cp932", "日韓の中小企業が部品を共同生産"),
    (None, None, "cp932", "宣言のない配信の中小企業ニュース"),
    ("utf-8", None, "cp932", "宣言が誤っている配信のニュース"),
    ("iso-8859-1", None, "utf-8", "UTF-8なのに別の宣言がある"),
    ("iso-8859-1", None, "cp1252", "Naïve café owners’ “union” – façade"),
    (None, None, "cp1252", "Zürich’s Müller & Söhne plan"),
    ("windows-1252", "iso-8859-1", "cp1252", "A résumé of Señor Núñez"),
    ("utf-8", None, "cp1252", "Undeclared in truth: déjà vu, crème brûlée"),
    ("utf-16", None, "utf-16", "Two bytes to a character"),
    ("utf-16", None, "utf-16-be", "표시 없는 두 바이트"),
    ("utf-8", None, "utf-8-sig", "앞에 표시가 있는 소식지"),
]


@pytest.mark.parametrize(("in_document", "in_header", "encoding", "title"), CHARSETS)
def test_feeds_of_any_charset(
    in_document: str | None, in_header: str | None, encoding: str, title: str
) -> None:
    declaration = f'<?xml version="1.0" encoding="{in_document}"?>' if in_document else ""
    feed = rss(item(title.replace("&", "&amp;"))).replace("三つ目", title).replace("첫째", "1")
    if encoding == "cp1252":
        feed = feed.replace("소식", "News")
    if encoding == "cp932":
        feed = feed.replace("소식", "新着")
    if not declaration and encoding.startswith("utf-16"):
        declaration = '<?xml version="1.0"?>'
    body = (declaration + feed).replace("& S", "&amp; S").encode(encoding)
    assert read(body, declared=in_header)[1] == (title, "https://a.example/n/2")
    assert len(read(body, declared=in_header)) == 3


#: What EUC-JP has in the rows of NEC and IBM, which Python's codec lacks.
NEC = [
    (b"\xad\xea", "㈱"),
    (b"\xad\xa1", "①"),
    (b"\xad\xb5", "Ⅰ"),
    (b"\xad\xdf", "㍻"),
    (b"\xfc\xe2", "髙"),
    (b"\xf9\xac", "彅"),
    (b"\xf9\xf5", "﨑"),
]


@pytest.mark.parametrize(("pair", "character"), NEC)
def test_rows_of_nec(pair: bytes, character: str) -> None:
    feed = rss(item("山本製作所#が会見した")).replace("첫째", "一つ目").replace("소식", "新着")
    body = ('<?xml version="1.0" encoding="EUC-JP"?>' + feed).encode("euc_jp").replace(b"#", pair)
    assert read(body)[1][0] == f"山本製作所{character}が会見した"


def test_iso_2022_jp() -> None:
    feed = rss(item("日韓の中小企業が会談")).replace("첫째", "一つ目").replace("소식", "新着")
    assert read(feed.encode("iso2022_jp"))[1][0] == "日韓の中小企業が会談"


#: The second entry, faulty, and the title that it has all the same.
FAULTS = [
    # Ampersands and entities
    (item("R&D 투자 & 수출"), "R&D 투자 & 수출"),
    (item("삼성&middot;LG&hellip; 협력 &ldquo;동행&rdquo;"), "삼성·LG… 협력 “동행”"),
    (item("M&A・IPO支援&nbsp;説明会"), "M&A・IPO支援 説明会"),
    (item("Johnson & Johnson&rsquo;s Q&A"), "Johnson & Johnson’s Q&A"),
    (item("&nosuch; 항목"), "&nosuch; 항목"),
    (item("제어\x08문자\x0b 사이"), "제어문자 사이"),
    (item("<![CDATA[制御\x00文字\x1b入り]]>"), "制御文字入り"),
    (item("번호 &#8; &#xFFFF; 참조"), "번호 참조"),
    # Markup where text should be
    (item("줄<br>바꿈"), "줄<br>바꿈"),
    (item("수출 < 수입, 3 > 2"), "수출 < 수입, 3 > 2"),
    (item("요약", more="<description>글 <b>굵게 <p>문단</description>"), "요약"),
    (item("本文", more="<description><table><tr><td>表</table></description>"), "本文"),
    (
        item("Lead", more="<description><link rel='stylesheet' href='x'><p>It’s</description>"),
        "Lead",
    ),
    ("<p>" + item("문단 안에"), "문단 안에"),
    ("<item><p><title>안쪽</title><link>/n/2</link></item>", "안쪽"),
    ("<item><br><titl>오타</titl><title>제목</title><br><link>/n/2</link></item>", "제목"),
    # Tags that are missing, twice or wrong
    ("<item><title>닫히지 않음<link>/n/2</link></item>", "닫히지 않음"),
    ("<item><title>閉じない</title><link>/n/2</item>", "閉じない"),
    ("<item><title>No end of the entry</title><link>/n/2</link>", "No end of the entry"),
    ("<item><title>설명 <description>긴 글<link>/n/2</link></item>", "설명"),
    ("<item><title>두 번</title></title><link>/n/2</link></link></item>", "두 번"),
    ("<item><title>引用符<link>/n/2</link><a b='</item>", "引用符"),
    ("</channel></rss>" + item("끝난 뒤"), "끝난 뒤"),
    ("<ITEM><Title>大文字</Title><LINK>/n/2</LINK></ITEM>", "大文字"),
    ("<item a='1' a='2' b x:y='3'><title>속성</title><link>/n/2</link></item>", "속성"),
    (item("겹침", more="<x xmlns:p='u' xmlns:q='u' p:a='1' q:a='2' c/>"), "겹침"),
    ("<item about='<b>'><title>꺾쇠</title><link>/n/2</link></item>", "꺾쇠"),
    # Sections and comments that do not end
    ("<item><title><![CDATA[열림</title><link>/n/2</link></item>", "열림"),
    (item("注釈", more="<!-- <title>違う</title>"), "注釈"),
    (item("Prefix", more="<dc:date>2025-11-25</dc:date><foo:bar>x</foo:bar>"), "Prefix"),
    # What says something else
    (item("옮김", more="<source url='/r'><title>원래</title></source>"), "옮김"),
    ("<item><source url='/r'>原文</source><title>轉載</title><link>/n/2</link></item>", "轉載"),
    ("<item><media:title>사진</media:title><title>기사</title><link>/n/2</link></item>", "기사"),
    ("<item><itunes:title>番組</itunes:title><title>記事</title><link>/n/2</link></item>", "記事"),
]


@pytest.mark.parametrize(("faulty", "title"), FAULTS)
def test_a_fault_costs_no_entry(faulty: str, title: str) -> None:
    read_ones = read(rss(faulty))
    assert (title, "https://a.example/n/2") in read_ones
    assert {url for _, url in read_ones} == {ONE, "https://a.example/n/2", THREE}


DOCUMENTS = [
    "<br />\n<b>Warning</b>: mysql_connect() in /home/x.php<br />\n" + rss(item("경고 뒤")),
    "\ufeff \n" + rss(item("표시 뒤")),
    '<?xml version="1.0"?><!-- 작성기 --><!DOCTYPE rss>' + rss(item("형식 선언 뒤")),
    rss(item("끝없음")).removesuffix("</channel></rss>"),
    rss(item("뒤에 덧붙음")) + "<script>ad()</script>\n<!-- cached -->",
]


@pytest.mark.parametrize("feed", DOCUMENTS)
def test_what_stands_around_a_feed_costs_nothing(feed: str) -> None:
    assert len(read(feed)) == 3


def test_plain_entities_of_the_document_are_replaced() -> None:
    feed = '<!DOCTYPE rss [<!ENTITY firm "한빛정밀"><!ENTITY n "2">]>'
    feed += rss(item("&firm; 소식", link="/n/&n;"))
    assert ("한빛정밀 소식", "https://a.example/n/2") in read(feed)


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (rss(item("잘림"))[:-20], "stops before the end"),
        (rss("<item><title>주소 없음</title></item>"), "no address (주소 없음)"),
        (
            rss("<item><title>電子メール</title><link>mailto:a@a.example</link></item>"),
            "no address",
        ),
        (rss(item("x", link="http://[2001:db8::1/")), "no address"),
    ],
)
def test_what_is_lost_is_said(feed: str, said: str) -> None:
    unreadable: list[str] = []
    assert feed_hints(feed.encode(), BASE, unreadable=unreadable)
    assert said in " ".join(unreadable)


def test_more_entries_than_are_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
    unreadable: list[str] = []
    assert len(feed_hints(rss(item("x")).encode(), BASE, unreadable=unreadable)) == 2
    assert unreadable == ["more than 2 entries: those behind them are not read"]


def test_a_whole_feed_loses_nothing() -> None:
    unreadable: list[str] = []
    feed_hints(rss(item("R&D")).encode(), BASE, unreadable=unreadable)
    assert unreadable == []


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"{}>{}</feed>'
#: What an entry says about its address, in and around it, and the address.
LINKS = [
    ("", '<link href="/n/2"/>', "https://a.example/n/2"),
    (
        "",
        '<link rel="self" href="/f"/><link rel="alternate" href="/n/2"/>',
        "https://a.example/n/2",
    ),
    (' xml:base="https://b.example/x/"', '<link href="n/2"/>', "https://b.example/x/n/2"),
    (' xml:base="/x/"', '<link xml:base="y/" href="2"/>', "https://a.example/x/y/2"),
    (' xml:base="mailto:x"', '<link href="/n/2"/>', "https://a.example/n/2"),
    (
        "",
        '<link type="application/pdf" href="/2.pdf"/><link type="text/html" href="/n/2"/>',
        "https://a.example/n/2",
    ),
    (
        "",
        '<link rel="enclosure" href="/2.mp3"/><id>https://a.example/n/2</id>',
        "https://a.example/n/2",
    ),
    ("", "<link>\n  https://a.example/n\n/2  </link>", "https://a.example/n/2"),
    ("", '<link>&lt;a href="/n/2"&gt;읽기&lt;/a&gt;</link>', "https://a.example/n/2"),
    ("", "<link/>https://a.example/n/2", "https://a.example/n/2"),
    ("", '<guid isPermaLink="true">/n/2</guid>', "https://a.example/n/2"),
    ("", "<guid>https://a.example/n/2</guid>", "https://a.example/n/2"),
    (
        "",
        '<link></link><guid isPermaLink="true">https://a.example/n/2</guid>',
        "https://a.example/n/2",
    ),
    ("", '<guid isPermaLink="false">https://a.example/2</guid>', None),
    ("", "<guid>12345</guid>", None),
    ("", '<source><link href="/other"/></source><link href="/n/2"/>', "https://a.example/n/2"),
    ("", '<link rel="related" href="/other"/>', None),
]


@pytest.mark.parametrize(("around", "inside", "url"), LINKS)
def test_the_address_of_an_entry(around: str, inside: str, url: str | None) -> None:
    entry = f"<entry><title>기사</title>{inside}</entry>"
    assert [each for _, each in read(ATOM.format(around, entry))] == ([url] if url else [])


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author><name>김민지</name><email>minji@a.example</email></author>", "김민지"),
        ("<author>minji@a.example (김민지)</author>", "김민지"),
        ("<author>山田花子</author>", "山田花子"),
        ("<dc:creator>Kim Minji</dc:creator>", "Kim Minji"),
        ("<dc:creator><![CDATA[ 편집부 ]]></dc:creator>", "편집부"),
    ],
)
def test_the_author_of_an_entry(author: str, name: str) -> None:
    (_, hint, _) = feed_hints(rss(item("x", more=author)).encode(), BASE)
    assert hint.entry is not None
    assert hint.entry.authors == (name,)


def test_xhtml_keeps_its_paragraphs() -> None:
    content = '<content type="xhtml"><div xmlns="x"><p>하나.</p><p>둘.</p></div></content>'
    entry = f'<entry><link href="/n/2"/>{content}</entry>'
    (hint,) = feed_hints(ATOM.format("", entry).encode(), BASE)
    assert hint.entry is not None
    assert (hint.entry.text or "").count("<p>") == 2


JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "소식", "items": [
{"id": "1", "url": "/n/1", "title": "첫째", "date_published": "2025-11-25T12:00:00+09:00",
 "content_html": "<p>글</p>", "authors": [{"name": "김민지"}], "tags": ["중소기업"]},
{"id": "https://a.example/n/2", "title": "二つ目", "date_modified": "2025-11-25T12:00:00+09:00",
 "author": {"name": "山田花子"}},
{"id": "3", "title": "No address"}, "x"]}"""


def test_json_feed() -> None:
    unreadable: list[str] = []
    first, second = feed_hints(JSON_FEED.encode(), BASE, unreadable=unreadable)
    assert (first.url, first.title) == (ONE, "첫째")
    assert first.entry is not None
    assert (first.entry.text, first.entry.section) == ("<p>글</p>", "중소기업")
    assert (second.published_at, second.modified_at) == (None, first.published_at)
    assert [each.entry.authors for each in (first, second) if each.entry] == [
        ("김민지",),
        ("山田花子",),
    ]
    assert len(unreadable) == 2


@pytest.mark.parametrize("text", ["{", '{"items": 1}', '{"a": ' * 5_000, '{"message": "error"}'])
def test_json_that_is_no_feed(text: str) -> None:
    with pytest.raises(ListingError, match="not a feed"):
        feed_hints(text.encode(), BASE)


PIECES = [*"<>&;'\" /=a", *"<item> </item> <link> <![CDATA[ ]]> <!-- --> <title x:y".split()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_markup_gives_a_tree(parts: list[str]) -> None:
    root, _ = tree_of("<rss>" + "".join(parts))
    assert root is not None


@pytest.mark.parametrize("piece", ["<", "<a ", "&", "<b><i>", "</b>", "<title a='", *PIECES[-9:]])
def test_hostile_markup_is_read_in_linear_time(piece: str) -> None:
    tree_of("<rss><item><link>/1</link>" + piece * 10_000)  # the test's time limit is the check
