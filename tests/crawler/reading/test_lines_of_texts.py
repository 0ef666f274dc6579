"""Which lines of a text are the article's: dated sentences, first lines, captions, readings."""

from __future__ import annotations

import json

import pytest

from crawler.reading.boilerplate import is_stamp, trim
from crawler.reading.kinds.scale import Named
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import from_text, read_page
from crawler.reading.structured_data.stated import from_json_ld
from tests.crawler.reading.designs import LANGUAGES, page_of
from tests.crawler.reading.test_any_site import body_of


@pytest.mark.parametrize(
    "sentence",
    [
        "2023년 10월 26일 두 단체는 업무협약을 맺었다.",
        "지난 2024년 5월 3일 시작된 사업이다.",
        "두 조합은 2025.11.3 창원에서 만났다.",
        "협약은 2026년 1월 1일부터 효력이 있다",
        "“우리는 2024년 3월 1일에 처음 만났습니다.”",
        "2026년 4월 1일 두 나라 공방이 함께 문을 열었다(사진 참조).",
        "첫 행사는 2025년 9월 30일, 다음 행사는 2026년 4월 7일이다.",
        "両団体は2023年10月26日に業務協約を結んだ。",
        "2024年5月3日に始まった事業である。",
        "協定は2026年1月1日に発効する",
        "「はじめて会ったのは2024年3月1日でした」",
        "次の市は2026年4月7日から高知で開かれる（雨天決行）。",
        "組合は2025年11月3日、昌原で総会を開いた。",
        "The two groups signed a pact on Oct. 26, 2023.",
        "The programme started on May 3, 2024.",
        "On 2025-11-03 both unions met in Changwon.",
        "“We first met on March 1, 2024,” he said.",
        "The pact takes effect on January 1, 2026, and ends in 2029",
        "Its first fair was held on Sept. 30, 2025 (see photo).",
    ],
)
def test_a_sentence_with_a_date_is_no_stamp(sentence: str) -> None:
    assert not is_stamp(sentence)
    assert trim([sentence, *LANGUAGES["ko"].sentences], alike={sentence})[0][0] == sentence


@pytest.mark.parametrize(
    "stamp",
    [
        "입력 2026.03.12 19:11",
        "2026년 3월 12일 (목) 오후 7시 11분",
        "등록 2026-03-12 19:11 | 수정 2026-03-12 20:00",
        "나래일보 2026.03.12",
        "기사입력 : 2026년 03월 12일 19:11",
        "19:11",
        "2026年3月12日 19:11",
        "公開：2026年3月12日（木） 19時11分",
        "2026/03/12 19:11 更新",
        "2026年3月12日 木曜日",
        "架空新聞 2026年3月12日",
        "March 12, 2026",
        "Published March 12, 2026 at 7:11 p.m. KST",
        "Thu, Mar 12, 2026 - 19:11",
        "Updated: 2026-03-12 19:11",
        "Busan, March 12, 2026",
    ],
)
def test_a_stamp_is_no_sentence(stamp: str) -> None:
    assert is_stamp(stamp)
    assert trim([stamp, *LANGUAGES["ko"].sentences])[0] == list(LANGUAGES["ko"].sentences)


@pytest.mark.parametrize(
    "first",
    [
        "다음은 두 조합의 대표와 나눈 일문일답:",
        "진주와 고치의 목공소 여섯 곳이 의자 부품을 함께 깎기로",
        "의자 부품을 함께 깎는 두 도시 목공소의 이야기를 들어 봤다",
        "진주 목공소의 아침은 고치에서 온 전화로 시작된다…",
        "목공소 여섯 곳의 대표들에게 두 나라의 나무를 물었다 —",
        "晋州と高知の木工所六軒が椅子の部品を共同で削ることを決定",
        "両組合の代表に聞いた一問一答は次のとおり：",
        "木工所の一日は、高知からの電話で始まるという話を聞いた",
        "晋州の木工所六軒と高知の製材所が業務提携の覚書を締結へ",
        "両国の職人が語った、椅子づくりへの思いとこれからのこと",
        "Six woodworking shops in Jinju are to carve chair parts together",
        "The following is an interview with both heads of the union:",
        "It all starts with a call from Kochi every single morning",
        "What the woodworkers of two cities had to say about chairs",
        "A shared drying room, surplus boards and a market in spring",
    ],
)
@pytest.mark.parametrize("paragraph", ["<p>{}</p>", "<p class='a'>{}</p>", "<div>{}</div>"])
def test_the_first_paragraph_needs_no_full_stop(first: str, paragraph: str) -> None:
    language = LANGUAGES["en" if first.isascii() else "ja" if "の" in first else "ko"]
    text = "".join(map(paragraph.format, [first, *language.sentences]))
    page = read_page(
        page_of(f"<h1>$h</h1><div class='t'>{text}</div>", language), "https://a.example/1"
    )
    assert page.readings["body"][0].values == (first, *language.sentences)


@pytest.mark.parametrize(
    "subtitle",
    [
        "<h2>{}</h2>",
        "<strong>{}</strong><br>",
        "<div class='sub_title'>{}</div>",
        "<p class='sub'><b>{}</b></p>",
        "<h4 class='summary'>{}</h4>",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_is_set_differently_is_a_subtitle(subtitle: str, language: str) -> None:
    line = {
        "ko": "나무 값 오 분의 일 아껴",
        "ja": "木材費を二割節約",
        "en": "A fifth less for timber",
    }[language]
    page = parse(
        page_of(f"<h1>$h</h1><div class='t'>{subtitle.format(line)}$A</div>", LANGUAGES[language])
    )
    read = from_text(page, LANGUAGES[language].headline)
    assert read["body"][0].values == LANGUAGES[language].sentences
    assert read["subtitle"][0].values == (line,)


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize(
    "caption",
    [
        "<table><tr><td><img src='a.jpg'><tr><td>협약식을 마친 대표들.(사진=진주조합)</table>",
        "<p><img src='a.jpg'></p><p>▲ 진주의 목공소에서 의자를 깎고 있다.</p>",
        "<div><img src='a.jpg'><br>의자를 살피는 장인들 ⓒ 나래일보</div>",
        "<p><img src='a.jpg'></p><p>진주성 앞 장터의 모습. [진주목재조합 제공]</p>",
        "<p>사진=진주목재조합 제공</p>",
        "<p>[사진제공=고치제재소]</p>",
        "<p><img src='a.jpg'></p><p>晋州の木工所で椅子を削る職人（写真：晋州木材組合提供）</p>",
        "<p>写真＝高知製材所提供</p>",
        "<center><img src='a.jpg'><br>▲晋州城の前の市</center>",
        "<p><img src='a.jpg'></p><p>椅子を見る来場者＝晋州木材組合提供</p>",
        "<p>（画像：高知製材所）</p>",
        "<p><img src='a.jpg'></p><p>Carving a chair in Jinju. (Photo: Jinju Timber Union)</p>",
        "<p>Photo by Han Bori</p>",
        "<p>Photo courtesy of the Jinju Timber Union</p>",
        "<div><img src='a.jpg'><br>A chair at the market © The Wing Paper</div>",
        "<p><img src='a.jpg'></p><p>Below the fortress (Image courtesy of Kochi Mills)</p>",
    ],
)
def test_a_caption_among_the_lines(caption: str, place: str) -> None:
    language = "en" if caption.isascii() or "©" in caption else "ja" if "の" in caption else "ko"
    at = {"first": 0, "middle": 3, "last": 6}[place]
    paragraphs = [f"<p>${n}</p>" for n in range(6)]
    text = "".join([*paragraphs[:at], caption, *paragraphs[at:]])
    assert body_of(f"<h1>$h</h1><div class='t'>{text}</div>", language) == "012345"


@pytest.mark.parametrize(
    "line",
    [
        "사진 속 의자는 진주의 장인이 석 달에 걸쳐 깎은 것이다.",
        "▲나무는 고치에서 ▲못은 진주에서 가져온다고 조합은 설명했다.",
        "조합이 제공한 사진에는 두 나라 장인의 손이 나란히 있다.",
        "写真の椅子は晋州の職人が三か月をかけて削ったものだという。",
        "提供された画像には両国の職人の手が並んで写っている。",
        "The photo shows a chair that took three months to carve.",
        "Photos of the chairs were shown to 30 visitors (see page 3).",
    ],
)
def test_what_only_speaks_of_pictures(line: str) -> None:
    page = parse(page_of(f"<h1>$h</h1><div><p>{line}</p>$A</div>", LANGUAGES["ko"]))
    assert from_text(page, "")["body"][0].values[0] == line


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ruby>中小<rt>ちゅうしょう</rt></ruby><ruby>企業<rt>きぎょう</rt></ruby>", "中小企業"),
        ("<ruby>椅子<rp>(</rp><rt>いす</rt><rp>)</rp></ruby>", "椅子"),
        ("<ruby><rb>木工所</rb><rt>もっこうじょ</rt></ruby>", "木工所"),
        ("<ruby>晋<rt>チン</rt>州<rt>ジュ</rt></ruby>市", "晋州市"),
        ("<ruby>製材<rtc><rt>せいざい</rt></rtc></ruby>所", "製材所"),
        ("<a href='/w'><ruby>職人<rt>しょくにん</rt></ruby></a>", "職人"),
        (
            "<ruby>高坂<rp>（</rp><rt>こうさか</rt><rp>）</rp></ruby>組合長",
            "高坂（こうさか）組合長",
        ),
        ("宮<img class='gaiji' src='/g/1.gif' alt='﨑'>さん", "宮﨑さん"),
        ("<img src='/gaiji/2.png' alt='髙'>橋組合長", "髙橋組合長"),
        ("山<img src='/x/3.png' alt='𠮷'>工房", "山𠮷工房"),
        ("笑顔<img class='emoji' src='/e.svg' alt='😀'>で", "笑顔😀で"),
        ("家族👨\u200d👩\u200d👧の", "家族👨\u200d👩\u200d👧の"),
        ("黒猫🐈\u200d⬛の", "黒猫🐈\u200d⬛の"),
        ("図<img src='/p.jpg' alt='両国の椅子の写真'>を見る", "図を見る"),
    ],
)
def test_readings_and_pictures_of_characters(markup: str, text: str) -> None:
    rest = "が、高知の製材所と椅子の部品を共同で削ることになったと発表した。"
    page = read_page(
        page_of(
            f"<h1>{markup}</h1><div class='t'><p>{markup}{rest}</p><p>$1</p></div>",
            LANGUAGES["ja"],
        ),
        "https://a.example/1",
        named=Named(text, dated=True),
    )
    assert page.readings["body"][0].values[0] == text + rest
    assert any(each.values == (text,) for each in page.readings["title"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "markup",
    [
        "<p>{0}</p><p>{1}</p>",
        "{0}<br><br />{1}",
        "<div class='a'>{0}</div>\n<div>{1}</div><style>a{{}}</style>",
        "&lt;p&gt;{0}&lt;/p&gt;&lt;p&gt;{1}&lt;/p&gt;",
        "{0}\n\n{1}",
        "{0}&nbsp;\n{1}",
        "<p><b>{0}</b></p><figure><img src='a'></figure><p>{1}</p>",
    ],
)
def test_markup_in_json_ld(markup: str, language: str) -> None:
    sentences = LANGUAGES[language].sentences[:2]
    article = {"@type": "NewsArticle", "headline": "h", "articleBody": markup.format(*sentences)}
    page = parse(f'<script type="application/ld+json">{json.dumps(article)}</script>')
    assert from_json_ld(page, "", {})["body"][0].values == sentences


@pytest.mark.parametrize(
    "text", ["매출 5 < 10, R&D는 3 > 2이다.", "a<b 이고 b<c 이다.", "A & B; C"]
)
def test_signs_of_markup_in_a_plain_text(text: str) -> None:
    article = {"@type": "NewsArticle", "headline": "h", "articleBody": text}
    page = parse(f'<script type="application/ld+json">{json.dumps(article)}</script>')
    assert from_json_ld(page, "", {})["body"][0].values == (text,)
