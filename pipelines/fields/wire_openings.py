"""How press wires begin a release: ``서울--(뉴스와이어)--``."""

from __future__ import annotations

from newsdb.text.lazy_patterns import lazy

_OPENING = lazy(
    r"^\s{0,3}(?P<place>[가-힣A-Za-z][가-힣A-Za-z .,-]{0,30}?)\s?--\s?"
    r"[(（][^()（）]{2,30}[)）]\s?--\s{0,3}"
)


def is_wire_opening(text: str) -> bool:
    """Return whether a text is such an opening and nothing else."""
    return bool((match := _OPENING.match(text)) and match.end() == len(text))


def take_wire_opening(paragraphs: list[str]) -> str | None:
    """Cut such an opening off the first paragraph, in place; return the place that it names."""
    match = _OPENING.match(paragraphs[0]) if paragraphs else None
    if not match or not paragraphs[0][match.end() :].strip():
        return None
    paragraphs[0] = paragraphs[0][match.end() :].strip()
    return match["place"].strip()
