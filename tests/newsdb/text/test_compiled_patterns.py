"""Patterns are compiled as Python does, whatever sets of characters were compiled before."""

from __future__ import annotations

import re
import sys
from threading import Thread

import pytest

from newsdb.text import lazy_patterns
from newsdb.text.lazy_patterns import compile_pattern

COMPILER = sys.modules["re._compiler"]
PATTERNS = (
    ("[가-힣]{2,4}\\s?[가-힣A-Za-z一-龠]+|[^가-힣]", 0),
    ("[가-힣]{2,4}\\s?[가-힣A-Za-z一-龠]+|[^가-힣]", re.IGNORECASE),
    ("[ſK\\w][À-ÿ]|(?i:[a-zſ가-힣])[a-zſ가-힣]", 0),
    ("[\U00010000-\U0010ffff가-힣]", re.IGNORECASE),
    ("[a-z가-힣]", re.ASCII | re.IGNORECASE),
)
TEXTS = ("김하나 기자", "ABC가나다", "sſSKKÀ", "\U0001f600", "", "日韓 중소기업 SMEs")


@pytest.mark.parametrize(("source", "flags"), PATTERNS)
def test_a_pattern_finds_what_it_does_when_python_compiles_it(source: str, flags: int) -> None:
    for _ in range(2):  # the second time from sets that are remembered
        re.purge()
        ours = compile_pattern(source, flags)
        re.purge()
        plain = re.compile(source, flags)
        assert ours is not plain
        assert [ours.findall(each) for each in TEXTS] == [plain.findall(each) for each in TEXTS]


def test_sets_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lazy_patterns._optimize is COMPILER.__dict__["_optimize_charset"]  # this Python has it
    monkeypatch.setattr(lazy_patterns, "_sets", {})
    re.purge()
    compile_pattern("[가-힣]+x")
    before = [*lazy_patterns._sets]
    compile_pattern("[가-힣]+y[가-힣]")
    assert before
    assert [*lazy_patterns._sets] == before


def test_python_compiles_as_before_afterwards_and_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_patterns, "_sets", {})
    with pytest.raises(re.error):
        compile_pattern("[가-힣](")
    threads = [Thread(target=compile_pattern, args=(f"[가-힣]{{{n},}}",)) for n in range(1, 9)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert COMPILER.__dict__["_optimize_charset"] is lazy_patterns._optimize


def test_a_python_without_that_function_compiles_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lazy_patterns, "_optimize", None)
    assert compile_pattern("[가-힣]+").findall("김 ab 나라") == ["김", "나라"]
