"""IT, US and WHO are not it, us and who: marked before folding, found and highlighted."""

from __future__ import annotations

import pytest

from newsdb.search.search import highlight, parse
from newsdb.text.acronyms import either, mark, plain
from newsdb.text.folding import fold
from newsdb.text.terms import index_form
from watchlist import load


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("IT 기업", "ɪᴛ 기업"),
        ("IT기업이 US에", "ɪᴛ기업이 ᴜꜱ에"),
        ("ＩＴ企業", "ɪᴛ企業"),
        ("Tariffs: US, EU", "Tariffs: ᴜꜱ, EU"),
        ("Give it to us", "Give it to us"),
        ("ITALY, USB, BUS", "ITALY, USB, BUS"),
        ("GIVE IT TO US NOW", "GIVE IT TO US NOW"),
        ("US", "ᴜꜱ"),
        ("GIVE IT TO US NOW\n미국 IT", "GIVE IT TO US NOW\n미국 ɪᴛ"),
    ],
)
def test_acronyms_are_marked(text: str, marked: str) -> None:
    assert mark(text) == marked
    assert mark(marked) == marked
    assert len(mark(text)) == len(text)
    assert fold(mark(text)) == fold(fold(mark(text)))
    assert plain(mark("US")) == "US"


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("IT", "The IT firm did it", ["IT"]),
        ("US", "They told us about US rules", ["US"]),
        ("us", "They told us about US rules", ["us", "US"]),
        ("it기업", "국내 IT기업", ["IT기업"]),
        ("IT기업", "국내 ＩＴ기업", ["ＩＴ기업"]),
        ('"US rules"', "us rules and US rules", ["US rules"]),
        ("WHO", "who asks the WHO", ["WHO"]),
    ],
)
def test_the_search_tells_them_apart(query: str, text: str, found: list[str]) -> None:
    spans = highlight(parse(query), text)
    assert [text[span.start : span.end] for span in spans] == found


def test_what_is_typed_small_may_be_either() -> None:
    assert either("it") == "ɪᴛ"
    assert either("with") is None


def test_the_index_has_both() -> None:
    assert index_form("IT is it").split() == ["ɪᴛ", "is", "it"]


def test_the_watch_list_tells_them_apart() -> None:
    matcher = load().matcher

    def countries(text: str) -> int:
        found = matcher.find(text, "en").matches
        return sum(concept == "other-country" for _, _, concept in found)

    assert countries("They told us that it was small") == 0
    assert countries("They sell to the US and the UK") == 2
