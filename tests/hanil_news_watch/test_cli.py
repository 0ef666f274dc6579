"""The command line itself: sections, completion, what it loads, what shadows it."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

import hanil_news_watch
from hanil_news_watch import CODE, ShadowedError, registry, take_precedence
from hanil_news_watch.cli import DEMO, PROGRAM, hanil
from newsdb import __version__
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = """
import sys
from hanil_news_watch.__main__ import main
try:
    main()
finally:
    heavy = {"datasette", "numpy", "pydantic", "scrapy", "sqlite_utils", "twisted"}
    sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["--help"], {}),
        (["--version"], {}),
        ([], {"_HANIL_COMPLETE": "bash_complete", "COMP_WORDS": "hanil cra", "COMP_CWORD": "1"}),
    ],
    ids=["help", "version", "completion"],
)
def test_help_and_completion_load_nothing_heavy(
    words: list[str], environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEAVY, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout
    assert done.stderr == ""


def test_help_names_every_command_in_its_section() -> None:
    told = CliRunner().invoke(hanil, ["--help"], prog_name=PROGRAM).output
    sections = ("Start", "Run", *registry.SECTIONS)
    places = [told.index(f"\n{section}:\n") for section in sections]
    assert places == sorted(places)
    own = ("init", "demo", "completion", "alive", "schedule", "desk", "user")
    for name in (*own, *registry.names()):
        assert f"\n  {name} " in told, name
    assert "\nMore:\n" not in told
    assert CliRunner().invoke(hanil, ["--version"]).output == f"hanil-news-watch {__version__}\n"


def completions(words: list[str], incomplete: str) -> list[tuple[str, str]]:
    found = ShellComplete(hanil, {}, PROGRAM, "_X").get_completions(words, incomplete)
    return [(each.type, each.value) for each in found]


def test_completion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spiders").mkdir()
    (tmp_path / "spiders" / "yna_own.py").touch()
    (tmp_path / "hanil.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert completions([], "sub") == [("plain", "subscriptions")]
    names = ["yna", "yna_en", "yna_ja", "yna_own"]
    assert completions(["crawl"], "yna") == [("plain", each) for each in names]
    assert completions(["crawl", "-s", "X=1"], "yna_o") == [("plain", "yna_own")]
    assert completions(["health"], "--a") == [("plain", "--accept")]
    assert completions(["corrections"], "--s") == [("plain", "--since")]
    assert completions(["ingest"], "art") == [("file", "art")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_of_completion(shell: str) -> None:
    done = CliRunner().invoke(hanil, ["completion", shell])
    assert done.exit_code == 0
    assert f"_HANIL_COMPLETE={shell}_complete" in done.output


def test_a_command_that_does_not_exist() -> None:
    done = CliRunner().invoke(hanil, ["crwal"])
    assert done.exit_code == 2
    assert "crwal" in done.output


def test_no_desk_is_not_alive() -> None:
    done = CliRunner().invoke(hanil, ["alive", "desk", "--port", "1"])
    assert done.exit_code == 1
    assert done.output.startswith("not alive: port 1: ")


def test_pages_of_the_demo_are_there() -> None:
    assert all(list((CODE / "fixtures" / name).rglob("*.json")) for name in DEMO)


def test_a_module_of_our_name_that_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("crawler")
    other.__file__ = "/somewhere/else/crawler.py"
    monkeypatch.setattr(sys, "path", ["/somewhere", *sys.path])
    take_precedence()
    assert sys.path[0] == str(CODE)
    assert sys.path.count(str(CODE)) == 1
    monkeypatch.setitem(sys.modules, "crawler", other)
    with pytest.raises(ShadowedError, match=r"/else/crawler\.py was imported as “crawler”"):
        take_precedence()
    assert hanil_news_watch.CODE == ROOT
