"""What README and docs/ show can be typed: each command is run, or marked why not.

A block of commands is not run if ``<!-- not run: REASON -->`` stands on the line above it. Of all
blocks, commands, make targets, outlets and their arguments exist.
"""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click import Context
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from hanil_news_watch import registry
from hanil_news_watch.cli import hanil
from hanil_news_watch.starting import start
from tests.support.crawls import ROOT, Finished, scrapy
from tests.test_walk_through import FILES

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<why>[^>]+) -->\n)?```(?:sh|cron)\n(?P<lines>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

CHANNELS = """
[channels.director]
folder = "digests"
[channels.room]
folder = "digests/room"
[channels.intranet]
folder = "digests/intranet"
"""


@dataclass(frozen=True)
class Line:
    page: str
    words: tuple[str, ...]
    why: str | None  # it is not run


def documented() -> list[Line]:
    """Return the command lines of all pages, in their order, without comments."""
    return [
        Line(name, words, block["why"])
        for name, text in TEXTS.items()
        for block in BLOCK.finditer(text)
        for line in block["lines"].splitlines()
        if (words := tuple(shlex.split(line, comments=True)))
    ]


LINES = documented()
RUN = {
    page: list(dict.fromkeys(each.words for each in of_page))
    for page, of_page in itertools.groupby(
        (each for each in LINES if not each.why), key=lambda each: each.page
    )
}


def test_every_block_of_commands_is_found() -> None:
    for name, text in TEXTS.items():
        begun = re.findall(r"^```(?:sh|cron)$", text, re.MULTILINE)
        assert len(BLOCK.findall(text)) == len(begun), name
    assert len(list(itertools.chain(*RUN.values()))) > 40


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {each.words[1] for each in LINES if each.words[0] == "make"}
    inline = re.findall(r"`make ([a-z]+)`", "\n".join(TEXTS.values()))
    assert named
    assert named | set(inline) <= targets


def test_commands_exist() -> None:
    known = {*hanil.list_commands(Context(hanil))}
    inline = re.findall(r"`(?:hanil|scrapy)\s([a-z]+)\b", "\n".join(TEXTS.values()))
    typed = {each.words[1] for each in LINES if each.words[0] == "hanil"}
    assert typed | set(inline) - {"shell", "list"} <= known  # those two are Scrapy's own


def test_the_page_of_commands_names_each_with_its_help() -> None:
    page = TEXTS["commands.md"]
    assert "`hanil NAME --help`" in page
    for name in hanil.list_commands(Context(hanil)):
        assert f"\n### `{name}`\n" in page, name
    assert set(registry.names()) <= set(re.findall(r"^hanil ([a-z]+)", page, re.MULTILINE))


def test_spiders_and_arguments_exist() -> None:
    loader = get_spider_loader(get_project_settings())
    lines = [each.words for each in LINES if each.words[:2] == ("hanil", "crawl")]
    assert lines
    for words in lines:
        spider = loader.load(words[2])
        names = {word.split("=")[0] for flag, word in itertools.pairwise(words) if flag == "-a"}
        docstrings = "".join(each.__doc__ or "" for each in spider.__mro__)
        assert names <= set(re.findall(r":param (\w+):", docstrings)), words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder as ``hanil init`` does, with three articles and the files that pages show."""
    made = tmp_path_factory.mktemp("documented") / "watch"
    start(made, "")
    with (made / "hanil.toml").open("a", encoding="utf-8") as configuration:
        configuration.write(CHANNELS)
    for path, text in FILES.items():
        if path.startswith("fixtures/"):
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8")
    shutil.copy(made / "fixtures/hyupdong/news-text-bakery/page.html", made / "saved.html")
    for name, language, page in (
        ("articles.jsonl", "json", "crawling.md"),
        ("mine.toml", "toml", "watch-list.md"),
    ):
        shown = re.search(rf"^```{language}\n(.*?)^```$", TEXTS[page], re.MULTILINE | re.DOTALL)
        assert shown
        (made / name).write_text(shown[1], encoding="utf-8")
    done = typed(made, "crawl", "yna", "-s", f"REPLAY={ROOT / 'fixtures' / 'yna'}")
    assert done.code == 0, done.log
    shutil.copy(made / "data" / "news.db", made / "data" / "demo.db")
    return made


def typed(folder: Path, *words: str, database: str | None = None) -> Finished:
    """Run ``hanil WORDS`` in a folder."""
    return scrapy(
        *words,
        launcher=("-m", "hanil_news_watch"),
        directory=folder,
        environment={"HANIL_DATABASE": database} if database else {},
    )


@pytest.fixture(scope="module")
def ran(folder: Path) -> dict[tuple[str, ...], Finished]:
    """Keep what each command line did: a line that several pages show is run once."""
    del folder
    return {}


@pytest.mark.parametrize("page", RUN)
def test_commands_do_what_they_are_shown_for(
    page: str, folder: Path, ran: dict[tuple[str, ...], Finished]
) -> None:
    """Exit code 1 is an answer: nothing was found, an alarm is open."""
    database = None
    for words in RUN[page]:
        if words[0] == "export":
            database = words[1].removeprefix("HANIL_DATABASE=")
            continue
        assert words[0] == "hanil", f"{' '.join(words)}: mark why it is not run"
        if words not in ran:
            without_file = itertools.takewhile(lambda word: word != ">", words[1:])
            ran[words] = typed(folder, *without_file, database=database)
        done = ran[words]
        assert done.code in {0, 1}, f"{' '.join(words)}: {done.code}\n{done.out}{done.log}"
        assert "Traceback" not in done.log, done.log


@pytest.mark.parametrize("command", registry.names())
def test_commands_have_help(command: str) -> None:
    done = scrapy(command, "--help")
    assert done.code == 0
    assert "usage" in done.out.lower()
