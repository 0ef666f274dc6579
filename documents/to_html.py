"""A document as a web page that needs nothing else: for the screen, and for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.pages import page

if TYPE_CHECKING:
    from documents.document import Document


def write(document: Document) -> bytes:
    """Return a whole page with its style sheet, without scripts and without anything fetched."""
    return page("page.html", document).encode()


def write_fragment(document: Document) -> bytes:
    """Return the page's content alone, with the classes of the desk's style sheet."""
    return page("fragment.html", document).encode()


def write_mail(document: Document) -> bytes:
    """Return a page for mail programs: tables, and styles on every element."""
    return page("mail.html", document).encode()
