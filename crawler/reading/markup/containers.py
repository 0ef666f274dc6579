"""The container of an article's text, where the text stands in several elements."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crawler.reading.markup.names import HEADINGS, INLINE
from crawler.reading.markup.weights import is_within, prose_of, upwards
from crawler.reading.text import ends_sentence
from newsdb.text.boilerplate import LONGEST_LINE, fold_line, is_boilerplate
from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml import etree

    from crawler.reading.markup.blocks import Block
    from crawler.reading.markup.names import Names
    from crawler.reading.markup.spans import Spans
    from crawler.reading.markup.weights import Weights

#: Elements that are no part of a text unless they are all of it.
_NO_PART = frozenset("article aside footer form header nav".split())

#: The shortest headline, in letters, that is recognised at the end or beginning of a longer one.
_SHORTEST_HEADLINE = 6
#: The share of a page's title that a line must have which is no heading.
_MOST_OF_TITLE = 0.6

#: How far above the element with most of the text its other parts are looked for.
_MOST_LEVELS = 8
_LEVELS_WITHOUT_HEADLINE = 2
#: Characters of prose in another part: beside the text, and farther away.
_LEAST_PARAGRAPH, _LEAST_PART, _LEAST_DISTANT_PART = 30, 40, 100
_MOSTLY = 0.85
_ENOUGH_TO_TELL = 200  # characters of a text, its script

#: How many elements like an article's are looked at.
_MOST_LIKE = 50

#: How many lines may stand between the headline and the text.
_MOST_BETWEEN = 40
#: A lead of more lines is a list of what the article says.
_MOST_LINES_OF_LEAD = 2
#: What stands above a summary that is not the article's own.
_SUMMARY = re.compile(
    r"^\s{0,9}\W{0,9}(?:AI|人工知能|인공지능|챗GPT|\d줄)?\W{0,3}(?:(?:기사|뉴스|핵심|세줄|3줄)\s?)?"
    r"(?:요약|요점|要約|ポイント|まとめ|summary|key (?:points|takeaways)|highlights|at a glance)",
    re.IGNORECASE,
)


class Container(NamedTuple):
    """The element with an article's text, what in it is no part of it, and the lead above it."""

    element: etree._Element
    without: set[etree._Element]
    lead: list[str]


def headline_among(
    shown: Sequence[Block], headlines: Iterable[str], in_headings: Sequence[int]
) -> Block | None:
    """Return the line that shows one of ``headlines``: the first heading, or else the first.

    ``in_headings`` tells of each line, by its number, whether it begins in a heading.
    """
    wanted = {bare for each in headlines if (bare := skeleton(each))}
    if not wanted:
        return None
    longest = 2 * max(map(len, wanted))
    ends = {each[0] for each in wanted} | {each[-1] for each in wanted}
    other = None
    for block in shown:
        if len(block.text) > longest:
            continue
        is_heading = in_headings[block.number] and is_within(block.home, HEADINGS, 4)
        if not is_heading and (
            other or block.linked or not ends & {block.text[0].lower(), block.text[-1].lower()}
        ):
            continue
        if _shows(skeleton(block.text), wanted, least=0 if is_heading else _MOST_OF_TITLE):
            if is_heading:
                return block
            other = block
    return other


def _shows(line: str, wanted: Iterable[str], *, least: float) -> bool:
    """Return whether a line is a headline, or is one with the site's name before or behind it."""
    return any(
        line == each
        or (
            len(line) >= max(_SHORTEST_HEADLINE, len(each) * least)
            and (each.startswith(line) or each.endswith(line))
        )
        for each in wanted
    )


def others_like(headline: Block, weights: Weights) -> set[etree._Element]:
    """Return other articles on the page, or what visitors write.

    They are elements like the one that holds the headline with its text, after it: articles, or
    with a main heading of their own.
    """
    others: set[etree._Element] = set()
    for each in upwards(headline.home):
        if weights[each].unlinked < _LEAST_DISTANT_PART:
            continue
        likes = each.itersiblings(each.tag)
        others.update(
            like
            for like in islice(likes, _MOST_LIKE)
            if like.get("class") == each.get("class")
            and (each.tag == "article" or like.find(".//h1") is not None)
        )
    return others


def widened(
    best: etree._Element,
    left: Sequence[Block],
    weights: Weights,
    names: Names,
    *,
    headline: Block | None,
    spans: Spans,
) -> Container:
    """Return the container of the article whose longest part is ``best``.

    From ``best`` up to the element that holds the headline as well, elements beside it that are
    prose are parts of the text; then it is their common ancestor, without what else is beside
    them. ``left`` are the page's lines that are not apart, and ``weights`` those of their
    elements.
    """
    above = set(upwards(headline.home)) if headline else set()
    chosen, at = best, best
    without: set[etree._Element] = set()
    beside: set[etree._Element] = set()
    for level in range(_MOST_LEVELS if headline else _LEVELS_WITHOUT_HEADLINE):
        parent = at.getparent()
        if parent is None or at in above or (at.tag == "article" and headline is None):
            break
        parts, others = _beside(at, parent, weights, names, above, distant=level > 0)
        beside |= others
        if parts:
            chosen = parent
            without |= beside
            beside = set()
        at = parent
    return Container(chosen, without, _lead(spans, chosen, left, headline))


def _beside(
    at: etree._Element,
    parent: etree._Element,
    weights: Weights,
    names: Names,
    above: set[etree._Element],
    *,
    distant: bool,
) -> tuple[bool, set[etree._Element]]:
    """Return whether parts of the text stand beside ``at``, and what stands there besides."""
    parts: set[etree._Element] = set()
    others: set[etree._Element] = set()
    children = [each for each in parent if each in weights]
    seen = False  # the text, below which other parts of it may stand
    for each in children:
        if each is at or each.tag in INLINE:
            seen = seen or each is at
            continue
        if each in above:  # what stands above the headline is the site's
            others |= {each, *parts}
            parts = set()
        elif _is_part(each, weights, names, distant=distant) and (
            above or seen or each.tag == "p" or each in names.leads
        ):
            parts.add(each)
        else:
            others.add(each)
    inner = [n for n, each in enumerate(children) if each is at or each in parts]
    for n in inner[:-1]:  # a heading above a part
        following = children[n + 1]
        if n + 1 not in inner and n + 2 in inner and following.tag in HEADINGS:
            others.discard(following)
    own = weights[parent].unlinked - sum(weights[each].unlinked for each in children)
    return bool(parts) or own >= _LEAST_DISTANT_PART, others


def _is_part(element: etree._Element, weights: Weights, names: Names, *, distant: bool) -> bool:
    weight = weights[element]
    least = _LEAST_PARAGRAPH if element.tag == "p" else _LEAST_PART
    if element.tag in _NO_PART or weight.unlinked < least or not weight.is_prose():
        return False
    if weight.unlinked < 2 * least and _is_latin(element):
        return False
    if element in names.leads and weight.lines > _MOST_LINES_OF_LEAD:
        return False
    if element.find(".//h1") is not None or element.find(".//article") is not None:
        return False
    return (
        not distant
        or element in names.texts
        or (weight.unlinked >= max(_LEAST_DISTANT_PART, weight.total * _MOSTLY))
    )


def is_summary(text: str) -> bool:
    """Return whether a text begins like a summary that is not the article's own."""
    return bool(_SUMMARY.match(text))


def _is_latin(element: etree._Element) -> bool:
    """Return whether a text is in Latin letters, of which it takes twice as many."""
    text = "".join(map(str, element.itertext()))[:_ENOUGH_TO_TELL]
    return sum(map(str.isascii, text)) > len(text) * _MOSTLY


def _lead(
    spans: Spans, chosen: etree._Element, left: Sequence[Block], headline: Block | None
) -> list[str]:
    """Return the sentences between the headline and the text."""
    start = next((n for n, each in enumerate(left, 1) if each is headline), None)
    inside = spans.inside({chosen})
    if headline is None or start is None or inside(headline):
        return []
    between = []
    for block in left[start : start + _MOST_BETWEEN]:
        if inside(block):
            break
        between.append(block)
    else:
        return []
    lead: list[str] = []
    for n, block in enumerate(between):
        if (
            prose_of(block)
            and ends_sentence((block.text,))
            and not (n and is_summary(between[n - 1].text))
            and not (len(block.text) <= LONGEST_LINE and is_boilerplate(fold_line(block.text)))
        ):
            lead.append(block.text)
    return lead if len(lead) <= _MOST_LINES_OF_LEAD else []
