"""What help and completion say of a command is what the command itself says."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from hanil_news_watch import registry

if TYPE_CHECKING:
    from pathlib import Path


class Plain(ScrapyCommand):
    """A command with the options of every command only."""

    def short_desc(self) -> str:
        return ""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        pass


def options(command: ScrapyCommand) -> set[str]:
    command.settings = Settings()
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    words = {each for action in parser._actions for each in action.option_strings}
    return {each for each in words if each.startswith("--")}


@pytest.mark.parametrize("name", registry.names())
def test_an_entry_is_what_the_command_says(name: str) -> None:
    command = import_module(f"commands.{name}").Command()
    entry = registry.entry(name)
    assert entry.short == command.short_desc()
    assert entry.syntax == command.syntax()
    assert entry.section in registry.SECTIONS, "a command names its section of hanil --help"
    own = options(command) - options(Plain())
    if name == "crawl":  # some of its options are Scrapy's
        assert {"--help", "--json", "--logs"} == set(registry.options(name)) <= own | {"--help"}
    else:
        assert set(registry.options(name)) == own | {"--help"}


def test_outlets_with_ones_own(tmp_path: Path) -> None:
    (tmp_path / "hyupdong.py").touch()
    (tmp_path / "_shared.py").touch()
    found = registry.outlets(tmp_path)
    assert {"fnnews", "hyupdong", "yna_ja"} <= set(found)
    assert "_shared" not in found
    assert found == sorted(found)
