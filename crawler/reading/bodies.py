"""Finds the article on a page without a known design, by weighing its lines.

Every line counts for or against the elements around it: prose for, links and scraps against. The
element with the best score holds the article, and what stands around it in the same container and
is prose belongs to it. Parts that are something else by their name, links or captions are left
out, unless they hold too much of the text to be that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from crawler.reading.markup.blocks import Block, blocks
from crawler.reading.markup.captions import is_caption
from crawler.reading.markup.containers import (
    Container,
    headline_among,
    is_summary,
    others_like,
    widened,
)
from crawler.reading.markup.cuts import first
from crawler.reading.markup.names import HEADINGS, Names
from crawler.reading.markup.seen_lines import (
    BEFORE,
    BEHIND,
    copies_in,
    hidden_text,
    once,
    seen,
    seen_once,
    unbroken,
    up_to_end,
)
from crawler.reading.markup.weights import Weights, prose_among, upwards
from crawler.reading.text import BLOCKS, outermost, tidy
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from crawler.reading.markup.parsed_page import Page
    from crawler.reading.markup.spans import Spans

_LONGEST_NAME = 30  # characters
#: What a reporter's box offers besides the name.
_OFFER = lazy(
    r"一覧|記事|紹介|登録|購読|フォロー|プロフィール|もっと|기사|구독|더\s?보기|메일|팔로우|프로필|제보"
    r"|follow|more|profile|articles?|mail|subscribe",
    re.IGNORECASE,
)
#: A picture's caption by tag or name, and the buttons next to pictures.
_CAPTION_IN_FIGURE = etree.XPath(
    ".//figcaption | .//*[contains(@class, 'caption') and not(self::figcaption)]"
)
_ENLARGE = lazy(
    r"^\W*(?:AD\s*)?(?:(?:이미지|사진)\s?(?:확대|크게\s?보기)|원본\s?보기(?:\s?아이콘)?|크게\s?보기"
    r"|画像を?拡大.{0,4}|拡大.{0,4}|(?:view )?enlarge.{0,10})\W*$",
    re.IGNORECASE,
)

#: An element with more than this share of the page's prose is the article, whatever its name.
_TOO_MUCH_TO_DROP = 0.4
#: The same for one that shows the headline.
_MUCH_BELOW_HEADLINE = 0.2
#: What is a caption whatever it holds.
_FIGURES = frozenset(("caption", "figcaption", "figure"))
#: A picture's box with more prose than this, in lines and in characters, is no picture's box.
_MOST_LINES_IN_CAPTION, _LONGEST_CAPTION = 3, 400
#: No article has more pictures than this, or subtitles, but a page may.
_CAPTIONS = "captions", 500
#: Marked text with less than this share of the prose found elsewhere is only a part of it.
_ENOUGH_MARKED = 0.3

#: How many lines at a text's start may hold dates and bylines, besides those around it.
_INTO = 4

#: Elements inside a line are not nested deeper than this.
_MOST_INLINE = 30

#: With fewer unlinked characters than this a page has no article: a flash has more.
LEAST_TEXT = 8

#: Only a reporter's name and role: usually a link to a list of the reporter's articles.
_REPORTER = lazy(
    r"(?:by\s)?[가-힣]{2,4}\s?(?:[가-힣]{2}\s?)?(?:기자|특파원)|\S{2,8}\s?記者", re.IGNORECASE
)


class Body(NamedTuple):
    """An article's paragraphs, and the subtitles and captions found among them."""

    paragraphs: list[str]
    alike: frozenset[str]  # those that are set like most of the text
    lead: list[str]  # what stands between the headline and the text's element
    subtitles: list[str]
    captions: list[str]
    around: list[str]  # the lines before and right after it, with dates and bylines
    signed: list[str]  # those whose element is named as a byline
    behind: list[str]  # the lines right after the text
    path: str  # a selector for the element


def find_body(
    page: Page,
    *,
    headlines: Iterable[str] = (),
    place: etree._Element | None = None,
    drop: Iterable[etree._Element] = (),
    see_through: Collection[etree._Element] = (),
) -> Body | None:
    """Return the article of a page, or None when the page has too little prose.

    ``headlines`` are what the page may show as its headline, above the text. ``place`` is the
    text's element, if known, ``drop`` are the parts of it to leave out, and ``see_through`` those
    behind which an unfinished sentence goes on.
    """
    root = page.root if page.body is None else page.body
    shown, elements, spans = seen(page, root, place)
    names = Names(page, elements, root)
    if opened := hidden_text(page, shown, elements):
        shown, elements, spans = seen(page, root, place, opened)
    copies = copies_in(shown)
    everything = shown
    shown = seen_once(shown, spans, names.hidden)
    if copies:
        shown = [each for each in shown if each.text not in copies]
    headings = chain.from_iterable(map(page.by_tag, HEADINGS))
    headline = headline_among(shown, headlines, spans.covered(headings))
    prose = prose_among(shown)
    weights = Weights(shown, prose, spans)
    # What is inside a list counts where the list itself may be read.
    above = set(upwards(headline.home)) if headline else set()
    links = weights.link_lists(
        named=names.apart, opened=names.signers | above if place is None else spans.runs
    )
    linked = spans.covered(links)
    apart = _apart(names, weights, above)
    ads = names.ads & apart
    apart.update(drop, see_through)
    if headline:
        apart |= others_like(headline, weights)
    ads |= links
    ads.update(see_through)
    if place is not None:
        apart |= links
        apart.discard(place)
        container = Container(place, set(), [])
    else:
        is_apart = spans.covered(apart, besides=linked)
        apart |= links
        left = [each for each in shown if not is_apart[each.number]]
        weights = Weights(left, [each for each in prose if not is_apart[each.number]], spans)
        best = _best(names, weights, headline)
        if best is None:
            return None
        container = widened(best, left, weights, names, headline=headline, spans=spans)
        apart |= container.without
    lines = [
        line
        for line in unbroken(page, container.element, everything, spans, apart)
        or up_to_end(
            page,
            blocks(container.element, apart=apart, see_through=ads, opened=opened),
            everything,
        )
        if line.linked * 5 < len(line.text) * 4 and line.text not in copies
    ]
    if signing := links & names.signers:
        linked = spans.covered(links - signing)
    around = _shown_around(shown, spans, container, linked, names)
    return _told(page, container, lines, apart, names, around=around)


def _apart(names: Names, weights: Weights, above: set[etree._Element]) -> set[etree._Element]:
    """Return the elements that are not the article by what they are called and what they hold.

    ``above`` are those that the headline is in.
    """

    def is_around(element: etree._Element) -> bool:
        """Return whether it is around headline and text, as if it had not been closed."""
        return element in above and weights.prose(element) > weights.sum * _MUCH_BELOW_HEADLINE

    frames = {each for each in names.visitors | names.frames if not is_around(each)}
    framed = sum(map(weights.prose, outermost(frames)))
    most = (weights.sum - framed) * _TOO_MUCH_TO_DROP
    captions = set(names.captions)

    def is_text(element: etree._Element) -> bool:
        """Return whether an element is the article, or a part of it, in spite of its name."""
        if weights.prose(element) > most or is_around(element):
            return True
        is_caption = element in captions
        if element.tag in _FIGURES if is_caption else element not in names.weakly:
            return False
        weight = weights[element]
        if element in names.leads and (weight.items or is_summary(weights.begins(element))):
            return False
        if is_caption:
            return (
                weight.lines > _MOST_LINES_IN_CAPTION or weight.unlinked > _LONGEST_CAPTION
            ) and weight.complete * 2 > weight.lines
        return weight.lines > 0 and weight.is_prose()

    return frames | {each for each in names.apart if each in frames or not is_text(each)}


def _best(names: Names, weights: Weights, headline: Block | None) -> etree._Element | None:
    """Return the element with the most text, None when that isn't enough."""
    if (best := weights.heaviest(names.texts)) is None:
        return None
    if marked := [each for each in names.marked if weights[each].total]:
        longest = max(marked, key=lambda each: weights[each].total)
        if weights.prose(longest) >= weights.prose(best) * _ENOUGH_MARKED:
            best = longest
    for each in upwards(headline.home) if headline else ():
        # What stands beside the <article> of the headline is not of it.
        if each.tag == "article" and best in upwards(each):
            if weights.prose(each) >= weights.prose(best) * _ENOUGH_MARKED:
                best = each
            break
    if best not in names.marked and weights[best].total - weights[best].linked < LEAST_TEXT:
        return None
    return best


class _Around(NamedTuple):
    """The lines around a text, and those right behind it."""

    lines: list[Block]
    behind: list[Block]
    signed: list[str]  # the first ones whose element is named as a byline


def _shown_around(
    shown: Sequence[Block],
    spans: Spans,
    container: Container,
    linked: Sequence[int],
    names: Names,
) -> _Around:
    """Return the lines that may hold dates and bylines, nearest first, and those right behind.

    ``linked`` tells of each line, by its number, whether it is in a list of links.
    """
    text = spans.lines_in(container.element, shown)
    if text.start == text.stop:
        return _Around([], [], [])
    before = shown[max(0, text.start - BEFORE) : text.start + _INTO]
    behind = list(shown[text.stop : text.stop + BEHIND])
    is_captioned, is_signed = spans.inside(names.captions), spans.inside(names.signers)
    lines = [
        each
        for each in (*before[::-1], *behind)
        if not is_captioned(each) and (_REPORTER.fullmatch(each.text) or not linked[each.number])
    ]
    signed = [
        each.text
        for each in lines
        if len(each.text) <= _LONGEST_NAME and is_signed(each) and not _OFFER.search(each.text)
    ]
    return _Around(lines, behind, signed)


def _told(
    page: Page,
    container: Container,
    lines: Sequence[Block],
    apart: set[etree._Element],
    names: Names,
    *,
    around: _Around,
) -> Body:
    captions: list[Block] = []
    text: list[Block] = []
    for line in lines:
        (captions if is_caption(line) else text).append(line)
    lines = once(text)
    is_inside = page.inside({container.element})

    def is_told(element: etree._Element) -> bool:
        return element in apart and is_inside(element)

    def texts(elements: Iterable[etree._Element]) -> list[str]:
        # What is inside another of them is told with it.
        shown = [
            part
            for each in first(page, outermost(filter(is_told, elements)), *_CAPTIONS)
            for part in outermost(_captions_in(each)) or [each]
        ]
        joined = (tidy(" ".join(block.text for block in blocks(each))) for each in shown)
        return [text for text in dict.fromkeys(joined) if text and not _ENLARGE.search(text)]

    return Body(
        paragraphs=[line.text for line in lines],
        alike=_alike(lines),
        lead=container.lead,
        subtitles=texts(names.subtitles),
        captions=[*texts(names.captions), *(line.text for line in captions)],
        around=[each.dated() for each in around.lines],
        signed=around.signed,
        behind=[each.text for each in around.behind],
        path=_selector(container.element),
    )


def _alike(lines: Sequence[Block]) -> frozenset[str]:
    """Return the lines that are in elements of the same kind and place as most of the text."""
    kinds: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for line in lines:
        home = line.home
        if home.tag not in BLOCKS:
            around = islice(upwards(home), _MOST_INLINE)
            home = next((each for each in around if each.tag in BLOCKS), home)
        kinds[home.getparent(), home.tag, home.get("class")].append(line.text)
    most = max(kinds.values(), key=lambda texts: sum(map(len, texts)), default=[])
    return frozenset(most)


def _captions_in(figure: etree._Element) -> list[etree._Element]:
    return cast("list[etree._Element]", _CAPTION_IN_FIGURE(figure))


def _selector(element: etree._Element) -> str:
    """Return a short selector for an element: tag, with id or first class."""
    if name := element.get("id"):
        return f"{element.tag}#{name}"
    classes = element.get("class", "").split()
    return f"{element.tag}.{classes[0]}" if classes else str(element.tag)
