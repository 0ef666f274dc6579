"""Desks that are built for a tenth of a second instead of a third.

Datasette compiles its templates and the files of ``browse/plugins`` for each instance. Plugins
that the process has registered are then thrown away, so that here they are compiled once. At its
start it notes in its own database what tables there are, which is known of a new one, and writes
each line of ``browse/metadata.yaml`` in a transaction of its own.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import jinja2
from datasette import app, plugins
from datasette.utils import module_from_path

from newsdb.database_file import create_private
from tests.support import new_databases
from tests.support.forkserver import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from datasette.app import Datasette

_module = functools.cache(module_from_path)

# With each request httpx asks it whether trio runs. A module that isn't there is looked for in all
# folders each time, unless it is known to be missing: a twentieth of what a page costs.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]


@functools.cache
def _plugins(registered: frozenset[int]) -> list[Any]:
    del registered  # what the answer depends on
    return list(plugins.get_plugins())


def _get_plugins() -> list[Any]:
    return _plugins(frozenset(map(id, plugins.pm.get_plugins())))


_apply_metadata = app.Datasette.apply_metadata_json


async def _apply_metadata_at_once(desk: Datasette) -> None:
    """Write what Datasette writes, in one transaction."""
    written: list[tuple[str, Sequence[str]]] = []

    async def note(sql: str, parameters: Sequence[str]) -> None:
        written.append((sql, parameters))

    def write(connection: Any) -> None:
        for sql, parameters in written:
            connection.execute(sql, parameters)

    internal = desk.get_internal_database()
    with patch.object(internal, "execute_write", note):
        await _apply_metadata(desk)
    await internal.execute_write_fn(write)


#: Datasette's own database after a start over a database of the news with the tables of a new one.
_started: list[bytes] = []


async def start(path: Path, build: Callable[[], Datasette]) -> Datasette:
    """Build a desk over the database at ``path`` and start it.

    Which tables there are is copied from an earlier desk if the file has those of a new database;
    by SQLite's number of the schema Datasette sees whether that is true.
    """
    internal = path.with_name("internal.db")
    is_new = not internal.exists() and new_databases.has_new_tables(path)
    if is_new and _started:
        create_private(internal)
        internal.write_bytes(_started[0])
    with compiled_once():
        desk = build()
        await desk.invoke_startup()
    if is_new and not _started:
        await desk.get_internal_database().execute_write_fn(_note_started, transaction=False)
    return desk


def _note_started(connection: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "internal.db"
        connection.execute("VACUUM INTO ?", [str(copy)])
        _started.append(copy.read_bytes())


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let a desk that is built in this process take what any test process has compiled.

    Templates are kept in pytest's cache, where Jinja finds them by their text and by the release
    of Python; its own release is in the path.
    """
    folder = ROOT / ".pytest_cache" / "d" / f"templates-{jinja2.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = functools.partial(
        jinja2.Environment, bytecode_cache=jinja2.FileSystemBytecodeCache(str(folder))
    )
    with (
        patch.object(app, "Environment", environment),
        patch.object(app, "module_from_path", _module),
        patch.object(app, "get_plugins", _get_plugins),
        patch.object(app.Datasette, "apply_metadata_json", _apply_metadata_at_once),
    ):
        yield
