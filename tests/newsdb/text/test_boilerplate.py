"""Boilerplate is distinguished from prose that resembles it, in linear time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsdb.text
from newsdb.text.boilerplate import (
    LONGEST_LINE,
    fold_line,
    is_boilerplate,
    is_byline,
    is_wall,
    text_lines,
    without_boilerplate,
)
from newsdb.text.data import read_lists
from tests.pipelines.boilerplate_lines import FILE, lines_of

DATA = str(Path(newsdb.text.__file__))
PROSE = "협회는 다음 달 오사카에서 두 나라의 소공인 열두 곳이 만나는 상담회를 연다고 밝혔다."


@pytest.mark.parametrize("line", lines_of("site"))
def test_what_a_site_says(line: str) -> None:
    assert is_boilerplate(fold_line(line))
    assert text_lines(f"{PROSE}\n\n{line}") == text_lines(PROSE)


@pytest.mark.parametrize("line", lines_of("signs"))
def test_who_signs_is_no_boilerplate_and_not_compared(line: str) -> None:
    assert is_byline(fold_line(line))
    assert not is_boilerplate(fold_line(line))
    assert text_lines(f"{PROSE}\n\n{line}") == text_lines(PROSE)


@pytest.mark.parametrize("line", lines_of("text"))
def test_what_only_resembles_that(line: str) -> None:
    assert not is_boilerplate(fold_line(line))
    assert not is_byline(fold_line(line))
    assert without_boilerplate([PROSE, line]) == [PROSE, line]


def test_a_long_line_is_prose() -> None:
    line = "무단 전재 및 재배포 금지 "
    assert is_boilerplate(line * (LONGEST_LINE // len(line)))
    assert not is_boilerplate(line * (LONGEST_LINE // len(line) + 1))


@pytest.mark.parametrize(
    ("line", "wall"), [("残り1,204文字", True), ("구독자 전용", True), ("구독 경제", False)]
)
def test_walls(line: str, *, wall: bool) -> None:
    assert is_wall(fold_line(line)) is wall


@given(st.lists(st.text(st.sampled_from("관련기사 다.\n▶[]ⓒ0:©가a@무단전재 금지"), max_size=40)))
def test_cleaning_twice_is_cleaning_once(lines: list[str]) -> None:
    once = without_boilerplate(lines)
    assert without_boilerplate(once) == once


def test_the_table_is_in_form() -> None:
    rows = [
        line.split("\t")
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert {len(row) for row in rows} == {3}
    assert {(kind, language) for kind, language, _ in rows} == {
        (kind, language) for kind in ("site", "signs", "text") for language in ("ko", "ja", "en")
    }
    lines = [line for _, _, line in rows]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("name", ["boilerplate", "date_labels"])
def test_data_files_are_in_form(name: str) -> None:
    for section, patterns in read_lists(DATA, name).items():
        assert patterns, section
        assert patterns == sorted(set(patterns)), f"{section} is sorted, each pattern once"
        for pattern in patterns:
            re.compile(pattern)
            unbounded = re.search(r"(?<!\\)[*+]|\{\d*,\}", re.sub(r"\[[^\]]*\]", "", pattern))
            assert not unbounded, f"{section}: {pattern} repeats without bound"
            if name == "boilerplate":  # a letter that folding changes would never match
                assert fold_line(pattern).lower() == pattern.lower().strip(), pattern
