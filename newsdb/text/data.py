"""Lists of words and patterns in TOML files next to the code that reads them."""

from __future__ import annotations

import tomllib
from pathlib import Path


def read_lists(module: str, name: str) -> dict[str, list[str]]:
    """Return the lists of ``NAME.toml`` in the folder of ``module`` (its ``__file__``)."""
    file = Path(module).with_name(f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
