"""Places in stored texts as HTML: what a search found, what an edit changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from newsdb.search.search import Query, Span, highlight, may_match

if TYPE_CHECKING:
    from collections.abc import Sequence


#: A text is searched for its first match in parts of so many characters, which overlap by more
#: than most phrases are long.
_STEP, _OVERLAP = 240, 40
#: What is shown before the first match, and of the whole.
_BEFORE, _SHOWN = 50, 180


def excerpt_of(query: Query, body: str) -> Markup | None:
    """Return the part of a text in which a query matches; None if it doesn't."""
    if not query.has_words:
        return None
    text = " ".join(body.split())
    for start in range(0, len(text), _STEP):
        # To find words is what costs, and most texts have them at their beginning.
        first = max(0, start - _OVERLAP)
        part = text[first : start + _STEP + _OVERLAP]
        if may_match(query, part) and (spans := highlight(query, part)):
            begin = max(0, spans[0].start - _BEFORE)
            end = begin + _SHOWN
            inside = [Span(a - begin, b - begin) for a, b in spans if b <= end]
            shown = marked(part[begin:end], inside)
            before = "… " if first + begin else ""
            return escape(before) + shown + escape(" …" if first + end < len(text) else "")
    return None


def mark(query: Query, text: Any) -> Markup:
    """Return a stored text as HTML with a query's matches marked."""
    plain = str(text)
    return marked(plain, highlight(query, plain))


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """Return a text as HTML with the spans marked; everything in it is escaped."""
    out, at = Markup(), 0
    for start, end in spans:
        out += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return out + escape(text[at:])
