"""The project's structure: which folders may import which, and how large they may become.

Imports are counted wherever they stand, those for type checkers too. They are checked here rather
than by import-linter, which can't see ``scheduler.py``, a module and no package.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: Each room and the modules that it may import of the others, with all that lies below them.
MAY_IMPORT: dict[str, set[str]] = {
    "translations": set(),
    "newsdb": {"translations"},
    # Its verdicts are the records that are stored, so that nobody has to translate them.
    "watchlist": {
        *("newsdb.text", "newsdb.records", "newsdb.articles.verdicts"),
        *("newsdb.configuration", "newsdb.row_failures", "newsdb.search"),
    },
    "pipelines": {
        *("crawler.items", "crawler.storage", "crawler.time_limit", "crawler.urls"),
        *("watchlist", "newsdb"),
    },
    "crawler": {"newsdb"},
    "glosses": {"watchlist", "newsdb"},
    "assistants": {"documents", "watchlist", "newsdb", "translations"},
    # The page of a subscription shows what it would send, as it would leave; what the desk has
    # fetched runs in processes under the scheduler's guard.
    "browse": {
        *("delivery.preview", "scheduling.supervisor", "glosses.configured"),
        *("assistants", "documents", "watchlist", "newsdb", "translations"),
    },
    "scheduling": {"watchlist", "newsdb"},
    "learning": {"watchlist", "newsdb"},
    "documents": {"newsdb"},
    "delivery": {
        *("documents", "glosses.configured", "watchlist", "newsdb", "translations"),
    },
    # What a worker runs, it runs as a command line does.
    "cluster": {"crawler", "pipelines", "scheduling", "watchlist", "newsdb"},
    "scheduler": {"cluster", "scheduling", "watchlist", "newsdb"},
    # The one way in to all of them; what it runs, it runs as a command line does.
    # But for reading a page from Python, which is what ``hanil read`` does.
    "hanil_news_watch": {
        *("browse", "scheduler", "newsdb", "crawler.settings"),
        *("commands.common.records", "crawler.spider_loader"),
    },
    "commands": {
        "assistants",
        "glosses",
        "crawler",
        "pipelines",
        "watchlist",
        "newsdb",
        "browse",
        "delivery",
        "documents",
        "learning",
        "scheduling",
        "translations",
        "cluster",
    },
}

#: What lies in a room, from the top: each may import what stands in a lower line, and nothing
#: beside it or above.
ORDER: dict[str, tuple[str, ...]] = {
    "newsdb": (
        "crawls",
        "decisions doctor forgetting learning metrics storing",
        "briefings",
        "stories",
        "delivery",
        "watch_list",
        "figures",
        "articles health review",
        "backup",
        "access runs search similarity sites teamwork",
        "assistants glosses row_failures",
        "database visibility",
        "schema",
        "dates",
        "database_errors secret_files",
        "checkpoints configuration database_file text times",
        "sqlite_library",
        "contact invocation lazy_modules records",
    ),
    "crawler": (
        "ingest probing rereading sites",
        "registry",
        "spiders",
        "designs outlet_spider",
        "discovery outlet_attributes",
        "reading extensions middlewares",
        "replay sources",
        "archive",
        "arguments failures items log_formatter resolver settings spider_loader time_limit urls",
        "storage",
        "addresses asked_command own_spiders",
    ),
}

#: Folders that hold one file for each of something grow with it. Datasette reads its plugins from
#: one flat folder.
ONE_FILE_EACH = {"benchmarks", "browse/plugins", "crawler/spiders", "commands", "newsdb/schema"}
MOST_FILES = 20
MOST_LINES = 3000


@cache
def modules() -> dict[str, Path]:
    """Return the files of all rooms by the names of their modules."""
    files = [
        file
        for room in MAY_IMPORT
        for file in [ROOT / f"{room}.py", *sorted((ROOT / room).rglob("*.py"))]
        if file.exists()
    ]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


@cache
def imported(module: str) -> frozenset[str]:
    """Return all that a module imports; our own as module names of the project."""
    names = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(
        name
        if name in modules() or name.rpartition(".")[0] not in modules()
        # A name out of a module: what is imported is the module.
        else name.rpartition(".")[0]
        for name in names
    )


def is_within(name: str, allowed: str) -> bool:
    return name == allowed or name.startswith(f"{allowed}.")


def place(module: str) -> str:
    """Return the part that a module belongs to: ``newsdb.text``, ``newsdb.database``."""
    return ".".join(module.split(".")[:2])


def circle(arrows: dict[str, set[str]]) -> str:
    """Return a cycle of a graph in one line; empty if there is none."""
    try:
        tuple(TopologicalSorter(arrows).static_order())
    except CycleError as error:
        return " <- ".join(error.args[1])
    return ""


@pytest.mark.parametrize("module", modules())
def test_imports_go_downward(module: str) -> None:
    room = module.partition(".")[0]
    for name in imported(module):
        other = name.partition(".")[0]
        assert other not in {"tests", "benchmarks"}, f"{module} imports {name}"
        if other in MAY_IMPORT and other != room:
            assert any(is_within(name, each) for each in MAY_IMPORT[room]), (
                f"{module} imports {name}"
            )


@pytest.mark.parametrize("room", ORDER)
def test_imports_go_downward_inside_a_room(room: str) -> None:
    heights = {
        f"{room}.{name}": height
        for height, line in enumerate(reversed(ORDER[room]))
        for name in line.split()
    }
    inside = [each for each in modules() if is_within(each, room) and each != room]
    assert {place(each) for each in inside} <= set(heights), "a place that has no line in ORDER"
    for module in inside:
        for name in imported(module) & set(inside):
            if place(name) != place(module):
                assert heights[place(name)] < heights[place(module)], f"{module} imports {name}"


def test_there_is_no_circle() -> None:
    arrows = {each: set(imported(each) & set(modules())) - {each} for each in modules()}
    assert not circle(arrows)
    places: dict[str, set[str]] = defaultdict(set)
    for module, names in arrows.items():
        places[place(module)] |= {place(name) for name in names} - {place(module)}
    assert not circle(places)


def test_no_room_may_import_one_that_may_import_it() -> None:
    """Checked in what is allowed, too, so that a circle is refused before somebody imports it."""
    allowed = {
        room: {name.partition(".")[0] for name in names} for room, names in MAY_IMPORT.items()
    }
    assert not circle(allowed)
    used: dict[str, set[str]] = defaultdict(set)
    for module in modules():
        room = module.partition(".")[0]
        others = {name.partition(".")[0] for name in imported(module)} & MAY_IMPORT.keys()
        used[room] |= others - {room}
    assert not circle(used)


def test_a_released_migration_calls_no_live_code() -> None:
    """What it needs of the project is copied into ``newsdb/schema`` and frozen there."""
    for module in modules():
        if is_within(module, "newsdb.schema"):
            of_the_house = {each for each in imported(module) if each.split(".")[0] in MAY_IMPORT}
            assert all(is_within(each, "newsdb.schema") for each in of_the_house), module


def test_only_the_settings_name_pipelines_to_the_crawler() -> None:
    named = [
        module
        for module, file in modules().items()
        if is_within(module, "crawler") and "pipelines." in file.read_text(encoding="utf-8")
    ]
    assert named == ["crawler.settings"]


def folders() -> dict[str, list[Path]]:
    """Return every folder of Python code, tests and benchmarks too, with the files in it."""
    found: dict[str, list[Path]] = defaultdict(list)
    for room in [*MAY_IMPORT, "tests", "benchmarks"]:
        for file in (ROOT / room).rglob("*.py"):
            found[file.parent.relative_to(ROOT).as_posix()].append(file)
    return found


def test_no_folder_becomes_crowded() -> None:
    files = {name: len(each) for name, each in folders().items() if name not in ONE_FILE_EACH}
    assert {name: number for name, number in files.items() if number > MOST_FILES} == {}


def test_no_room_becomes_too_large() -> None:
    lines = {
        name: sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
        for name, files in folders().items()
        if name not in ONE_FILE_EACH
    }
    assert {name: number for name, number in lines.items() if number > MOST_LINES} == {}


def test_tests_lie_in_folders_named_as_what_they_test() -> None:
    apart = {"tests/crawls", "tests/shared", "tests/support"}
    known = set(folders())
    for name in known:
        if (
            name.startswith("tests/")
            and not name.startswith("tests/support/")
            and name not in apart
        ):
            assert name.removeprefix("tests/") in known, f"{name} tests no folder"


#: The beginning of a statement, as this project writes SQL.
SQL = re.compile(
    r"\b(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s"
    r"|(?:CREATE|ALTER|DROP)\s+(?:TABLE|VIEW|INDEX|TRIGGER|VIRTUAL)\s|PRAGMA\s|BEGIN\s+IMMEDIATE)"
)
#: Files outside newsdb that may say SQL, and why.
MAY_SAY_SQL = {"browse/plugins/permissions.py": "Datasette asks for permissions as SQL"}


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """Return the constants that are docstrings: prose, which may quote a statement."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr):
                found.add(first.value)
    return found


def test_every_command_prints_nothing_that_a_terminal_obeys() -> None:
    for file in (ROOT / "commands").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        commands = [each for each in tree.body if isinstance(each, ast.ClassDef)]
        for method in (each for command in commands for each in command.body):
            if isinstance(method, ast.FunctionDef) and method.name == "run":
                assert [ast.unparse(each) for each in method.decorator_list] == ["for_terminals"]


def test_texts_are_normalised_in_one_place() -> None:
    """Unicode's own function takes minutes of a text full of marks."""
    frozen = {"newsdb.schema.frozen_index_form"}
    calling = {
        module
        for module, file in modules().items()
        if "unicodedata.normalize" in file.read_text(encoding="utf-8")
    }
    assert calling - frozen == {"newsdb.text.composing"}


def test_sql_is_said_in_newsdb_only() -> None:
    """Everything else calls functions of newsdb, which know the schema and what may be shown."""
    saying = set()
    for module, file in modules().items():
        if is_within(module, "newsdb"):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        prose = docstrings(tree)
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and node not in prose and SQL.search(str(ast.literal_eval(node))):
                saying.add(str(file.relative_to(ROOT)))
            # Past sqlite-utils there is only SQL.
            if isinstance(node, ast.Attribute) and node.attr in {"conn", "executemany"}:
                saying.add(str(file.relative_to(ROOT)))
    assert saying == set(MAY_SAY_SQL)


def test_newsdb_has_one_kind_of_handle() -> None:
    """Whoever has a plain connection wraps it once: sqlite_utils.Database(connection)."""
    others = []
    for module, file in modules().items():
        if not is_within(module, "newsdb"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.arg) and node.arg == "db":
                annotation = ast.unparse(node.annotation) if node.annotation else "nothing"
                if annotation != "Database":
                    others.append(f"{file.relative_to(ROOT)}:{node.lineno}: {annotation}")
    assert others == []
