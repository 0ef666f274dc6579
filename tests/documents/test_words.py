"""Every format says what the briefing says, as an editor of its language writes it."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest
from parsel import Selector

from documents import FORMATS, render
from documents.cleaning import LONGEST, lines, one_line, web_address
from documents.composing import document_of
from documents.wording import Wording, labels, language_of_name, number
from newsdb.briefings.content import Section, Taken, Text, from_json
from tests.documents.contents import CUSTOMS, HOSTILE, WAREHOUSE, briefing

if TYPE_CHECKING:
    from newsdb.briefings.content import Language

LANGUAGES: tuple[Language, ...] = ("ko", "ja", "en")
TEXTUAL = ("html", "fragment", "mail", "md", "txt", "json")


def fields(label: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(label) if name}


def test_every_label_is_said_in_every_language() -> None:
    for key, said in labels().items():
        assert tuple(said) == ("en", "ko", "ja"), key
        assert all(said.values()), key
    # What one language fills in the others do too, but for dates and what a language leaves out.
    optional = {"other", "month_name", "month", "half", "twelve", "hour", "minute"}
    for key, said in labels().items():
        different = [fields(label) - optional for label in said.values()]
        assert different[0] == different[1] == different[2], key


@pytest.mark.parametrize(
    ("language", "at", "shown"),
    [
        ("ko", "2026-12-02T16:40:00+09:00", "12월 2일 16:40"),
        ("ja", "2026-12-01T20:05:00+00:00", "12月2日 05:05"),
        ("en", "2026-12-02T16:40:00+09:00", "2 December, 16:40"),
        ("ko", "2025-12-02T16:40:00+09:00", "2025년 12월 2일 16:40"),
        ("ko", "2026-12-02", "12월 2일(시각 없음)"),
        ("ja", "2026-12-02", "12月2日（時刻なし）"),
        ("en", "2026-12-02", "2 December (no time given)"),
        ("en", "9999-12-31T23:59:00-23:00", "9999-12-31T23:59:00-23:00"),
        ("en", "soon", "soon"),
    ],
)
def test_times_of_articles(language: str, at: str, shown: str) -> None:
    assert Wording(language, 2026).when(at) == shown


@pytest.mark.parametrize(
    ("language", "at", "shown"),
    [
        ("ko", "2026-12-03T08:30:00+09:00", "2026년 12월 3일 목요일 오전 8시 30분"),
        ("ko", "2026-12-03T00:00:00+09:00", "2026년 12월 3일 목요일 오전 12시"),
        ("ko", "2026-12-03T12:05:00+09:00", "2026년 12월 3일 목요일 오후 12시 5분"),
        ("ja", "2026-12-03T08:30:00+09:00", "2026年12月3日（木）8時30分"),
        ("en", "2026-12-03T08:30:00+09:00", "Thursday, 3 December 2026, 08:30"),
        ("en", "2026-12-03", "Thursday, 3 December 2026"),
    ],
)
def test_the_moment_of_issue(language: str, at: str, shown: str) -> None:
    assert Wording(language, 2026).issued(at) == shown


@pytest.mark.parametrize(
    ("language", "since", "until", "shown"),
    [
        ("ko", "2026-11-26", "2026-12-02", "2026년 11월 26일~12월 2일"),
        ("ja", "2025-12-29", "2026-01-04", "2025年12月29日～2026年1月4日"),
        ("en", "2026-11-26", "2026-12-02", "26 November to 2 December 2026"),
        ("en", "2025-12-29", "2026-01-04", "29 December 2025 to 4 January 2026"),
        ("ko", "2026-12-02", "2026-12-02", "2026년 12월 2일"),
    ],
)
def test_periods(language: str, since: str, until: str, shown: str) -> None:
    assert Wording(language, 2026).span(since, until) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [(11.2, "11시간"), (1, "1시간"), (0.4, "24분"), (0, "1분"), (1204, "1,204시간")],
)
def test_leads(hours: float, shown: str) -> None:
    assert Wording("ko").lead(hours) == shown


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("남해일보", "JP", "ko"),
        ("九州経済日報", "JP", "ja"),
        ("中小企業新聞", "KR", "ko"),
        ("ニュース直送", "", "ja"),
        ("Harbour Times", "JP", "en"),
        ("経済", "", "en"),
    ],
)
def test_languages_of_names(name: str, country: str, language: str) -> None:
    assert language_of_name(name, country, "en") == language


def test_numbers() -> None:
    assert [number(each) for each in (3, 21.0, 9.25, 1204, 0.04)] == [
        "3",
        "21",
        "9.2",
        "1,204",
        "0",
    ]


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("https://a.example/x?a=1&b=2#c", "https://a.example/x?a=1&b=2#c"),
        ("HTTPS://a.example/직 선", "https://a.example/%EC%A7%81%20%EC%84%A0"),
        ("https://뉴스.example/", "https://xn--vg1b002a.example/"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/100%", "https://a.example/100%"),
        ("java\x00script:alert(1)", None),
        ("javascript://a.example/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("//a.example/", None),
        ("https://", None),
        ("https://[a", None),
        ("https://a.example/" + "x" * 2000, None),
        (None, None),
    ],
)
def test_addresses(stored: str | None, written: str | None) -> None:
    assert web_address(stored) == written


def test_words_are_clean() -> None:
    assert one_line(" 가\x00\x0b나\ud800\u202e\n다\ufffe　라 ") == "가 나 다　라"
    assert lines("하나\n\n 둘\u2028셋\r\n\x00") == ("하나", "둘", "셋")


SAID: dict[str, tuple[str, ...]] = {
    "ko": (
        "제32호",
        "제31호를 바로잡는",
        "제31호의 후속",
        "일본에서 11시간 먼저 보도",
        "일본에서만 보도",
        "한국에서 24분 먼저 보도",
        "이용 조건에 따라 싣지 않았습니다",
        "확인되지 않은 매체",
        "2027년 3월 31일까지",
        "수집 공백",
        "12월 2일부터 계속",
        "실린 스토리가 없습니다",
        "한강경제(12월 2일, 시각 없음)",
    ),
    "ja": (
        "第32号",
        "第31号の続報",
        "日本が11時間先行",
        "日本のみ報道",
        "収集の空白",
        "12月2日から継続中",
    ),
    "en": ("Briefing 32", "Japan 11 hours ahead of Korea", "Japan only", "Not watched", "still"),
}


@pytest.mark.parametrize("form", [each for each in TEXTUAL if each != "json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_says_it_all(language: Language, form: str) -> None:
    written = render(briefing(language), form).decode()
    if form in {"html", "fragment", "mail"}:
        written = " ".join(Selector(written).xpath("string()").getall())
    for each in SAID[language]:
        assert each.replace("~", "\\~") in written, each
    for entry in (WAREHOUSE, CUSTOMS):
        assert entry.headline.words in written
    assert "00:00" not in written


@pytest.mark.parametrize("form", [*TEXTUAL[:3]])
def test_markup_stays_words(form: str) -> None:
    page = Selector(render(briefing(), form).decode())
    assert not page.css("script, b b, img, iframe")
    shown = page.xpath("string(//h3[contains(., '48주')])").get("")
    assert "R&D <48주> <script>alert(1)</script>" in shown
    targets = page.css("[href]::attr(href)").getall()
    assert targets
    assert all(each.startswith(("https://", "#")) for each in targets)
    assert page.css('[lang="ja"]')
    assert page.css("h1, h2, h3")


def test_markdown_is_no_markup_from_outside() -> None:
    written = render(briefing(), "md").decode()
    assert (
        r"R\&D \<48주\> \<script\>alert(1)\</script\> \*\[x\](javascript:alert(2))\* \|" in written
    )
    assert "\n# no heading" not in written
    assert "\n\\- no list\n" in written
    assert "\n\\| no \\| table\n" in written
    assert "[남해일보](https://namhae.example/1)" in written


@pytest.mark.parametrize("ended", [None, "2027-03-31"])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("excerpt", {"ko": "뺐습니다", "ja": "削除しました", "en": "left out since"}),
        ("rest", {"ko": "줄였습니다", "ja": "短縮しました", "en": "Shortened since"}),
        (
            "addition",
            {"ko": "추가 내용(한강경제)", "ja": "（한강경제）", "en": "What 한강경제 adds"},
        ),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_terms_took_away_since_is_said(
    language: Language,
    what: Literal["excerpt", "rest", "addition"],
    said: dict[Language, str],
    ended: str | None,
) -> None:
    outlet = "한강경제" if what == "addition" else ""
    taken = Taken(what=what, outlet=outlet, licence_ended=ended)
    entry = replace(
        CUSTOMS,
        withheld=what == "excerpt",
        taken=(taken,),
        additions=tuple(each for each in WAREHOUSE.additions if each.words is None),
    )
    shown = document_of(briefing(language, sections=(Section(title="x", entries=(entry,)),)))
    (item,) = shown.parts[0].items
    assert said[language] in item.withheld
    day = {"ko": "2027년 3월 31일", "ja": "2027年3月31日", "en": "31 March 2027"}[language]
    assert (day in item.withheld) is bool(ended)
    assert labels()["withheld"][language] not in item.withheld
    # It adds something, as far as is known: nothing else is said of it.
    silent = [
        line
        for line in item.details
        if line[0].words.startswith(Wording(language).say("adds_nothing"))
    ]
    assert bool(silent) is (what != "addition")


def test_a_story_that_is_there_twice_counts_once() -> None:
    again = replace(CUSTOMS, story=WAREHOUSE.story)
    sections = (
        Section(title="a", entries=(WAREHOUSE, again)),
        Section(title="b", entries=(again, CUSTOMS)),
    )
    shown = document_of(briefing(sections=sections))
    assert shown.summary[0][0] == "2건"
    assert [part.count for part in shown.parts] == ["1건", "2건"]
    assert [item.number for part in shown.parts for item in part.items] == [1, 2, 3, 4]
    assert (
        shown.summary
        == document_of(
            briefing(sections=(Section(title="a", entries=(WAREHOUSE, CUSTOMS)),))
        ).summary
    )


def test_json_is_the_content() -> None:
    clean = briefing(sections=(Section(title="가", entries=(WAREHOUSE, CUSTOMS)),))
    assert from_json(json.loads(render(clean, "json"))) == clean
    hostile = json.loads(render(briefing(), "json"))["sections"][1]["entries"][0]
    assert hostile["source"]["url"] is None
    assert hostile["address"] is None
    assert "\ud83d" not in hostile["headline"]["words"]


def test_what_makes_a_document_endless_is_left_out_and_said() -> None:
    long = replace(HOSTILE, sentence=Text(words="가" * (LONGEST + 1500), language="ko"))
    item = document_of(briefing(sections=(Section(title="", entries=(long,)),))).parts[0].items[0]
    assert [each.words[:30] for each in item.sentence] == [
        "가" * 30,
        "[여기서 줄임: 1,500자 더 있음]",
    ]


@pytest.mark.parametrize("form", TEXTUAL)
@pytest.mark.parametrize("kind", ["daily", "weekly", "one-off"])
def test_an_empty_draft_is_a_document(
    form: str, kind: Literal["daily", "weekly", "one-off"]
) -> None:
    empty = briefing(
        kind=kind,
        number=None,
        issued_at=None,
        title="",
        introduction="",
        sections=(),
        numbers=None,
        gaps=(),
        licences=(),
        corrects=None,
        correction="",
        editor="",
    )
    written = render(empty, form).decode()
    assert form == "json" or "초안(발행 전)" in written


def test_unknown_formats_are_refused() -> None:
    with pytest.raises(ValueError, match="no such format: doc; there are docx"):
        render(briefing(), "doc")
    assert {each.ending for each in FORMATS.values()} >= {"docx", "hwpx", "pdf", "html", "md"}
