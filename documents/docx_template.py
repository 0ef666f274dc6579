"""A customer's DOCX filled in: docxtpl, whose tags ``docs/documents.md`` lists.

A template comes from whoever sets up the desk, and may still be broken or made by somebody else:
its tags run in Jinja's sandbox, and every word that is filled in is escaped. Without that docxtpl
loses text silently: of “R&D <48주>” it leaves “R 48주>”.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from documents.archives import rewritten
from documents.composing import document_of
from documents.errors import TemplateProblem, missing_extra
from documents.fonts import OFFICE, TAGS

try:
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml.ns import qn
    from docxtpl import DocxTemplate, RichText
except ModuleNotFoundError as error:
    raise missing_extra("A DOCX from a template") from error

if TYPE_CHECKING:
    from pathlib import Path

    from documents.document import Chapter, Document, Item, Line, Part
    from newsdb.briefings.content import Briefing

_LARGEST = 50_000_000  # bytes, unpacked: a logo and some pages are a hundredth of it


def fill(briefing: Briefing, template: Path) -> bytes:
    """Return the template with a briefing in it; TemplateProblem says what is wrong with it."""
    document = document_of(briefing)
    try:
        _check_size(template)
        docx = DocxTemplate(template)
        context = _Context(docx, document).values()
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        docx.render(context, jinja_env=environment, autoescape=True)
        # ``docx.docx``: asked by get_docx(), it reads the template again.
        _complete_languages(docx)
        properties = docx.docx.core_properties
        properties.title = document.title[:250]
        properties.author = properties.last_modified_by = document.editor[:250]
        properties.created = properties.modified = document.made.replace(tzinfo=None)
        written = BytesIO()
        docx.save(written)
    except (OSError, BadZipFile, PackageNotFoundError) as error:
        raise TemplateProblem(f"{template.name} can't be read as a DOCX: {error}") from error
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f" (tag no. {line} or near it)" if line else ""
        raise TemplateProblem(
            f"{template.name} can't be filled in{where}: {error.message}. The tags that there are "
            "stand in docs/documents.md; paste them as plain text, in one go"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise TemplateProblem(f"{template.name} can't be filled in: {error}") from error
    return rewritten(written.getvalue(), document.made)


def _check_size(template: Path) -> None:
    with ZipFile(template) as parts:
        if sum(each.file_size for each in parts.infolist()) > _LARGEST:
            raise TemplateProblem(f"{template.name} has more than {_LARGEST:,} bytes unpacked")


class _Context:
    """What tags can name; lines with links are rich text: ``{{r item.headline }}``."""

    def __init__(self, docx: DocxTemplate, document: Document) -> None:
        self.docx = docx
        self.document = document

    def values(self) -> dict[str, Any]:
        document = self.document
        return {
            "title": document.title,
            "issue": document.name,
            "subtitle": document.subtitle,
            "period": document.period,
            "editor": document.editor,
            "correction": self.chapter(document.correction) if document.correction else None,
            "introduction": list(document.introduction),
            "summary": [{"number": number, "label": label} for number, label in document.summary],
            "parts": [self.part(each) for each in document.parts],
            "chapters": [self.chapter(each) for each in document.chapters],
            "evidence": self.chapter(document.evidence),
        }

    def part(self, part: Part) -> dict[str, Any]:
        items = [self.item(each) for each in part.items]
        # Not "items": in a tag that is a dictionary's own.
        return {
            "title": part.title,
            "count": part.count,
            "stories": items,
            "nothing": part.nothing,
        }

    def item(self, item: Item) -> dict[str, Any]:
        return {
            "number": item.number,
            "tags": list(item.tags),
            "headline": self.rich((item.headline,)),
            "sentence": [self.rich((each,)) for each in item.sentence],
            "note": [self.rich((each,)) for each in item.note],
            "excerpt": [self.rich((each,)) for each in item.excerpt],
            "withheld": item.withheld,
            "first": item.first.words if item.first else "",
            "details": [self.rich(each) for each in item.details],
            "page": self.rich((item.page,)) if item.page else "",
        }

    def chapter(self, chapter: Chapter) -> dict[str, Any]:
        return {
            "title": chapter.title,
            "lines": [self.rich(each) for each in chapter.lines],
            "tables": [
                {
                    "header": list(table.header),
                    "rows": [
                        {"name": self.rich((name,)), "now": now, "before": before}
                        for name, now, before in table.rows
                    ],
                }
                for table in chapter.tables
            ],
        }

    def rich(self, line: Line) -> RichText:
        rich = RichText()
        for piece in line:
            language = "ko" if piece.language == "en" else piece.language
            rich.add(
                piece.words,
                url_id=self.docx.build_url_id(piece.url) if piece.url else None,
                underline=bool(piece.url),
                color="0B5394" if piece.url else None,
                # One of the four kinds of font, which sets them all.
                font=f"eastAsia:{OFFICE[language]}",
                lang=TAGS[language],
            )
        return rich


def _complete_languages(docx: DocxTemplate) -> None:
    """Give each tagged run its language for ideographs too: docxtpl tags Latin letters alone."""
    for tagged in docx.docx.element.iter(qn("w:lang")):
        value = tagged.get(qn("w:val"))
        if value in TAGS.values() and value != TAGS["en"]:
            tagged.set(qn("w:eastAsia"), value)
            tagged.set(qn("w:val"), TAGS["en"])
