"""Paragraphs and runs of a DOCX: language, fonts, links, for which its library has no functions.

Without a language Word and LibreOffice draw Chinese forms of shared ideographs. ``run.font.name``
sets two of four fonts, and not the one of Hangul and kanji. Elements are built directly: the
library looks through all styles for each paragraph, and through all paragraphs for the next one.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from documents.fonts import OFFICE, TAGS

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

    from documents.document import Line, Piece

LINK_STYLE = "Hyperlink"

_RUN, _TEXT, _LINK = qn("w:r"), qn("w:t"), qn("w:hyperlink")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, /, **attributes: str) -> Any:
    """Return an element of the ``w`` namespace with attributes of it."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_language(properties: Any, language: str) -> None:
    """Give run properties (``w:rPr``) the fonts and the tag of a language."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()  # those of the theme would win
    for slot in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{slot}"), OFFICE[language])
    # English has no font for ideographs: its language says nothing of them.
    fonts.set(qn("w:eastAsia"), OFFICE["ko" if language == "en" else language])
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    tag = TAGS["ko" if language == "en" else language]
    properties.append(element("lang", val="en-US", eastAsia=tag))


@cache
def _properties(language: str, *, bold: bool, linked: bool) -> Any:
    """Return run properties to be copied."""
    made = element("rPr")
    if linked:
        made.append(element("rStyle", val=LINK_STYLE))
    set_language(made, language)
    if bold:
        made.insert(len(made) - 1, element("b"))
    return made


def add_paragraph(before: Any, style: str) -> Any:
    """Add a paragraph (``w:p``) before an element, in the style of that id, and return it."""
    paragraph = element("p")
    properties = etree.SubElement(paragraph, qn("w:pPr"))
    etree.SubElement(properties, qn("w:pStyle")).set(qn("w:val"), style)
    before.addprevious(paragraph)
    return paragraph


def add_piece(paragraph: Paragraph, piece: Piece, *, bold: bool = False) -> None:
    """Add words to a paragraph in their language, as a link if they are one."""
    holder: Any = paragraph._p
    if piece.url:
        target = paragraph.part.relate_to(piece.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        holder = etree.SubElement(holder, _LINK)
        holder.set(qn("r:id"), target)
    _add_run(holder, piece, bold=bold, linked=piece.url is not None)


def add_line(paragraph: Paragraph, line: Line) -> None:
    """Add all pieces of a line to a paragraph."""
    for piece in line:
        add_piece(paragraph, piece)


def add_jump(paragraph: Paragraph, piece: Piece, bookmark: str) -> None:
    """Add words that lead to a bookmark of the same document."""
    link = etree.SubElement(paragraph._p, _LINK)
    link.set(qn("w:anchor"), bookmark)
    _add_run(link, piece, bold=False, linked=True)


def add_field(paragraph: Paragraph, instruction: str, piece: Piece) -> None:
    """Add a field (``PAGE``) that the reader's program fills in, with words until then."""
    field = element("fldSimple", instr=instruction)
    paragraph._p.append(field)
    _add_run(field, piece, bold=False, linked=False)


def set_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Put a bookmark round all that a paragraph holds; ``number`` is unique in the document."""
    holder = paragraph._p
    holder.insert(
        1 if holder.pPr is not None else 0, element("bookmarkStart", id=str(number), name=name)
    )
    holder.append(element("bookmarkEnd", id=str(number)))


def _add_run(holder: Any, piece: Piece, *, bold: bool, linked: bool) -> None:
    run = etree.SubElement(holder, _RUN)
    run.append(deepcopy(_properties(piece.language, bold=bold, linked=linked)))
    text = etree.SubElement(run, _TEXT)
    text.text = piece.words
    text.set(_SPACE, "preserve")
