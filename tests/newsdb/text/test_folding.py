"""Folding makes texts comparable, is idempotent, and its offsets lead back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.text import folding
from newsdb.text.folding import fold, fold_with_offsets, skeleton

#: Characters that folding has opinions on, beside any others.
AWKWARD = (
    "ㆍᆞ·‧•∙⋅・･“”‘’′″´〜～−ー１２½²①㈜㎏㋿㍿ㅋㅎㅏㄴ㉠ﾡﾊﾝｸﾞﾙヴがか゛゙"
    "經済ẞßİÅÅ…ﬁ \u3000\u200b李李한글漢字ＳＭＥ"
)
TEXTS = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("한ㆍ일", "한·일"),
        ("한‧일", "한·일"),
        ("日・韓", "日·韓"),
        ("日･韓", "日·韓"),
        ("‘중기’", "'중기'"),
        ("“협력”", '"협력"'),
        ("１２００万", "1200万"),
        ("10²", "10²"),
        ("½", "½"),
        ("①", "①"),
        ("㈜한빛", "(주)한빛"),
        ("5㎏", "5kg"),
        ("㋿8年", "令和8年"),
        ("㍿", "株式会社"),
        ("ﾊﾝｸﾞﾙ", "ハングル"),
        ("ﾡ", "ㄱ"),
        ("㉠", "㉠"),
        ("ㅋㅋ", "ㅋㅋ"),
        ("ＳＭＥ", "sme"),
        ("經濟", "経済"),
        ("10～20", "10~20"),
        ("10〜20", "10~20"),
        ("2020–21", "2020-21"),
        ("KBIZ", "kbiz"),
        ("가\u3000나", "가 나"),
        ("중\u200b기", "중기"),
        ("가", "가"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“한·일 中企”, 손잡다…", "'한일' 中企 손잡다..."),
        ("１,200억원", "1200억 원"),
        ("日韓、協力へ", "日韓 協力へ"),
        ("Korea–Japan SMEs", "KOREA-JAPAN smes"),
    ],
)
def test_skeletons_of_reprints_are_equal(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_what_is_passed_over_stays_as_it_is() -> None:
    every = "".join(map(chr, range(0x10000)))
    passed_over = {*every} - {*folding._CHANGEABLE.findall(every)}
    assert {"가", "힣", "ぁ", "ー", "z", "0", "-"} <= passed_over
    assert [each for each in passed_over if folding._fold_character(each) != each] == []


def test_skeletons_of_other_texts_differ() -> None:
    assert skeleton("중소기업 10곳") != skeleton("중소기업 11곳")


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert skeleton(skeleton(text)) == skeleton(text)


@given(TEXTS, st.text(st.sampled_from("·ㆍ‘’“” \u3000"), max_size=3), st.integers(0, 50))
def test_dots_quotes_and_blanks_do_not_change_the_skeleton(text: str, sign: str, at: int) -> None:
    bare = "".join(letter for letter in text if letter.isalnum() and letter.isascii())
    assert skeleton(bare[:at] + sign + bare[at:]) == skeleton(bare)


@given(st.text(st.sampled_from("한일중소기업ㆍ㈜㎏ＳＭＥ經濟“”ｶﾞﾊﾟ가나 \u200b½")))
def test_offsets_lead_back_to_what_was_folded(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.text) + 1
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[at] in fold(text[start:end])


def test_offset_of_a_match_behind_what_grew_and_shrank() -> None:
    text = "㈜한빛 ﾊﾝｸﾞﾙ 日韓"
    folded = fold_with_offsets(text)
    start = folded.text.index("日韓")
    first, last = folded.span(start, start + 2)
    assert text[first:last] == "日韓"
