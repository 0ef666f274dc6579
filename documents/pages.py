"""The HTML templates; every word in them is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from documents.fonts import SHEET

if TYPE_CHECKING:
    from documents.document import Document


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def page(template: str, document: Document, *, printed: bool = False) -> str:
    """Return a document as HTML; ``printed`` adds pages, their numbers and a contents list."""
    return (
        _environment()
        .get_template(template)
        .render(document=document, printed=printed, fonts=SHEET)
    )
