"""A spider file that is broken breaks its own spider only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from crawler.spider_loader import OutletLoader

if TYPE_CHECKING:
    from pathlib import Path

GOOD = 'import scrapy\n\n\nclass GoodSpider(scrapy.Spider):\n    name = "good"\n'


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import no_such_module_anywhere\n", "ModuleNotFoundError: No module named"),
        ("class Broken(\n", "SyntaxError: "),
        ("name = undefined\n", "NameError: name 'undefined' is not defined"),
        ("raise ValueError('a wrong pattern')\n", "ValueError: a wrong pattern"),
        (GOOD.replace('"good"', '"site:yna.co.kr"'), "ValueError: GoodSpider can't be called"),
        (GOOD.replace('"good"', '"../yna"'), "ValueError: GoodSpider can't be called"),
        (GOOD.replace('"good"', '"Yonhap News"'), "ValueError: GoodSpider can't be called"),
    ],
)
def test_the_others_are_loaded_and_it_says_why(
    source: str,
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = f"spiders_{abs(hash(source))}"
    package = tmp_path / name
    package.mkdir()
    for file, text in (("__init__", ""), ("a_broken", source), ("good", GOOD)):
        (package / f"{file}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    loader = OutletLoader(Settings({"SPIDER_MODULES": [name]}))
    assert loader.list() == ["good"]
    assert loader.load("good").name == "good"
    assert loader.broken["a_broken"].startswith(why)
    assert f"{name}.a_broken can't be used: {why}" in caplog.text
    with pytest.raises(KeyError, match="a_broken can't be used"):
        loader.load("a_broken")
    alone = OutletLoader(Settings({"SPIDER_MODULES": [f"{name}.good"]}))
    assert alone.list() == ["good"]
    for module in [each for each in sys.modules if each.startswith(name)]:
        del sys.modules[module]
