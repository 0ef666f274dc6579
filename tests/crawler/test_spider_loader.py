"""A spider file that is broken breaks its own spider only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from crawler.spider_loader import OutletLoader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OUTLET = (
    "from crawler.outlet_spider import OutletSpider\n\n\n"
    'class Mine(OutletSpider):\n    name = "mine"\n    title = "마을신문"\n'
    '    home = "https://maeul.example/"\n'
)
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
        (OUTLET, "ValueError: Mine has no articles"),
        (OUTLET.replace("title =", "titel ="), "ValueError: Mine has no title"),
        (OUTLET.replace('"https://maeul.example/"', "None"), "ValueError: Mine has no home"),
        ("import sys\nsys.exit('a script')\n", "SystemExit: a script"),
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


def test_all_of_ours_can_be_used() -> None:
    loader = OutletLoader(Settings({"SPIDER_MODULES": ["crawler.spiders"]}))
    assert loader.broken == {}
    assert "site" in loader.list()  # it finds articles by no pattern of addresses


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of spiders beside a hanil.toml, and an outlet of ours called ``good``."""
    monkeypatch.setenv("HANIL_CONFIG", str(tmp_path / "hanil.toml"))
    for name in ("spiders", "shipped"):
        (tmp_path / name).mkdir()
    (tmp_path / "shipped" / "__init__.py").touch()
    (tmp_path / "shipped" / "good.py").write_text(GOOD)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    sys.modules.pop("crawler.own_spiders", None)  # its folder is that of its first import
    yield tmp_path / "spiders"
    for module in {*sys.modules} - before | {"crawler.own_spiders"}:
        sys.modules.pop(module, None)


BOTH = Settings({"SPIDER_MODULES": ["shipped", "crawler.own_spiders"]})


def test_spiders_of_ones_own_are_found_beside_ours(own: Path) -> None:
    (own / "mine.py").write_text(GOOD.replace('"good"', '"mine"'))
    # One may use another, and one of ours.
    (own / "more.py").write_text(
        "from crawler.own_spiders.mine import GoodSpider as Mine\n"
        "from shipped.good import GoodSpider\n\n\n"
        'class More(Mine):\n    name = "more"\n'
    )
    loader = OutletLoader(BOTH)
    assert sorted(loader.list()) == ["good", "mine", "more"]
    assert loader.load("more").__module__ == "crawler.own_spiders.more"
    assert loader.broken == {}


def test_there_may_be_no_folder(own: Path) -> None:
    own.rmdir()
    assert OutletLoader(BOTH).list() == ["good"]


def test_one_of_the_same_name_replaces_ours_without_a_warning(own: Path) -> None:
    (own / "good.py").write_text(GOOD)
    loader = OutletLoader(BOTH)  # a warning would be an error here
    assert loader.list() == ["good"]
    assert loader.load("good").__module__ == "crawler.own_spiders.good"


def test_two_of_ones_own_with_one_name_are_told(own: Path) -> None:
    (own / "a.py").write_text(GOOD)
    (own / "b.py").write_text(GOOD)
    with pytest.warns(UserWarning, match="several spiders with the same name"):
        OutletLoader(BOTH)


def test_a_broken_repair_does_not_leave_the_old_rules_at_work(own: Path) -> None:
    (own / "good.py").write_text("import no_such_module_anywhere\n")
    (own / "mine.py").write_text(GOOD.replace('"good"', '"mine"'))
    loader = OutletLoader(BOTH)
    assert loader.list() == ["mine"]
    assert loader.broken_files == {"good": "spiders/good.py"}
    with pytest.raises(KeyError, match="good can't be used: ModuleNotFoundError"):
        loader.load("good")
