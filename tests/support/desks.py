"""Desks that are built for a tenth of a second instead of a third.

Datasette compiles its templates and the files of ``browse/plugins`` for each instance. Plugins
that the process has registered are then thrown away, so that here they are compiled once.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import jinja2
from datasette import app, plugins
from datasette.utils import module_from_path

from tests.support.forkserver import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    ):
        yield
