"""A story's card: texts with their matches marked, reasons in the page's language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from newsdb.search.search import Query, highlight
from newsdb.search.search import Span as SearchSpan
from translations.reasons import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsdb.stories.story_cards import Mark, Member, Story
    from translations.catalogues import Translate

#: Characters of the text on a closed card.
LEAD = 180
#: The search looks at this many characters first: folding a whole text takes milliseconds.
NEAR = 600

_SHARED = re.compile(r"\b(\d{1,6}) (name|number|part)s?\b")


class _Span(NamedTuple):
    start: int
    end: int
    kind: str  # "cause" for a reason, "found" for what was searched


def title(story: Story, query: Query) -> Markup:
    """Return the title with the reasons and the search's matches marked."""
    return _marked(story.lead.title, _spans(story.reasons, "title", story.lead.title, query))


def paragraphs(story: Story, query: Query) -> list[Markup]:
    """Return the paragraphs of the text, as much of it as may be shown, with matches marked."""
    body = story.lead.body
    spans = _spans(story.reasons, "body", body, query)
    shown, at = [], 0
    for part in body.split("\n\n"):
        inside = [
            _Span(span.start - at, span.end - at, span.kind)
            for span in spans
            if span.start >= at and span.end <= at + len(part)
        ]
        shown.append(_marked(part, inside))
        at += len(part) + 2
    return shown


def lead(story: Story, query: Query) -> Markup:
    """Return the beginning of the text, or the part around the search's first match."""
    body = story.lead.body
    spans = _spans(story.reasons, "body", body[:NEAR], query)
    found = next((span for span in spans if span.kind == "found"), None)
    if query.has_words and not found and len(body) > NEAR:
        spans = _spans(story.reasons, "body", body, query)
        found = next((span for span in spans if span.kind == "found"), None)
    start = max(0, found.start - 60) if found and found.start > LEAD - 20 else 0
    end = min(len(body), start + LEAD)
    inside = [
        _Span(span.start - start, span.end - start, span.kind)
        for span in spans
        if span.start >= start and span.end <= end
    ]
    part = _marked(body[start:end], inside)
    return Markup("{}{}{}").format("… " if start else "", part, " …" if end < len(body) else "")


def other_outlets(story: Story) -> list[str]:
    """Return the outlets other than the one that represents the story, each once."""
    names = dict.fromkeys(each.outlet for each in story.members)
    return [name for name in names if name != story.lead.outlet]


def outlets(story: Story) -> int:
    """Return how many outlets have a story, as far as its articles are shown."""
    return len({each.outlet for each in story.members})


def why(member: Member, t: Translate) -> str:
    """Return the watch list's reasons in the page's language, its rules by what they say."""
    return in_words(member.why or "", t)


def alike(why: str | None, t: Translate) -> str:
    """Return what two stories share, by what it counts; names of our own tables are left out."""
    found = _SHARED.findall(why or "")
    return ", ".join(t(f"shared {kind}", count=count) for count, kind in found)


def changes(member: Member) -> list[dict[str, str | int | None]]:
    """Return a member's changes without duplicates."""
    seen = set()
    shown = []
    for each in member.changes:
        key = tuple(each.values())
        if key not in seen:
            seen.add(key)
            shown.append(each)
    return shown


def _spans(reasons: Iterable[Mark], field: str, text: str, query: Query) -> list[_Span]:
    """Return the spans to mark in a field's text, in order and without overlaps.

    A reason that lies beyond the end of a text of which only a part is kept is left out.
    """
    found = (
        [_Span(*span, "found") for span in _highlighted(query, text)] if query.has_words else []
    )
    found += [
        _Span(each.start, each.end, "cause")
        for each in reasons
        if each.field == field and each.weight > 0 and each.end <= len(text)
    ]
    spans: list[_Span] = []
    for span in sorted(found, key=lambda each: (each.start, each.kind != "found")):
        if not spans or span.start >= spans[-1].end:
            spans.append(span)
    return spans


@lru_cache(maxsize=2048)
def _highlighted(query: Query, text: str) -> tuple[SearchSpan, ...]:
    """Return where a query matches; cached, since every key press renders the same few texts."""
    return highlight(query, text)


def _marked(text: str, spans: Sequence[_Span]) -> Markup:
    out, at = Markup(), 0
    for start, end, kind in spans:
        mark = Markup('<mark class="{}">{}</mark>').format(kind, text[start:end])
        out += escape(text[at:start]) + mark
        at = end
    return out + escape(text[at:])
