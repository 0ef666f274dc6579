"""Finds the article on a page without a known design, by weighing its lines.

Every line counts for or against the elements around it: prose for, links and scraps against. The
element with the best score holds the article. Parts that are something else by their name, links
or captions are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from crawler.reading.blocks import Block, blocks
from crawler.reading.text import BLOCKS, INVISIBLE, outermost, tidy

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from parsel import Selector

#: Words in the names (class, id) of elements that are not part of the article.
_NOT_TEXT_WORDS = frozenset(
    (
        "ad ads adarea adbox adcenter adsbygoogle adv advert adwrap banner sponsor "
        "promotion promo dable taboola outbrain teads rel relnews rcmd ranking rank popular hot "
        "best mostread mostview headlines latest newest series issue issues pick picks "
        "share shares sns social facebook twitter kakao snsbox bookmark scrap like likes vote "
        "emotion reaction feedback reply replies disqus livere cmt "
        "copy notice disclaimer footer foot footnote nav gnb lnb navi breadcrumb breadcrumbs "
        "pagination paging pager pagenav toolbar tool tools util utils utility btn btns button "
        "buttons popup layer modal tooltip tag tags hashtag hashtags keyword keywords subscribe "
        "subscription newsletter login member signup tts audio player listen translate font "
        "fontsize byline writer reporter reporters journalist profile author authors "
        "summary aisummary poll survey quiz weather stock blind skip a11y sronly screenreader "
        "noprint prev next toc"
    ).split()
)
#: Words that names often run together with the next one (relatednews, copyrightArea).
_NOT_TEXT_STARTS = ("relat", "recomm", "banner", "advert", "copyright", "comment", "sponsor")
_CAPTION_WORDS = frozenset(
    (
        "caption captions figcaption photo photos image images img imgs imgbox imgarea figure pic "
        "picture pictures thumb thumbnail slide slider gallery video movie vod"
    ).split()
)
_SIGNER_WORDS = frozenset("author byline reporter journalist writer".split())
_LONGEST_NAME = 30  # characters
#: What a reporter's box offers besides the name.
_OFFER = re.compile(
    r"一覧|記事|紹介|登録|購読|フォロー|プロフィール|もっと|기사|구독|더\s?보기|메일|팔로우|프로필|제보"
    r"|follow|more|profile|articles?|mail|subscribe",
    re.IGNORECASE,
)
_SUBTITLE_NAME = re.compile(
    r"sub_?-?(?:title|tit|head|headline|heading)s?\b|^stit$|^deck$", re.IGNORECASE
)
#: A picture's caption by tag or name, and the buttons next to pictures.
_CAPTION_IN_FIGURE = ".//figcaption | .//*[contains(@class, 'caption') and not(self::figcaption)]"
_ENLARGE = re.compile(
    r"^\W*(?:AD\s*)?(?:(?:이미지|사진)\s?(?:확대|크게\s?보기)|원본\s?보기(?:\s?아이콘)?|크게\s?보기"
    r"|画像を?拡大.{0,4}|拡大.{0,4}|(?:view )?enlarge.{0,10})\W*$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")

#: Names of elements with an article's text, in the CMSs of both countries.
_TEXT_NAME = re.compile(
    r"(?:article|news|view|post|entry|story|read|detail|press|board|bbs)?"
    r"(?:view|news|article|main|page)?"
    r"(?:body|text|txt|contents?|cont|con|story|detail|article)"
    r"(?:body|area|div0?|wrap|box|text|txt|detail|view|contents?|con)?"
)

_SENTENCE = re.compile(
    r"[다요죠까음임함됨][.?!]|[。！？]|[a-z\d”\"’')][.?!](?:[”\"’')]|\s|$)|[.?!][”\"’']"
)
_TEASER = re.compile(r"(?:\.\.|…)\W{0,20}$")
_SHORT = 20  # characters; a shorter line is prose only where prose is around it
_LONG = 70  # characters; a longer line is prose whatever it ends with

_LINKED = 0.6  # the penalty for a linked character, where one of prose counts 1
_SCRAP = 0.25  # the penalty for one that is neither linked nor prose, in unnamed elements
#: The weight of prose for its own element, its parent, and so on. More distant ancestors are not
#: the article's element, and some pages nest elements ten thousand deep.
_NEAR = (1, 1, 0.9, 0.6, *[0.4] * 60)
_NAMED = 1.2  # the factor for prose in an element whose name means text
_FULL_PARAGRAPH = 80  # characters; shorter sentences may be the site addressing its readers

#: An element with more than this share of the page's prose is the article, whatever its name.
_TOO_MUCH_TO_DROP = 0.4
#: Marked text with less than this share of the prose found elsewhere is only a part of it.
_ENOUGH_MARKED = 0.3
#: Elements with this share of linked text are lists of other articles.
_MOSTLY_LINKS = 0.6
_LITTLE = 0.1
_MOST_SCRAPS = 500  # characters; more may be an article without sentences

#: How many lines before a text, at its start and after it may hold dates and bylines.
_BEFORE, _INTO, _BEHIND = 25, 4, 4

#: A line that contains more of the page's paragraphs than this (itself included) is not one.
_FEWEST_COPIED = 3
_MOST_COPIES, _MOST_COMPARED = 3, 200

#: No article has more lines than this, but a page may.
_MOST_LINES = 10_000

#: With fewer unlinked characters than this a page has no article: a flash has more.
LEAST_TEXT = 8


#: Only a reporter's name and role: usually a link to a list of the reporter's articles.
_REPORTER = re.compile(
    r"(?:by\s)?[가-힣]{2,4}\s?(?:[가-힣]{2}\s?)?(?:기자|특파원)|\S{2,8}\s?記者", re.IGNORECASE
)

_INLINE = frozenset("a abbr b em font i mark s small span strong sub sup u".split())


class Body(NamedTuple):
    """An article's paragraphs, and the subtitles and captions found among them."""

    paragraphs: list[str]
    subtitles: list[str]
    captions: list[str]
    around: list[str]  # the lines before and right after it, with dates and bylines
    signed: list[str]  # those whose element is named as a byline
    behind: list[str]  # the lines right after the text
    path: str  # a selector for the element


def find_body(
    page: Selector,
    *,
    place: etree._Element | None = None,
    drop: Iterable[etree._Element] = (),
) -> Body | None:
    """Return the article of a page, or None when the page has too little prose.

    ``place`` is its element, if known, and ``drop`` are the parts of it to leave out.
    """
    found = page.xpath("//body")
    root = found[0].root if found else page.root
    names = _Names(root)
    page_blocks = list(islice(blocks(root), _MOST_LINES))
    copies = _copies(page_blocks)
    page_blocks = [each for each in page_blocks if each.text not in copies]
    weights = _Weights(page_blocks, root)
    most = weights.sum * _TOO_MUCH_TO_DROP
    apart = {
        each
        for each in names.apart
        if weights.prose[each] <= most or each.tag in {"footer", "nav"}
    }
    links = {each for each in weights.total if weights.is_link_list(each)}
    apart |= links
    apart.update(drop)
    if place is not None:
        shown = _shown_around(page_blocks, place, links, names)
        return _read(place, apart - {place}, names, *shown, copies=copies)
    weights = _Weights([each for each in page_blocks if not _inside(each.home, apart)], root)
    if not weights.total:
        return None
    best = max(weights.total, key=lambda each: weights.worth(each, named=each in names.texts))
    if marked := [each for each in names.marked if weights.total[each]]:
        longest = max(marked, key=lambda each: weights.total[each])
        if weights.prose[longest] >= weights.prose[best] * _ENOUGH_MARKED:
            best = longest
    if best not in names.marked and weights.total[best] - weights.linked[best] < LEAST_TEXT:
        return None
    shown = _shown_around(page_blocks, best, links, names)
    return _read(best, apart, names, *shown, copies=copies)


def _shown_around(
    page_blocks: list[Block], best: etree._Element, links: set[etree._Element], names: _Names
) -> tuple[list[Block], list[Block]]:
    """Return the lines that may hold dates and bylines, and those right after the text."""
    before, behind = _around(page_blocks, best)
    around = [
        each
        for each in (*before, *behind)
        if not _inside(each.home, names.captions)
        and (_REPORTER.fullmatch(each.text) or not _inside(each.home, links - names.signers))
    ]
    return around, behind


def _copies(page_blocks: list[Block]) -> set[str]:
    """Return the lines that repeat the whole text, for machines or screen readers."""
    by_length = sorted(page_blocks, key=lambda each: len(each.text), reverse=True)
    paragraphs = [each.text for each in by_length if len(each.text) >= _LONG][:_MOST_COMPARED]
    return {
        text
        for text in paragraphs[:_MOST_COPIES]
        if sum(other in text for other in paragraphs) > _FEWEST_COPIED
    }


def _around(page_blocks: list[Block], best: etree._Element) -> tuple[list[Block], list[Block]]:
    """Return the lines just before the text, nearest first, and those right after it."""
    inside = [n for n, block in enumerate(page_blocks) if _inside(block.home, {best})]
    if not inside:
        return [], []
    first, last = inside[0], inside[-1]
    before = page_blocks[max(0, first - _BEFORE) : first + _INTO]
    return before[::-1], page_blocks[last + 1 : last + 1 + _BEHIND]


class _Weights:
    """How much of each element is prose, linked text and scraps, in characters."""

    def __init__(self, found: Iterable[Block], root: etree._Element) -> None:
        self.prose: dict[etree._Element, float] = defaultdict(float)
        self.near: dict[etree._Element, float] = defaultdict(float)  # weighted by distance
        self.linked: dict[etree._Element, float] = defaultdict(float)
        self.plain: dict[etree._Element, float] = defaultdict(float)
        self.total: dict[etree._Element, float] = defaultdict(float)
        self.sum = 0.0  # of all prose
        for block in found:
            prose = _prose_of(block)
            self.sum += prose
            plain = len(block.text) - block.linked - prose
            for element, near in zip(_upwards(block.home), _NEAR, strict=False):
                self.prose[element] += prose
                self.near[element] += prose * near
                self.linked[element] += block.linked
                self.plain[element] += plain
                self.total[element] += len(block.text)
                if element is root:
                    break

    def worth(self, element: etree._Element, *, named: bool) -> float:
        """Return an element's score as the text of the article."""
        if element.tag in _INLINE or element.tag == "label":
            return 0
        scraps, linked = self.plain[element] * _SCRAP, self.linked[element] * _LINKED
        text = self.near[element]
        return (text * _NAMED + scraps if named else text - scraps) - linked

    def is_link_list(self, element: etree._Element) -> bool:
        """Return whether an element lists links and has little of the page's prose."""
        return (
            element.tag in BLOCKS
            and self.linked[element] >= self.total[element] * _MOSTLY_LINKS
            and self.prose[element] <= self.sum * _LITTLE
            and self.plain[element] <= _MOST_SCRAPS
        )


def _read(
    best: etree._Element,
    apart: set[etree._Element],
    names: _Names,
    around: list[Block],
    behind: list[Block],
    *,
    copies: set[str],
) -> Body:
    def texts(elements: Iterable[etree._Element]) -> list[str]:
        # What is inside another of them is told with it.
        shown = [
            part
            for each in outermost(
                each for each in elements if each in apart and _inside(each, {best})
            )
            for part in outermost(_captions_in(each)) or [each]
        ]
        joined = (tidy(" ".join(block.text for block in blocks(each))) for each in shown)
        return [text for text in dict.fromkeys(joined) if text and not _ENLARGE.search(text)]

    paragraphs = [
        block.text
        for block in islice(blocks(best, apart=apart), _MOST_LINES)
        if block.linked * 5 < len(block.text) * 4 and block.text not in copies
    ]
    return Body(
        paragraphs,
        subtitles=texts(names.subtitles),
        captions=texts(names.captions),
        around=[each.dated() for each in around],
        signed=[
            each.text
            for each in around
            if len(each.text) <= _LONGEST_NAME
            and not _OFFER.search(each.text)
            and _inside(each.home, names.signers)
        ],
        behind=[each.text for each in behind],
        path=_selector(best),
    )


def _captions_in(figure: etree._Element) -> list[etree._Element]:
    return cast("list[etree._Element]", figure.xpath(_CAPTION_IN_FIGURE))


def _upwards(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and its ancestors, as far as they matter."""
    at: etree._Element | None = element
    for _ in _NEAR:
        if at is None:
            return
        yield at
        at = at.getparent()


def _inside(element: etree._Element, of: Container[etree._Element]) -> bool:
    return any(each in of for each in _upwards(element))


def _prose_of(block: Block) -> float:
    """Return how many characters of a line count as prose: fewer for a short line."""
    length = len(block.text)
    if block.linked * 2 > length or _TEASER.search(block.text):
        return 0
    if (length >= _SHORT and _SENTENCE.search(block.text)) or length >= _LONG:
        return (length - block.linked) * min(1, length / _FULL_PARAGRAPH)
    return 0


class _Names:
    """What the names of a page's elements say about them."""

    def __init__(self, root: etree._Element) -> None:
        self.captions: list[etree._Element] = []
        self.subtitles: list[etree._Element] = []
        self.apart: set[etree._Element] = set()
        self.signers: set[etree._Element] = set()
        self.texts: set[etree._Element] = set()
        self.marked: list[etree._Element] = []
        for element in root.iter(etree.Element):
            name = f"{element.get('class', '')} {element.get('id', '')}"
            if self._signs(element, name):
                self.signers.add(element)
            if "articleBody" in element.get("itemprop", ""):
                self.marked.append(element)
            elif element is root or element.tag in INVISIBLE:
                continue
            elif element.tag in {"figcaption", "caption"} or self._is_caption(element, name):
                self.captions.append(element)
            elif element.tag in _INLINE:  # a word in a sentence, whatever its name
                if _is_hidden(element):
                    self.apart.add(element)
            elif _SUBTITLE_NAME.search(name) and element.tag not in {"body", "article", "section"}:
                self.subtitles.append(element)
            elif element.tag in {"nav", "footer", "aside", "form"} or _is_hidden(element):
                self.apart.add(element)
            elif any(_TEXT_NAME.fullmatch(_plain(each)) for each in name.split()):
                self.texts.add(element)
            elif _says_not_text(name):
                self.apart.add(element)
        self.apart |= {*self.captions, *self.subtitles}
        parents = {each.getparent() for each in self.marked}
        if len(self.marked) > 1 and len(parents) == 1:  # each paragraph is marked separately
            self.marked = [parent for parent in parents if parent is not None]
        self.texts |= {*self.marked, *root.iter("article")}

    @staticmethod
    def _signs(element: etree._Element, name: str) -> bool:
        roles = f"{element.get('itemprop', '')} {element.get('rel', '')}".split()
        words = {word.lower().rstrip("s") for word in _WORDS.findall(name)}
        return "author" in roles or bool(words & _SIGNER_WORDS)

    @staticmethod
    def _is_caption(element: etree._Element, name: str) -> bool:
        return element.tag == "figure" or any(
            element.tag not in _INLINE and word.lower() in _CAPTION_WORDS
            for word in _WORDS.findall(name)
        )


def _says_not_text(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name)]
    return any(word in _NOT_TEXT_WORDS or word.startswith(_NOT_TEXT_STARTS) for word in words)


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "").replace(" ", "")
    return element.get("hidden") is not None or "display:none" in style


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _selector(element: etree._Element) -> str:
    """Return a short selector for an element: tag, with id or first class."""
    if name := element.get("id"):
        return f"{element.tag}#{name}"
    classes = element.get("class", "").split()
    return f"{element.tag}.{classes[0]}" if classes else str(element.tag)
