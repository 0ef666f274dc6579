"""The few sentences that an issue says by itself, in the language that it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translations.domains import BRIEFING_TEXTS

if TYPE_CHECKING:
    from newsdb.briefings.content import Language


def said(key: str, language: Language, **values: object) -> str:
    """Return a sentence in a language, its braces filled; raises KeyError for an unknown key."""
    return BRIEFING_TEXTS.translator(language)(key, **values)
