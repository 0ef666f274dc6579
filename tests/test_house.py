"""Who may import whom: downward only, as the design draws the house."""

from __future__ import annotations

import ast
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
    "watchlist": {"newsdb.text", "newsdb.records", "newsdb.articles.verdicts"},
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
