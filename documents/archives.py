"""Zip containers (DOCX, HWPX) with the same bytes for the same content."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def rewritten(
    container: bytes, when: datetime, replaced: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a zip with each member's time set to ``when``, and members ``replaced`` by name.

    Order and compression stay: HWPX wants its media type first and stored.
    """
    written = BytesIO()
    with ZipFile(BytesIO(container)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for each in old.infolist():
            # A zip knows no day before 1980.
            entry = ZipInfo(each.filename, max(when.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            entry.compress_type = each.compress_type
            entry.external_attr = each.external_attr
            entry.create_system = 0  # the same on every machine
            content = (replaced or {}).get(each.filename)
            new.writestr(entry, old.read(each) if content is None else content)
    return written.getvalue()
