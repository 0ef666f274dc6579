"""The first characters of a pattern are all with which a match of it begins."""

from __future__ import annotations

import re

import pytest

from newsdb.text import boilerplate
from newsdb.text.data import read_lists
from newsdb.text.lazy_patterns import first_characters, literal_head


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("구독", {"구"}),
        ("(?:구독|회원) 전용", {"구", "회"}),
        ("(?:이|본)? ?기사", {"이", "본", "\\ ", "기"}),
        ("[가-힣a]{2,3}을", {"가-힣a"}),
        ("a{0,3}b", {"a", "b"}),
        ("a{2,3}b", {"a"}),
        ("a{0}b", {"a", "b"}),
        ("a{,2}b", {"a", "b"}),
        ("a*b+c", {"a", "b"}),
        ("\\(c\\)", {"\\("}),
        ("(?:a(?:b|[|)])|c)d|e", {"a", "c", "e"}),
        ("a??b", None),
        ("\\bword", None),
        ("\\d{1,2}회", None),
        (".기사", None),
        ("(?<!미)등록", None),
        ("(group)", None),
        ("[^가]나", None),
        ("[]가]나", None),
        ("[\\d가]나", None),
        ("가?", None),
        ("가|", None),
        ("가)나", None),
        ("\\", None),
        ("", None),
    ],
)
def test_first_characters(pattern: str, first: set[str] | None) -> None:
    assert first_characters(pattern) == first


@pytest.mark.parametrize(
    ("pattern", "head"),
    [
        ("보도자료", "보도자료"),
        ("보도 ?자료", "보도"),
        ("보도\\s?자료", "보도"),
        ("자료{0,3}", "자"),
        ("news (?:release|wire)", "news "),
        ("(?:구독|회원) 전용", ""),
        ("구독|회원", ""),
        ("^구독", ""),
        ("[가-힣]{2}", ""),
        ("", ""),
    ],
)
def test_what_every_match_begins_with(pattern: str, head: str) -> None:
    assert literal_head(pattern) == head


def test_most_patterns_of_boilerplate_are_tried_where_they_can_begin() -> None:
    lists = read_lists(boilerplate.__file__, "boilerplate")
    anywhere = [each for name in ("to_readers", "walls") for each in lists[name] if each[0] != "^"]
    known = [each for each in anywhere if first_characters(each)]
    assert len(known) > 0.8 * len(anywhere)
    for each in known:
        begins = re.compile(f"[{''.join(first_characters(each) or ())}]")
        for line in (
            "이 기사를 공유합니다",
            "続きは会員登録",
            "for subscribers only",
            "구독자 전용 기사",
        ):
            assert all(begins.match(found[0]) for found in re.finditer(each, line))
