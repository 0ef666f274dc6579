"""A document as DOCX: real headings, links and fields, the language of each run, A4."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from documents.archives import rewritten
from documents.document import Piece
from documents.errors import missing_extra

try:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.image.exceptions import (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
    )
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor
    from docx.text.paragraph import Paragraph

    from documents.docx_runs import (
        LINK_STYLE,
        add_field,
        add_jump,
        add_line,
        add_paragraph,
        add_piece,
        element,
        set_bookmark,
        set_language,
    )
except ModuleNotFoundError as error:
    raise missing_extra("DOCX") from error

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.styles.style import ParagraphStyle

    from documents.document import Chapter, Document, Item, Line, Table

_INK, _SOFT, _LINK = (RGBColor.from_string(each) for each in ("1D2126", "565D66", "0B5394"))
_FACTS, _SUBTITLE, _CORRECTION = "Briefing Facts", "Briefing Subtitle", "Briefing Correction"
_LOGO = Mm(13)  # high
_WIDTH = Mm(170)  # of A4 without its margins


def write(document: Document) -> bytes:
    """Return a DOCX file."""
    return _Writer(document).file()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.docx: Docx = docx.Document()
        self.ids: dict[str, str] = {}
        self.end = self.docx.element.body.sectPr

    def file(self) -> bytes:
        document = self.document
        self.properties()
        self.page()
        self.styles()
        self.logo()
        self.own(document.title, "Title")
        self.own(document.subtitle, _SUBTITLE)
        self.own(document.period, _SUBTITLE)
        if document.correction:
            self.correction(document.correction)
        for paragraph in document.introduction:
            self.own(paragraph)
        self.own(" · ".join(f"{label} {number}" for number, label in document.summary), _FACTS)
        self.contents()
        for place, part in enumerate(document.parts):
            heading = self.own(f"{part.title} ({part.count})", "Heading 1")
            set_bookmark(heading, _bookmark(place), place + 1)
            if part.nothing:
                self.own(part.nothing, _FACTS)
            for item in part.items:
                self.item(item)
        for chapter in (*document.chapters, document.evidence):
            if chapter.lines or chapter.tables:
                self.chapter(chapter)
        written = BytesIO()
        self.docx.save(written)
        return rewritten(written.getvalue(), document.made)

    # -- the frame -----------------------------------------------------------------------------

    def properties(self) -> None:
        """Say who made what and when: the library's template names itself and 2013."""
        properties, document = self.docx.core_properties, self.document
        when = document.made.replace(tzinfo=None)
        properties.title, properties.subject = document.title[:250], document.name
        properties.author = properties.last_modified_by = document.editor[:250]
        properties.created = properties.modified = when
        properties.comments = properties.keywords = ""
        properties.language = document.language
        properties.revision = 1

    def page(self) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
        add_piece(header, self.piece(f"{self.document.title[:100]} · {self.document.name}"))
        header.style = footer.style = self.style(_FACTS, size=9, color=_SOFT, after=2)
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_field(footer, "PAGE", self.piece("1"))
        add_piece(footer, self.piece(" / "))
        add_field(footer, "NUMPAGES", self.piece("1"))

    def styles(self) -> None:
        """Make the styles A4 and of the document's language instead of American."""
        for name, size, before, after in (
            ("Normal", 10.5, 0, 5),
            ("Title", 22, 0, 4),
            ("Heading 1", 15, 18, 6),
            ("Heading 2", 12, 12, 3),
            ("Quote", 10, 2, 5),
        ):
            style: ParagraphStyle = self.docx.styles[name]
            self.look(style, size=size, color=_INK, before=before, after=after)
        if self.document.language == "ko":  # which sets no blank between Hangul and figures
            normal = self.docx.styles["Normal"].element.get_or_add_pPr()
            for name in ("autoSpaceDE", "autoSpaceDN"):
                normal.insert_element_before(element(name, val="0"), "w:spacing", "w:ind", "w:jc")
        self.docx.styles["Quote"].paragraph_format.left_indent = Mm(6)
        self.style(_SUBTITLE, size=10, color=_SOFT, after=2)
        boxed = self.style(_CORRECTION, size=10.5, color=_INK, after=0).element.get_or_add_pPr()
        borders = element("pBdr")
        borders.append(element("left", val="single", sz="24", space="8", color="7A5200"))
        boxed.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")
        link = self.docx.styles.add_style(LINK_STYLE, WD_STYLE_TYPE.CHARACTER)
        link.font.color.rgb, link.font.underline = _LINK, True
        for tagged in self.docx.styles.element.iter(qn("w:docDefaults")):
            for properties in tagged.iter(qn("w:rPr")):
                set_language(properties, self.document.language)

    def style(self, name: str, *, size: float, color: RGBColor, after: float) -> ParagraphStyle:
        style: ParagraphStyle = self.docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.docx.styles["Normal"]
        self.look(style, size=size, color=color, after=after)
        return style

    def look(
        self,
        style: ParagraphStyle,
        *,
        size: float,
        color: RGBColor,
        before: float = 0,
        after: float,
    ) -> None:
        style.font.size, style.font.color.rgb = Pt(size), color
        style.font.italic = False  # Hangul and kanji have no italics
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        set_language(style.element.get_or_add_rPr(), self.document.language)

    # -- what it says --------------------------------------------------------------------------

    def piece(self, words: str) -> Piece:
        return Piece(words, self.document.language)

    def logo(self) -> None:
        """Set the logo above the title; one that can't be read is left out."""
        if not self.document.logo:
            return
        paragraph = self.paragraph("Normal")
        try:
            paragraph.add_run().add_picture(BytesIO(self.document.logo), height=_LOGO)
        except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
            self.docx.element.body.remove(paragraph._p)

    def own(self, words: str, style: str = "Normal") -> Paragraph:
        return self.line((self.piece(words),), style)

    def line(self, line: Line, style: str = "Normal") -> Paragraph:
        paragraph = self.paragraph(style)
        add_line(paragraph, line)
        return paragraph

    def paragraph(self, style: str) -> Paragraph:
        made = add_paragraph(self.end, self.style_id(style))
        return Paragraph(made, self.docx._body)

    def style_id(self, style: str) -> str:
        if style not in self.ids:
            self.ids[style] = self.docx.styles[style].style_id
        return self.ids[style]

    def contents(self) -> None:
        """List the sections as jumps: a field of contents stays empty until Word fills it."""
        parts = self.document.parts
        if len(parts) < 2:
            return
        self.own(self.document.contents, _FACTS).paragraph_format.keep_with_next = True
        for place, part in enumerate(parts):
            paragraph = self.paragraph("List Bullet")
            add_jump(paragraph, self.piece(f"{part.title} ({part.count})"), _bookmark(place))

    def item(self, item: Item) -> None:
        for tag in item.tags:
            self.own(tag, _FACTS).paragraph_format.keep_with_next = True
        self.line((self.piece(f"{item.number}. "), item.headline), "Heading 2")
        for piece in item.sentence:
            self.line((piece,))
        for place, piece in enumerate(item.note):
            self.line((*([] if place else [self.piece(self.document.note)]), piece))
        for piece in item.excerpt:
            self.line((piece,), "Quote")
        if item.withheld:
            self.own(item.withheld, _FACTS)
        if item.first:
            paragraph = self.paragraph(_FACTS)
            add_piece(paragraph, self.piece(item.first.words), bold=True)
            if item.first.outlet:
                add_line(paragraph, (self.piece(" · "), item.first.outlet))
        for line in item.details:
            self.line(line, _FACTS)
        if item.page:
            self.line((item.page,), _FACTS)

    def correction(self, chapter: Chapter) -> None:
        """Say at the top, beside a bar, what is put right; the introduction goes on behind it."""
        heading = self.paragraph(_CORRECTION)
        add_piece(heading, self.piece(chapter.title), bold=True)
        for line in chapter.lines:
            self.line(line, _CORRECTION)
        self.own("", _FACTS)

    def chapter(self, chapter: Chapter) -> None:
        self.own(chapter.title, "Heading 1")
        for line in chapter.lines:
            self.line(line, _FACTS)
        for table in chapter.tables:
            self.table(table)
            self.own("", _FACTS)

    def table(self, table: Table) -> None:
        """Add a table whose header is repeated on each page; equal widths would not do."""
        made = self.docx.add_table(rows=1 + len(table.rows), cols=3, style="Table Grid")
        made.autofit = False
        widths = (int(_WIDTH * 0.5), int(_WIDTH * 0.2), int(_WIDTH * 0.3))
        rows = made.rows
        header = rows[0]._tr.get_or_add_trPr()
        header.append(element("tblHeader"))
        written = [
            tuple(map(self.piece, table.header)),
            *((name, self.piece(now), self.piece(before)) for name, now, before in table.rows),
        ]
        for place, (row, pieces) in enumerate(zip(rows, written, strict=True)):
            for column, (cell, piece) in enumerate(zip(row.cells, pieces, strict=True)):
                cell.width = widths[column]
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.style_id(_FACTS)
                if column:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                add_piece(paragraph, piece, bold=not place)
        for grid, width in zip(made.columns, widths, strict=True):
            grid.width = width


def _bookmark(place: int) -> str:
    return f"section{place + 1}"
