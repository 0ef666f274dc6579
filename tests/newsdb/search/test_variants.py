"""What was typed is found as it is spelled elsewhere, and titles can be asked for."""

from __future__ import annotations

import pytest

from newsdb.search.queries import Phrase, parse
from newsdb.search.variants import variants
from newsdb.text.folding import fold
from newsdb.text.terms import index_form
from watchlist.search_names import names


def finds(query: str, text: str) -> bool:
    """Tell whether a query of one clause has an alternative that stands in a text."""
    indexed = f" {index_form(text)} "
    (clause,) = parse(query, names()).clauses
    return any(all(_stands_in(each, indexed) for each in some) for some in clause.alternatives)


def _stands_in(phrase: Phrase, indexed: str) -> bool:
    wanted = " ".join(phrase.terms)
    return f" {wanted}" in indexed if phrase.prefix else f" {wanted} " in indexed


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("모노즈쿠리", "모노즈쿠리 보조금"),
        ("ものづくり", "モノづくり企業が集まる"),
        ("モノづくり", "ものづくり企業が集まる"),
        ("モノヅクリ", "ものづくり企業が集まる"),
        ("高橋", "髙橋社長"),
        ("高崎", "髙﨑さん"),
        ("富田", "冨田会長"),
        ("浜松", "濵松の工場"),
        ("하마마츠", "하마마쓰의 부품사"),
        ("마츠야마", "마쓰야마 공장"),
        ("창원", "昌原の部品会社"),
        ("浜松", "Parts makers of Hamamatsu"),
        ("Geoje", "거제의 조선소"),
        ("Kimun", "KBIZ head Kim Ki-mun said"),
        ("Ki-mun", "KBIZ head Kim Kimun said"),
        ("2025-11-25", "포럼은 11월 25일 열린다"),
        ("2025.11.25", "フォーラムは11月25日に開かれる"),
        ("2025-11-25", "The forum opens on Nov. 25"),
        ("하청", "하도급 대금"),
        ("구인난", "지방의 인력난"),
    ],
)
def test_other_spellings_are_found(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize("word", ["2025-13-45", "수출", "部品", "it"])
def test_ordinary_words_have_no_variants(word: str) -> None:
    assert variants(fold(word)) == []


def test_a_title_can_be_asked_for() -> None:
    query = parse('title:부품 -title:축구 title:"한일 포럼"')
    assert [(clause.in_title, clause.excluded) for clause in query.clauses] == [
        (True, False),
        (True, True),
        (True, False),
    ]
    assert '({title subtitle} : ("부품"))' in query.expression
