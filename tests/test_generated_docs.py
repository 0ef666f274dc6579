"""Pages of the documentation that are made from the code are current."""

from __future__ import annotations

import pytest

from docs.generate import DOCS, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_made_pages_are_current(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page](), "python docs/generate.py"
