"""Writes the pages of the documentation that are made from the code: tables.md and commands.md.

``python docs/generate.py`` in a checkout; ``tests/test_generated_docs.py`` fails when they are
not current. Descriptions of tables and columns come from ``browse/metadata.yaml``, those of
commands from their source.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from hanil_news_watch import registry  # noqa: E402  needs the checkout on the path
from hanil_news_watch.cli import hanil  # noqa: E402
from newsdb import records  # noqa: E402
from newsdb.database import open_database  # noqa: E402
from newsdb.records import Article  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

DOCS = ROOT / "docs"
METADATA = ROOT / "browse" / "metadata.yaml"

#: SQLite's and the index's own tables, which no query names.
INTERNAL = re.compile(r"sqlite_|_sqlite_|articles_fts_")

TABLES = """\
# The record and the tables

<!-- Made by docs/generate.py: edit newsdb/records.py, newsdb/schema/ or browse/metadata.yaml. -->

Everything is in one SQLite file. Times are ISO 8601 text with +09:00 (KST = JST), so that they
sort as text. `hanil read` and [`read_page`](python.md) give the record; a crawl stores it in the
tables. A database of an older release is brought up to date when it is opened.

The desk shows most of these tables to everybody who may sign in; columns that hold texts are empty
there, because what may be shown of a text is decided by the outlet's terms at the time
([The desk](desk.md#roles-and-permissions)). For queries of your own open the file read-only:
`sqlite3.connect("file:data/news.db?mode=ro", uri=True)`.

## The record

An article as it is read, in the order of its fields.
"""

COMMANDS = """\
# Commands

<!-- Made by docs/generate.py from the source of the commands. -->

`hanil NAME --help` explains a command with all of its options; `hanil --help` lists the commands,
and `hanil --version` names the release. Commands work in the nearest folder with a `hanil.toml`,
at or above the current one, or with the file in `HANIL_CONFIG`. In a checkout, where no `hanil` is
installed, `.venv/bin/scrapy NAME` is the same for all but those under *Start* and *Run*: type
`.venv/bin/python -m hanil_news_watch NAME` for these. Scrapy's own commands (`scrapy shell URL`,
`scrapy list`) work in the folder, too.

Exit codes: 0 success, 1 a failure or an open alarm, 2 bad usage or configuration, 75 a fault that
may pass (a full disk, a lock).
"""


def tables() -> str:
    """Return the page of the record and the tables."""
    described = yaml.safe_load(METADATA.read_text(encoding="utf-8"))["databases"]["news"]["tables"]
    db = open_database(":memory:")
    rows = [f"| `{name}` | {_cell(kind)} | {_cell(note)} |" for name, kind, note in record()]
    parts = [TABLES, "\n".join(["| field | type | |", "|---|---|---|", *rows]), "## Tables"]
    names = sorted({*db.table_names(), *db.view_names()})
    parts += [_table(db, name, described.get(name, {})) for name in names if _is_ours(name)]
    db.close()
    return "\n\n".join(each.strip() for each in parts) + "\n"


def record() -> Iterator[tuple[str, str, str]]:
    """Yield each field of the record: its name, its type or values, the comment beside it."""
    source = inspect.getsource(Article)
    for each in dataclasses.fields(Article):
        noted = re.search(rf"^    {each.name}: [^#\n]*  # (.+)$", source, re.MULTILINE)
        kind = re.sub(r"\w+", lambda word: _values(word[0]), str(each.type))
        yield each.name, kind, noted[1] if noted else ""


def _values(name: str) -> str:
    """Return the values of one of the types of records that are lists of values."""
    values = typing.get_args(getattr(records, name, None))
    return " ".join(f"`{each}`" for each in values) or name


def _is_ours(name: str) -> bool:
    return not INTERNAL.match(name)


def _table(db: Database, name: str, described: dict[str, Any]) -> str:
    """Return a table's heading, its description and its columns."""
    notes = described.get("columns", {})
    columns = db.conn.execute(f"PRAGMA table_info([{name}])").fetchall()
    references = {
        row[3]: f"→ `{row[2]}.{row[4] or 'id'}`"
        for row in db.conn.execute(f"PRAGMA foreign_key_list([{name}])")
    }
    lines = [f"### `{name}`", ""]
    if description := _sentence(described):
        lines += [description, ""]
    lines += ["| column | type | |", "|---|---|---|"]
    for _, column, kind, is_required, _, key in columns:
        marks = [
            *(["key"] if key else []),
            *(["not null"] if is_required and not key else []),
            *([references[column]] if column in references else []),
            *([str(notes[column])] if column in notes else []),
        ]
        lines.append(f"| `{column}` | {str(kind).lower()} | {_cell('; '.join(marks))} |")
    return "\n".join(lines)


def _sentence(described: dict[str, Any]) -> str:
    title, description = described.get("title", ""), described.get("description", "")
    return " ".join(f"{each.rstrip('.')}." for each in (title, description) if each)


def commands() -> str:
    """Return the page of all commands, in the sections of ``hanil --help``."""
    parts = [COMMANDS]
    sections: dict[str, list[str]] = {}
    for section, name, syntax, short in _listed():
        usage = f"hanil {name} {syntax}".rstrip()
        sections.setdefault(section, []).append(f"### `{name}`\n\n{short}.\n\n```\n{usage}\n```")
    order = ("Start", "Run", *registry.SECTIONS)
    for section in (*order, *(each for each in sections if each not in order)):
        if section in sections:
            parts += [f"## {section or 'More'}", *sections[section]]
    return "\n\n".join(each.strip() for each in parts) + "\n"


def _listed() -> Iterator[tuple[str, str, str, str]]:
    """Yield section, name, syntax and short description of each command."""
    for name, command in hanil.commands.items():
        # Commands that read their arguments themselves name no options.
        pieces = command.collect_usage_pieces(click.Context(command)) if command.params else []
        section = getattr(command, "section", "Start")
        yield section, name, " ".join(pieces), command.get_short_help_str(200).rstrip(".")
    for name in registry.names():
        entry = registry.entry(name)
        yield entry.section, name, entry.syntax, entry.short.rstrip(".")


def _cell(text: str) -> str:
    """Return text for a table's cell, in which a bar would end it."""
    return text.replace("|", r"\|")


PAGES = {"tables.md": tables, "commands.md": commands}

if __name__ == "__main__":
    for page, made in PAGES.items():
        (DOCS / page).write_text(made(), encoding="utf-8")
