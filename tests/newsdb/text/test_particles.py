"""The one list of particles is well-formed, and every use takes its own from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import newsdb.text
from newsdb.similarity import event_words
from newsdb.text.names import is_name
from newsdb.text.particles import (
    Kind,
    Sound,
    behind_names,
    common,
    on_nouns,
    particles,
    to_strip,
)

FILE = Path(newsdb.text.__file__).with_name("particles.tsv")
#: What each use knew before there was one list, whose behaviour must stay.
IN_SIGNATURES = (
    "으로부터 에서는 으로는 까지 부터 에서 에게 으로 이라고 라고 하고 하는 했다고 했다 한다고 한다"
    " 된다 됐다 하며 하기 할 은 는 이 가 을 를 의 에 와 과 도 로 만 측 들"
).split()


def test_the_file_is_in_form() -> None:
    rows = [
        line.split("\t")
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    words = [row[0] for row in rows]
    assert words == sorted(set(words))
    for word, kind, after, marks in rows:
        assert word == word.strip() != ""
        assert kind in get_args(Kind), word
        assert after in get_args(Sound), word
        assert marks in {"", "ambiguous", "common", "ambiguous,common"}, word


def test_the_longest_come_first() -> None:
    lengths = [len(each.text) for each in particles()]
    assert lengths == sorted(lengths, reverse=True)
    assert [*to_strip()] == [each for each in particles() if not each.ambiguous]


def test_what_signatures_hang_on() -> None:
    """A change here must raise newsdb.similarity.signatures.VERSION."""
    assert common() == frozenset(IN_SIGNATURES)
    assert max(map(len, common())) == event_words._LONGEST_PARTICLE


@pytest.mark.parametrize("word", ["은", "께서", "에게서", "측", "쪽"])
def test_what_stands_behind_a_name(word: str) -> None:
    assert re.fullmatch(behind_names(), word)
    assert is_name("", f"김하나{word}", " 대표") == is_name("", "김하나", " 대표") is True


@pytest.mark.parametrize("word", ["한다", "산", "에서는", "라면"])
def test_what_does_not_stand_behind_a_name(word: str) -> None:
    assert not re.fullmatch(behind_names(), word)


@pytest.mark.parametrize("word", ["에서는", "이라고", "산", "들", "측", "發", "였던"])
def test_what_hangs_on_a_noun(word: str) -> None:
    assert re.fullmatch(on_nouns(), word)


def test_verbs_do_not_hang_on_nouns_that_are_names() -> None:
    assert not re.fullmatch(on_nouns(), "했다")
