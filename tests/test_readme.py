"""What the README shows can be typed: its make targets and scrapy commands exist."""

from __future__ import annotations

import itertools
import re
import shlex

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from tests.support.crawls import ROOT, scrapy

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = "\n".join(re.findall(r"```(?:sh|cron)\n(.*?)```", README, re.DOTALL))


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", BLOCKS))
    assert named
    assert named <= targets


def test_spiders_and_arguments_exist() -> None:
    loader = get_spider_loader(get_project_settings())
    lines = [line.split("#")[0] for line in BLOCKS.splitlines() if "scrapy crawl" in line]
    assert lines
    for line in lines:
        words = shlex.split(line[line.index("scrapy crawl") :])
        spider = loader.load(words[2])
        names = {word.split("=")[0] for flag, word in itertools.pairwise(words) if flag == "-a"}
        docstrings = "".join(each.__doc__ or "" for each in spider.__mro__)
        assert names <= set(re.findall(r":param (\w+):", docstrings)), line


@pytest.mark.parametrize("command", sorted(set(re.findall(r"scrapy ([a-z]+)", BLOCKS))))
def test_commands_have_help(command: str) -> None:
    done = scrapy(command, "--help")
    assert done.code == 0
    assert "usage" in done.out.lower()


def test_pages_of_the_readme_are_there() -> None:
    for path in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / path).exists(), path


def test_the_reading_command_as_shown() -> None:
    done = scrapy("read", "--pages", "fixtures")
    assert done.code == 0, done.log
    assert all(line.startswith('{"file": ') for line in done.out.splitlines())
