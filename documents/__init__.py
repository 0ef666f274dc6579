"""Documents: one briefing in the formats that people read, send on and file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from documents.cleaning import web_address
from documents.composing import document_of
from documents.errors import DocumentError, MissingLibrary, TemplateProblem
from newsdb.briefings.content import to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from documents.document import Document
    from newsdb.briefings.content import Briefing

__all__ = ["FORMATS", "DocumentError", "Format", "MissingLibrary", "TemplateProblem", "render"]


class Format(NamedTuple):
    """What a format is: its media type, a file's ending, the extra that has its library."""

    media_type: str
    ending: str
    extra: str | None = None


#: ``fragment`` is what ``html`` has inside: for a page of the desk, with the desk's classes.
FORMATS: dict[str, Format] = {
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        "documents",
    ),
    "hwpx": Format("application/hwp+zip", "hwpx", "documents"),
    "pdf": Format("application/pdf", "pdf", "documents"),
    "html": Format("text/html; charset=utf-8", "html"),
    "fragment": Format("text/html; charset=utf-8", "html"),
    "mail": Format("text/html; charset=utf-8", "html"),
    "md": Format("text/markdown; charset=utf-8", "md"),
    "txt": Format("text/plain; charset=utf-8", "txt"),
    "json": Format("application/json", "json"),
}


def render(briefing: Briefing, format: str, *, template: Path | None = None) -> bytes:  # noqa: A002
    """Return a briefing as a file of one of ``FORMATS``; the same content gives the same bytes.

    ``template`` is a customer's DOCX with the tags of ``docs/documents.md``, for ``docx`` only.
    Raises ValueError for a format that there is not (or a template where none is taken),
    MissingLibrary where an extra or a font is not installed, TemplateProblem for a template that
    can't be filled in, DocumentError for a document that can't be written.
    """
    if format not in FORMATS:
        raise ValueError(f"no such format: {format}; there are {', '.join(FORMATS)}")
    if template is not None:
        if format != "docx":
            raise ValueError(f"a template is a DOCX: {format} takes none")
        from documents.docx_template import fill  # noqa: PLC0415

        return fill(briefing, template)
    return _json(briefing) if format == "json" else _writer(format)(document_of(briefing))


def _writer(format: str) -> Callable[[Document], bytes]:  # noqa: A002
    """Return what writes a format; its library is imported when it is asked for."""
    match format:
        case "docx":
            from documents.to_docx import write  # noqa: PLC0415
        case "hwpx":
            from documents.to_hwpx import write  # noqa: PLC0415
        case "pdf":
            from documents.to_pdf import write  # noqa: PLC0415
        case "html":
            from documents.to_html import write  # noqa: PLC0415
        case "fragment":
            from documents.to_html import write_fragment as write  # noqa: PLC0415
        case "mail":
            from documents.to_html import write_mail as write  # noqa: PLC0415
        case "md":
            from documents.to_markdown import write  # noqa: PLC0415
        case _:
            from documents.to_text import write  # noqa: PLC0415
    return write


def _json(briefing: Briefing) -> bytes:
    written = json.dumps(_safe(to_json(briefing)), ensure_ascii=False, indent=1)
    return written.encode() + b"\n"


def _safe(value: Any, key: str = "") -> Any:
    """Return content for other programs: whole characters, and links that may be links."""
    if isinstance(value, dict):
        return {_safe(name): _safe(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(each) for each in value]
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode()
        return whole if key not in {"url", "address"} or web_address(whole) else None
    return value
