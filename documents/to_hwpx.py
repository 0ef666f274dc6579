"""A document as HWPX, which Hancom Office writes: experimental, and the one place for its library.

python-hwpx renames its functions from one major release to the next and is pinned exactly. What it
takes from its skeleton (authors, dates, a preview) is replaced in the container by text, never by
another XML library: Hancom calls a file damaged that has lost namespaces it does not even use.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC
from io import BytesIO
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID
from xml.sax.saxutils import escape
from zipfile import ZipFile

from documents.archives import rewritten
from documents.document import Piece
from documents.errors import missing_extra
from documents.wording import Wording

try:
    from hwpx import HwpxDocument
    from hwpx.oxml import _document_impl as ids
except ModuleNotFoundError as error:
    raise missing_extra("HWPX") from error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from documents.document import Chapter, Document, Item, Line, Table

#: Every Hancom Office has its own font, with Korean forms of ideographs: the others need theirs.
_FONTS = {"ko": "함초롬바탕", "en": "함초롬바탕", "ja": "Yu Gothic", "zh": "Microsoft YaHei"}
#: The style (and its paragraph's look) of text. By a style's name the library reads all styles
#: again for each paragraph.
_BODY = "0"

_BLACK, _GREY, _BLUE = "#1D2126", "#565D66", "#0B5394"
#: Size in points, colour, bold.
_LOOKS: dict[str, tuple[float, str, bool]] = {
    "title": (20, _BLACK, True),
    "section": (14, _BLACK, True),
    "headline": (12, _BLACK, True),
    "text": (10.5, _BLACK, False),
    "strong": (10.5, _BLACK, True),
    "facts": (9, _GREY, False),
    "first": (9, _GREY, True),
}

_WIDTH = 42520  # HWPUNIT (1/7200 inch): of A4 without the margins
_ROW = 1700  # HWPUNIT: rows stay as high as they were made, whatever they hold
_PREVIEW = 1000  # characters

_NUMBER = re.compile(r"(<hh:paraHead\b[^<>]*>)[^<>]*(?=</hh:paraHead>)")
_TITLE = re.compile(r"<opf:title\s*/>|<opf:title>[^<>]*</opf:title>")

_lock = Lock()


def write(document: Document) -> bytes:
    """Return a HWPX file that passes its library's validation (schema of OWPML)."""
    with _reproducible():
        container = _Writer(document).file()
    return rewritten(container, document.made, _replaced(container, document))


@contextmanager
def _reproducible() -> Iterator[None]:
    """Give the library ids out of a sequence: it takes random ones."""
    with _lock:
        random, before = Random(0), ids.uuid4  # noqa: S311 - no secrets
        ids.uuid4 = lambda: UUID(int=random.getrandbits(128))
        try:
            yield
        finally:
            ids.uuid4 = before


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.hwpx = HwpxDocument.new()
        self.looks: dict[tuple[str, str, bool], str] = {}
        self.outline: dict[int, tuple[Any, Any]] = {}
        self.used = False

    def file(self) -> bytes:
        document = self.document
        self.hwpx.page.set_header(text=f"{document.title[:100]} · {document.name}")
        self.number_pages()
        self.own(document.title, "title")
        self.own(document.subtitle, "facts")
        self.own(document.period, "facts")
        if document.correction:
            self.own(document.correction.title, "strong")
            for line in document.correction.lines:
                self.line(line)
            self.own("")
        for paragraph in document.introduction:
            self.own(paragraph)
        self.own(" · ".join(f"{label} {number}" for number, label in document.summary), "facts")
        for part in document.parts:
            self.heading(1, "section", (self.piece(f"{part.title} ({part.count})"),))
            if part.nothing:
                self.own(part.nothing, "facts")
            for item in part.items:
                self.item(item)
        for chapter in (*document.chapters, document.evidence):
            if chapter.lines or chapter.tables:
                self.chapter(chapter)
        return bytes(self.hwpx.to_bytes())

    def number_pages(self) -> None:
        """Set page numbers once: the library has them in the footer and on the page as well."""
        self.hwpx.page.set_page_number()
        section = self.hwpx.sections[0]
        root: Any = section.element
        for number in list(root.iter("{*}pageNum")):
            # The run around it, no further out: one of those holds all that the section is.
            run = next(number.iterancestors("{*}run"))
            run.getparent().remove(run)
        section.mark_dirty()

    # -- words ---------------------------------------------------------------------------------

    def look(self, name: str, language: str, *, linked: bool = False) -> str:
        key = (name, language, linked)
        if key not in self.looks:
            size, color, bold = _LOOKS[name]
            self.looks[key] = self.hwpx.styles.ensure_run(
                size=size,
                color=_BLUE if linked else color,
                bold=bold,
                underline=linked,
                font=_FONTS[language],
            )
        return self.looks[key]

    def piece(self, words: str) -> Piece:
        return Piece(words, self.document.language)

    def own(self, words: str, look: str = "text") -> None:
        self.line((self.piece(words),), look)

    def line(self, line: Line, look: str = "text") -> None:
        if self.used:
            paragraph = self.hwpx.add_paragraph(
                "",
                style_id_ref=_BODY,
                para_pr_id_ref=_BODY,
                inherit_style=False,
                include_run=False,
            )
        else:  # a new document has an empty one
            paragraph, self.used = self.hwpx.paragraphs[0], True
        self.fill(paragraph, line, look)

    def heading(self, level: int, look: str, line: Line) -> None:
        """Add a heading of the outline; the first one of a level tells the look of all others."""
        if level in self.outline:
            style, paragraph_look = self.outline[level]
            paragraph = self.hwpx.add_paragraph(
                "",
                style_id_ref=style,
                para_pr_id_ref=paragraph_look,
                inherit_style=False,
                include_run=False,
            )
        else:
            paragraph = self.hwpx.add_heading("", level)
            self.outline[level] = (paragraph.style_id_ref, paragraph.para_pr_id_ref)
        self.fill(paragraph, line, look)

    def fill(self, paragraph: Any, line: Line, look: str) -> None:
        for piece in line:
            run = self.look(look, piece.language, linked=piece.url is not None)
            if piece.url:
                self.hwpx.refs.add_hyperlink(
                    piece.url, piece.words, paragraph=paragraph, char_pr_id_ref=run
                )
            else:
                paragraph.add_run(piece.words, char_pr_id_ref=run)

    # -- what it says --------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        for tag in item.tags:
            self.own(tag, "facts")
        self.heading(2, "headline", (self.piece(f"{item.number}. "), item.headline))
        for piece in item.sentence:
            self.line((piece,))
        for place, piece in enumerate(item.note):
            self.line((*([] if place else [self.piece(self.document.note)]), piece))
        for piece in item.excerpt:
            # Quotation marks of the language are in the words, where there are any.
            self.line((self.piece("│ "), piece))
        if item.withheld:
            self.own(item.withheld, "facts")
        if item.first:
            self.own(item.first.words, "first")
        for line in item.details:
            self.line(line, "facts")
        if item.page:
            self.line((item.page,), "facts")

    def chapter(self, chapter: Chapter) -> None:
        self.heading(1, "section", (self.piece(chapter.title),))
        for line in chapter.lines:
            self.line(line, "facts")
        for table in chapter.tables:
            self.table(table)

    def table(self, table: Table) -> None:
        rows = [
            tuple(map(self.piece, table.header)),
            *((name, self.piece(now), self.piece(before)) for name, now, before in table.rows),
        ]
        made = self.hwpx.add_table(len(rows), 3, width=_WIDTH, height=_ROW * len(rows))
        made.set_column_widths([5, 2, 3])
        for place, row in enumerate(rows):
            for column, piece in enumerate(row):
                paragraph = made.cell(place, column).paragraphs[0]
                self.fill(paragraph, (piece,), "facts" if place else "first")


def _replaced(container: bytes, document: Document) -> dict[str, bytes]:
    """Return the parts of a container in which the skeleton speaks of itself."""
    with ZipFile(BytesIO(container)) as parts:
        package = parts.read("Contents/content.hpf").decode()
        header = parts.read("Contents/header.xml").decode()
    said = "\r\n".join(
        (document.title, document.subtitle, document.period, *document.introduction)
    )
    return {
        "Contents/content.hpf": _named(package, document).encode(),
        # The outline's own numbers would stand before ours, which other documents refer to.
        "Contents/header.xml": _NUMBER.sub(r"\1", header).encode(),
        "Preview/PrvText.txt": said[:_PREVIEW].encode(),
    }


def _named(package: str, document: Document) -> str:
    """Return the package's metadata with who made what and when."""
    made = document.made
    title = f"<opf:title>{escape(document.title)}</opf:title>"
    package = _TITLE.sub(lambda _: title, package, count=1)
    package = re.sub(
        r"<opf:language>[^<>]*", lambda _: f"<opf:language>{document.language}", package, count=1
    )
    for name, value in {
        "creator": document.editor,
        "lastsaveby": document.editor,
        "subject": document.name,
        "CreatedDate": _utc(made),
        "ModifiedDate": _utc(made),
        "date": Wording("ko").issued(made.isoformat()),
    }.items():
        written = f'<opf:meta name="{name}" content="text">{escape(value)}</opf:meta>'
        package = re.sub(
            rf'<opf:meta name="{name}" content="text"(?:/>|>[^<>]*</opf:meta>)',
            lambda _, written=written: written,  # type: ignore[misc]
            package,
            count=1,
        )
    return package


def _utc(made: datetime) -> str:
    return made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
