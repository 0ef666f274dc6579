"""The optional library: imported when an assistant comes, with words for who lacks it."""

from __future__ import annotations

from importlib.util import find_spec

#: What is said where it is missing.
MISSING = (
    "assistants need the MCP library, which is not installed: pip install"
    " 'hanil-news-watch[assistants]'"
)


def is_installed() -> bool:
    """Tell whether the library is there, without importing it."""
    return find_spec("mcp") is not None
