"""Patterns and modules that stand for themselves until they are used."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module

import pytest

from newsdb.lazy_modules import LazyModule, absent
from newsdb.text.lazy_patterns import LazyPattern, lazy


def test_a_pattern_finds_what_it_would_find() -> None:
    pattern, real = (
        lazy(r"(?P<day>\d+)일", re.IGNORECASE),
        re.compile(r"(?P<day>\d+)일", re.IGNORECASE),
    )
    assert "search" not in vars(pattern)
    for text in ("3일과 14일", "없다", ""):
        assert pattern.findall(text) == real.findall(text)
        assert pattern.sub("-", text) == real.sub("-", text)
    assert (pattern.pattern, pattern.flags) == (real.pattern, real.flags)
    assert "search" in vars(pattern)  # from now on it is the pattern's own


def test_a_fault_shows_at_the_first_use() -> None:
    pattern = lazy("(")
    with pytest.raises(re.error):
        pattern.search("가")


def test_a_pattern_has_nothing_else() -> None:
    assert not hasattr(LazyPattern("가"), "nonesuch")
    assert LazyPattern("가").compiled() is re.compile("가")


def test_a_module_is_imported_when_it_is_used() -> None:
    module = LazyModule("colorsys")
    sys.modules.pop("colorsys", None)
    assert "colorsys" not in sys.modules
    assert module.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert "colorsys" in sys.modules
    with pytest.raises(AttributeError):
        _ = module.nonesuch


def test_a_module_is_absent_for_what_is_imported_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with absent("colorsys", "json"), pytest.raises(ImportError):
        import_module("colorsys")
    assert import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    with absent("json"):  # which is imported already
        assert import_module("json") is json
