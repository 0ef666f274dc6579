"""The few sentences that an issue of a briefing says by itself, in its language."""

from __future__ import annotations

from translations.domains import BRIEFING_TEXTS


def said(key: str, language: str, **values: object) -> str:
    """Return a sentence in a language, its braces filled; raises KeyError for an unknown key."""
    return BRIEFING_TEXTS.translator(language)(key, **values)
