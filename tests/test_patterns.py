"""Every regular expression of the project takes time in proportion to the text, whatever it is."""

from __future__ import annotations

import re

import pytest

from tests.support.patterns import modules, patterns_of, superlinear


@pytest.mark.parametrize("module", modules())
def test_patterns_are_linear(module: str) -> None:
    slow = {
        found.where: (found.pattern.pattern[:60], provocation)
        for found in patterns_of(module)
        if (provocation := superlinear(found.pattern))
    }
    assert not slow, "say how often a part may come at most ({0,9}), or anchor it (^)"


@pytest.mark.parametrize(
    "careless",
    [
        r"\s*$",  # from every blank to the end of the blanks
        r"(?:\.{2,}|…)\W*$",
        r"^\s*|\s*;?\s*$",  # matches at once, and tries again behind the match
        r"[A-Za-z0-9][\w.+-]*@[\w-]+",
        r"(?:a|aa)+$",  # exponential
        r"제목:\s*\d*\s*$",  # only behind a word
        r"(?:남궁[가-힣]{1,2}|[가-힣]{2,3})(?:·(?:남궁[가-힣]{1,2}|[가-힣]{2,3}))*기자",
    ],
)
def test_careless_patterns_are_found(careless: str) -> None:
    assert superlinear(re.compile(careless))


def test_patterns_are_found_wherever_they_stand() -> None:
    """In a class, in a tuple of objects, inside a function, out of a function that builds it."""
    held = {found.where for name in modules() for found in patterns_of(name)}
    assert "crawler.spiders.fnnews.AMP" in held
    assert any(where.startswith("crawler.spiders.fnnews.FnnewsSpider.") for where in held)
    assert "crawler.urls._RULES" in held
    assert "newsdb.dates.forms._FORMS" in held
    assert any(where.startswith("pipelines.fields.titles:") for where in held)
    assert len(held) > 150
