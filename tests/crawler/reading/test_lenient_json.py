"""JSON-LD as sites write it: what can be read is read, whatever is wrong around it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading.markup.parsed_page import parse
from crawler.reading.structured_data import metadata
from crawler.reading.structured_data.lenient_json import repaired, values_in_wrapping
from crawler.reading.structured_data.metadata import json_ld_articles
from crawler.reading.structured_data.stated import from_json_ld

if TYPE_CHECKING:
    from collections.abc import Mapping

WHOLE = '"@type": "NewsArticle", "datePublished": "2026-11-25T09:30:00+09:00"'
#: Scripts with the headline that they state.
SCRIPTS = [
    # Comments
    ("{/* 기사 */" + WHOLE + ', "headline": "협약 체결" // 제목\n}', "협약 체결"),
    ("{" + WHOLE + ',\n// "headline": "違う",\n"headline": "協定を締結"}', "協定を締結"),
    ('{"headline": "See https://a.example//x", /* dates */' + WHOLE + "}", "See https://a.example//x"),
    ("<!-- {" + WHOLE + ', "headline": "낡은 방식"} -->', "낡은 방식"),
    ("/*<![CDATA[*/{" + WHOLE + ', "headline": "古い書き方",}/*]]>*/;', "古い書き方"),
    # Quotation marks in texts
    ('{"headline": "그는 "좋다"고 말했다", ' + WHOLE + "}", '그는 "좋다"고 말했다'),
    ('{"headline": ""동행" 행사 열려", ' + WHOLE + "}", '"동행" 행사 열려'),
    ("{" + WHOLE + ', "headline": "장관 "협력", "교류" 강조"}', '장관 "협력", "교류" 강조'),
    ("{" + WHOLE + ', "headline": "社長「"挑戦"」を語る"}', '社長「"挑戦"」を語る'),
    ('{"headline": "The "next" step", "keywords": ["a "b" c"],' + WHOLE + "}", 'The "next" step'),
    ('{"headline": "5" screens sell well", ' + WHOLE + "}", '5" screens sell well'),
    ("{" + WHOLE + ", 'headline': '작은따옴표 제목'}", "작은따옴표 제목"),
    ("{" + WHOLE + ", 'headline': 'It's signed'}", "It's signed"),
    # Several values
    ('{"@type": "BreadcrumbList"}{' + WHOLE + ', "headline": "이어진 객체"}', "이어진 객체"),
    ('{"@type": "WebSite"},\n{' + WHOLE + ', "headline": "コンマの後"},', "コンマの後"),
    ('[{"@type": "WebPage"} {' + WHOLE + ', "headline": "No comma between"}]', "No comma between"),
    ("var ld = {" + WHOLE + ', "headline": "대입문"};', "대입문"),
    # Commas, brackets, values
    ("{" + WHOLE + ', "headline": "남는 쉼표",, "author": [{"name": "김민지",},],}', "남는 쉼표"),
    ("{" + WHOLE + ' "headline": "コンマなし"\n"author": {"name": "山田花子"}}', "コンマなし"),
    ('{"@graph": [{"@type": "WebPage"}, {' + WHOLE + ', "headline": "닫히지 않음"', "닫히지 않음"),
    ('{"image": {"url": "x", ' + WHOLE + ', "headline": "閉じない"', None),
    ('{"image": ["x", ' + WHOLE.replace('"@type"', '], "@type"') + ', "headline": "A"]}', "A"),
    ("{" + WHOLE + ', "headline": "빈 값", "author": , "image":}', "빈 값"),
    ("{" + WHOLE + ", headline: \"名前に引用符なし\", 'x': undefined}", "名前に引用符なし"),
    ("{" + WHOLE + ', "wordCount": 0120, "x": NaN, "headline": "Odd numbers"}', "Odd numbers"),
    ("{" + WHOLE + ', "headline": "잘린 글', "잘린 글"),
    ("{" + WHOLE + ', "headline": "줄\n바꿈\t탭"}', "줄 바꿈 탭"),
    ("{" + WHOLE + r', "headline": "\ud55c\uc77c \/ It\'s \x \ud83d\ude00",}', "한일 / It's x 😀"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "headline"), SCRIPTS)
def test_what_can_be_read_is_read(script: str, headline: str | None) -> None:
    page = parse(f'<script type="application/ld+json">{script}</script>')
    found = [" ".join(each["headline"].split()) for each in json_ld_articles(page)]
    assert found == ([headline] if headline else [])


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON)
def test_proper_json_is_read_as_it_is(value: Any) -> None:
    assert values_in_wrapping(json.dumps([value])) == [[value]]


@settings(deadline=None)
@given(st.text(alphabet="{}[]\",:'/*\\ ua1\n", max_size=200))
def test_any_script_is_read_to_its_end(script: str) -> None:
    assert isinstance(repaired(script, 1_000), list)


@pytest.mark.parametrize("piece", ["{", "[", '"', '{"a":"', '"a" ', "/*", "//", '"a",', "'x"])
def test_hostile_scripts_are_read_in_linear_time(piece: str) -> None:
    repaired("{" + piece * 20_000, 200_000)  # the test's time limit is the check


@pytest.mark.parametrize(
    ("is_broken", "told"),
    [(True, {"characters of broken JSON-LD": 500}), (False, {"objects of JSON-LD": 4})],
)
def test_of_too_much_json_ld_the_first_is_read_and_it_is_told(
    is_broken: bool, told: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "_MOST_THINGS", 4)
    monkeypatch.setattr(metadata, "_MOST_BROKEN", 500)
    other = '{"@type": "WebPage", "name": "둘러보기"}' + ",}" * 100 * is_broken
    whole = "{" + WHOLE + ', "headline": "협약 체결"' + "," * is_broken + "}"

    def read(*scripts: str) -> tuple[list[str], Mapping[str, int]]:
        page = parse("".join(f'<script type="application/ld+json">{x}</script>' for x in scripts))
        return [each["headline"] for each in json_ld_articles(page)], page.cuts

    assert read(other, whole) == (["협약 체결"], {})
    assert read(whole, *[other] * 4) == (["협약 체결"], told)
    assert read(*[other] * 4, whole) == ([], told)


def test_a_text_that_is_too_long_for_an_article_is_cut_and_it_is_told() -> None:
    sentence = "두 나라의 공방이 손을 잡았다. "
    text = '{"@type": "NewsArticle", "articleBody": "' + sentence * 20_000 + '"}'
    page = parse(f'<script type="application/ld+json">{text}</script>')
    (line,) = from_json_ld(page, "", {})["body"][0].values
    assert line == (sentence * 20_000)[:300_000].strip()
    assert page.cuts == {"characters of a text in JSON-LD": 300_000}
