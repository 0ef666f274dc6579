"""PDF: laid out in a child process; what is missing is told."""

from __future__ import annotations

import builtins
import ctypes.util
import os
import shutil
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from documents import MissingLibrary, pdf_child, render, to_pdf
from documents.errors import DocumentError
from tests.documents.contents import briefing

READY = bool(ctypes.util.find_library("pangoft2-1.0") and shutil.which("fc-list"))
needs_pango = pytest.mark.skipif(
    not READY and not os.environ.get("DOCUMENTS_MUST_BE_TESTED"),
    reason="Pango or fontconfig is not installed (docs/documents.md)",
)


@needs_pango
def test_a_pdf_is_the_same_twice() -> None:
    small = briefing("ja", sections=(), numbers=None, gaps=())
    content = render(small, "pdf")
    assert content.startswith(b"%PDF-")
    assert render(small, "pdf") == content


def test_the_library_asks_for_the_styles_of_its_own_as_it_did() -> None:
    """Where it does not, a PDF looks alike but takes a quarter more time."""
    found = find_spec("weasyprint")
    assert found is not None
    assert found.origin is not None
    assert "html._ua_stylesheets(" in (Path(found.origin).parent / "css/__init__.py").read_text()


@needs_pango
def test_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/a.png"
        page = f"<p>x</p><img src='{address}'><link rel=stylesheet href='{address}'>"
        assert to_pdf._laid_out(page.encode()).startswith(b"%PDF-")
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_pdf, "_with_fonts", lambda: {"zh"})
    with pytest.raises(MissingLibrary, match=r"Japanese and Korean characters.*fonts-noto-cjk"):
        render(briefing("ko"), "pdf")


def test_a_missing_pango_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import sys; sys.exit({pdf_child.NO_PANGO})"
    monkeypatch.setattr(to_pdf, "COMMAND", (sys.executable, "-c", code))
    with pytest.raises(MissingLibrary, match="apt install libpango"):
        to_pdf._laid_out(b"<p>x</p>")


@pytest.mark.parametrize(
    ("form", "library"), [("docx", "docx"), ("hwpx", "hwpx"), ("pdf", "weasyprint")]
)
def test_a_missing_extra_is_named(
    form: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = builtins.__import__

    def without(name: str, *others: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ModuleNotFoundError(name)
        return before(name, *others)

    for each in list(sys.modules):
        if each in {"documents.to_docx", "documents.to_hwpx", "documents.docx_runs"}:
            monkeypatch.delitem(sys.modules, each)
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(to_pdf, "find_spec", lambda name: None if name == library else object())
    with pytest.raises(MissingLibrary, match=r"pip install '\.\[documents\]'"):
        render(briefing(), form)


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_pdf, "LONGEST", 0.01)
    with to_pdf._AT_ONCE, to_pdf._AT_ONCE, pytest.raises(DocumentError, match="try again"):
        to_pdf._laid_out(b"<p>x</p>")
    monkeypatch.setattr(to_pdf, "COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))
    monkeypatch.setattr(to_pdf, "LONGEST", 60)
    for _ in range(3):  # a failure gives its place back
        with pytest.raises(DocumentError, match="could not be laid out"):
            to_pdf._laid_out(b"<p>x</p>")
