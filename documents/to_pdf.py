"""A document as PDF: the page for paper, laid out by WeasyPrint in a process of its own.

It takes a second and 300 MB, and code in C works on words from outside: nothing of that belongs
into a server's process. The page needs nothing from elsewhere, and nothing is fetched.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from documents import pdf_child
from documents.errors import DocumentError, MissingLibrary, missing_extra
from documents.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from documents.document import Document, Line

COMMAND = (sys.executable, "-m", pdf_child.__name__)
#: Of more stories the structure for screen readers is left out, and page numbers from the contents
#: (documents/templates/fragment.html): each of them takes a fifth to a third of the time.
MOST_TAGGED = 60
LONGEST = 120  # seconds; 200 stories take two or three
#: Documents that a process has laid out at once: each takes a core and 300 MB. Others wait.
_AT_ONCE = BoundedSemaphore(2)
_LARGEST = 4 << 30  # bytes of address space; 200 stories take a tenth of it in memory
#: Languages whose characters no font of Latin letters has.
_SCRIPTS = {"ko": "Korean", "ja": "Japanese", "zh": "Chinese"}


def write(document: Document) -> bytes:
    """Return a PDF file.

    Raises MissingLibrary where WeasyPrint, Pango or a font for a language of the document is not
    installed, and DocumentError where the layout fails or takes longer than ``LONGEST`` seconds.
    """
    if find_spec("weasyprint") is None:
        raise missing_extra("PDF")
    missing = _languages(document) - _with_fonts()
    if missing:
        names = " and ".join(sorted(_SCRIPTS[each] for each in missing))
        raise MissingLibrary(
            f"no font with {names} characters is installed, so a PDF would show boxes: install "
            "one, on Debian the package fonts-noto-cjk"
        )
    html = page("page.html", document, printed=True).encode()
    return _laid_out(html, tagged=document.size <= MOST_TAGGED)


def _laid_out(html: bytes, *, tagged: bool = True) -> bytes:
    root = Path(__file__).resolve().parents[1]
    if not _AT_ONCE.acquire(timeout=LONGEST):
        raise DocumentError("others had documents laid out all the time: try again in a minute")
    try:
        done = subprocess.run(
            [*COMMAND, *(["tagged"] if tagged else [])],
            input=html,
            capture_output=True,
            timeout=LONGEST,
            check=False,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            preexec_fn=_bounded if sys.platform == "linux" else None,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"the PDF was not laid out within {LONGEST} s") from error
    finally:
        _AT_ONCE.release()
    if done.returncode == pdf_child.NO_PANGO:
        raise MissingLibrary(
            "WeasyPrint needs the system's library Pango, on Debian: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"
        )
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
        raise DocumentError(f"the PDF could not be laid out: {said or done.returncode}")
    return done.stdout


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_LARGEST, _LARGEST))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))


def _languages(document: Document) -> set[str]:
    """Return the languages of a document that need fonts of their own."""
    found = {document.language, *(piece.language for line in _lines(document) for piece in line)}
    return found & set(_SCRIPTS)


def _lines(document: Document) -> Iterator[Line]:
    for part in document.parts:
        for item in part.items:
            yield from ((item.headline,), item.sentence, item.note, item.excerpt, *item.details)
    for chapter in (*document.chapters, document.evidence):
        yield from chapter.lines
        for table in chapter.tables:
            yield tuple(name for name, _, _ in table.rows)


def _with_fonts() -> set[str]:
    """Return the languages for which fontconfig knows a font; all where it can't be asked."""
    asking = which("fc-list")
    if not asking:
        return set(_SCRIPTS)
    return {
        language
        for language in _SCRIPTS
        if subprocess.run(
            [asking, f":lang={'zh-cn' if language == 'zh' else language}", "family"],
            capture_output=True,
            timeout=LONGEST,
            check=False,
        ).stdout.strip()
    }
