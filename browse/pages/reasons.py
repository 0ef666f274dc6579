"""Why a page could not be read, in words: stored reasons are fixed English phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translations.domains import DESK

if TYPE_CHECKING:
    from translations.catalogues import Translate


def in_words(reason: str, t: Translate) -> str:
    """Return a rejection's reason in the reader's language; one without words of ours as it is."""
    kind, _, status = reason.partition(" ")
    if kind == "http" and status.isdecimal():
        return t("reason http", status=status)
    key = f"reason {reason}"
    return t(key) if key in DESK.english else reason
