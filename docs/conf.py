"""Sphinx's configuration: ``make docs`` builds these pages, with warnings as errors."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
REPOSITORY = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"][
    "Homepage"
]

project = "Hanil News Watch"
copyright = "the contributors of Hanil News Watch"  # noqa: A001  Sphinx's name
release = re.findall(
    r'^__version__ = "(.+)"$', (ROOT / "newsdb/__init__.py").read_text("utf-8"), re.MULTILINE
)[0]

extensions = ["myst_parser", "sphinxcontrib.mermaid"]
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"{project} {release}"
#: What stands in the repository and not among these pages: ``](../watchlist/watchlist.toml)``.
_OUTSIDE = re.compile(r"\]\(\.\./([^)\s]+)\)")


def _link_to_repository(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Let links out of docs/ lead to the repository, where they also work as they stand."""
    source[0] = _OUTSIDE.sub(rf"]({REPOSITORY}/blob/main/\1)", source[0])


def setup(app: Sphinx) -> None:
    """Register what is done before a page is read."""
    app.connect("source-read", _link_to_repository)
    app.add_lexer("cron", TextLexer)
