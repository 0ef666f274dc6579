"""Who may import whom: downward only, as the design draws the house."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

#: Each room and the modules it may import of the others; "" is the whole room.
MAY_IMPORT: dict[str, set[str]] = {
    "newsdb": set(),
    # Its verdicts are the records that are stored, so that nobody has to translate them.
    "watchlist": {"newsdb.text.folding", "newsdb.records", "newsdb.articles.verdicts"},
    "pipelines": {"crawler.items", "watchlist", "newsdb"},
    "crawler": {"newsdb"},
    "browse": {"watchlist", "newsdb"},
    "scheduling": {"watchlist", "newsdb"},
    "scheduler": {"scheduling", "watchlist", "newsdb"},
    "commands": {"crawler", "pipelines", "watchlist", "newsdb", "browse", "scheduling"},
}
ROOMS = set(MAY_IMPORT)


def modules() -> Iterator[tuple[str, Path]]:
    for room in sorted(ROOMS):
        for file in [ROOT / f"{room}.py", *sorted((ROOT / room).rglob("*.py"))]:
            if file.exists():
                yield room, file


def imports(file: Path) -> Iterator[str]:
    """Yield every module that a file imports anywhere in it, for types too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, allowed: str) -> bool:
    return name == allowed or name.startswith(f"{allowed}.")


@pytest.mark.parametrize(
    ("room", "file"),
    [pytest.param(*each, id=str(each[1].relative_to(ROOT))) for each in modules()],
)
def test_imports_go_downward(room: str, file: Path) -> None:
    for name in imports(file):
        top = name.split(".")[0]
        if top in ROOMS and top != room:
            assert any(within(name, each) for each in MAY_IMPORT[room]), f"{file} imports {name}"
        assert top != "tests", f"{file} imports {name}"


def test_only_the_settings_name_pipelines_to_the_crawler() -> None:
    named = [
        file.name
        for room, file in modules()
        if room == "crawler" and "pipelines." in file.read_text(encoding="utf-8")
    ]
    assert named == ["settings.py"]


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


def test_sql_is_said_in_newsdb_only() -> None:
    """Others ask functions of newsdb, which know the schema and what may be shown."""
    saying = set()
    for room, file in modules():
        if room == "newsdb":
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
    for room, file in modules():
        if room != "newsdb":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.arg) and node.arg == "db":
                annotation = ast.unparse(node.annotation) if node.annotation else "nothing"
                if annotation != "Database":
                    others.append(f"{file.relative_to(ROOT)}:{node.lineno}: {annotation}")
    assert others == []
