"""What a page shows that tells its kind: headline, labels, repeated items, forms, figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice
from operator import attrgetter, methodcaller
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.reading.kinds.words import fold_label
from crawler.reading.structured_data.metadata import meta_elements
from crawler.reading.text import tidy
from newsdb.text.date_labels import label_pattern
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from crawler.reading.markup.parsed_page import Page

#: What separates the parts of a title: headline, section, site.
_SEPARATORS = lazy(r"\s[·•/–—-]{1,3}\s|[|｜＜＞《》<>«»ㅣ:：]|\s[-–—]")

#: Elements whose text nobody sees.
_UNSEEN = frozenset("script style noscript template svg object iframe".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5".split())
_CELLS = frozenset("td th dd".split())
_NAMELESS = "", ""
#: Names of elements that say where in the site a page is, or what its board is called.
_STEPS = lazy(r"[/>›»|]")
_PLACE_NAME = lazy(r"loc|crumb|path|pan|tit|subject|cate|board|field|section", re.IGNORECASE)

#: A short line may be a label, a button or a cell.
_LONGEST_LABEL, _LONGEST_HEADLINE = 40, 200
_LONGEST_DATED = 60
_CJK = lazy("[가-힣぀-ヿ一-鿿]+")
_SHORTEST_HEADLINE = 8
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
#: A date as pages print it; boards shorten the year (26-03-12).
_DATE = lazy(
    r"(?:(?<!\d)(?:\d{4}|\d{2}(?=[-./]\d\d[-./]\d\d(?!\d)))\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}"
    r"|(?<!\d)\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\b\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s\d{{4}})",
    re.IGNORECASE,
)
#: What a date of something else follows, or is followed by.
_OTHER_DATE = lazy(
    r"기간|일시|설립|개최|마감|접수|신청|창립|기준|시행|개정|수정|편집|확인|開催|日時|設立|創業|締切|期間|改定|改訂|制定"
    r"|更新|編集|until|deadline|as of|edited|updated|modified|joined|closes|starts|ends|since",
    re.IGNORECASE,
)
_RANGE = lazy(r"\s?[~〜～–—-]\s?\d")
_LABELLED = lazy(label_pattern("published"), re.IGNORECASE)
_FIGURE = lazy(r"^[+\-−▲▼△▽±]?\s?\d[\d.,:/()%+\-– ]*(?:[KMBT×]|円|원)?$", re.IGNORECASE)
_PRICE = lazy(
    r"^(?:[^\d]{0,12}\s?)?(?:[$£€¥￥₩]\s?\d[\d,.]{1,12}|\d[\d,]{2,12}\s?원|\d[\d,]{2,12}\s?円)"
    r"(?:\s?\(?(?:税込|税抜|세일가|VAT).{0,6})?$"
)

#: What is in every price: to look for it costs a fifth of trying the pattern.
_MONEY = lazy("[$£€¥￥₩원円]")

#: More titles, longer ones and more fields to fill in are no honest page's.
_MOST_TITLES, _LONGEST_TITLE, _MOST_INPUTS = 4, 500, 200
#: A title is repeated in few places; a page that has more of them is no honest one.
_MOST_HEADLINES = 4
#: How far from a headline, in characters and levels of the tree, its date is looked for.
_NEAR, _LEVELS = 400, 4

#: What a page repeats: so many siblings of one name, of which most have a link or a date.
LEAST_ITEMS = 3
_ITEM_SHARE = 0.6
_ITEM_LEVELS = 5
_ITEMS = frozenset("article div dl li section tr table".split())
_SHORTEST_ITEM = 20
_ANSWER_NAME = lazy(
    r"\s(?:comment|reply|cmt|answer|postbody|message|bo_vc|c|res|re)(?:[-_ ]|$|\d)", re.IGNORECASE
)
_MOST_ANSWERS = 40
_MOST_ALIKE = 500  # of which more say no more
_SHORTEST_LINK = 6

_TEXT_INPUTS = frozenset(("", "text", "email", "tel", "password", "url", "number"))
_NOT_OWN_FORM = lazy(r"comment|repl|newsletter|subscri|search", re.IGNORECASE)

#: What a page is shows in its first elements, of which any news page seen has 2,400 at most.
_MOST_ELEMENTS = 3_000

#: What is asked of all elements, as functions: a loop in C calls them.
_TAG, _TEXT, _TAIL = attrgetter("tag"), attrgetter("text"), attrgetter("tail")
_PARENT = methodcaller("getparent")


class Features(NamedTuple):
    """What a page shows, counted once."""

    title_parts: tuple[str, ...]  # of its titles, folded: headline, section, site
    headings: frozenset[str]  # folded texts of headings, unlinked
    places: frozenset[str]  # folded short texts of elements named as breadcrumbs or titles
    labels: Counter[str]  # folded short lines, and how often each stands there
    headline: bool  # whether a part of its title stands above a text
    dated: bool  # whether a date stands beside that headline
    items: int  # siblings around the text that are alike and have links or dates
    is_thread: bool  # whether most of these have a date and no link: posts, not teasers
    comments: int  # elements that are named as answers or comments and have a date
    prices: int
    figures: float  # the share of figures among its cells
    text_inputs: int  # the fields of its biggest form
    password: bool
    linked: float  # the share of linked text


def size(text: str) -> int:
    """Return how long a text is in letters of an alphabet: a CJK character says as much as two."""
    return len(text) + sum(map(len, _CJK.findall(text)))


def features(page: Page, paragraphs: Collection[str]) -> Features:
    """Return what ``page`` shows, whose text was read as ``paragraphs``."""
    stated = [
        title
        for each in meta_elements(page)
        if each.get("property") == "og:title" or each.get("name") == "twitter:title"
        if (title := each.get("content")) is not None
    ]
    titles = [tidy(each[:_LONGEST_TITLE]) for each in (*stated[:_MOST_TITLES], page.title)]
    parts = tuple(dict.fromkeys(part for each in titles for part in _parts(each)))
    seen = _Seen(page, set(parts), paragraphs)
    items, is_thread = seen.items()
    return Features(
        title_parts=parts,
        headings=frozenset(seen.headings),
        places=frozenset(seen.places),
        labels=seen.labels,
        headline=bool(seen.headlines),
        dated=any(_is_dated(each) for each in seen.headlines[:_MOST_HEADLINES]),
        items=items,
        is_thread=is_thread,
        comments=seen.comments(),
        prices=seen.prices,
        figures=seen.figures / seen.cells if seen.cells else 0,
        text_inputs=max(seen.forms.values(), default=0),
        password=seen.password,
        linked=seen.linked / seen.length if seen.length else 0,
    )


def _parts(title: str) -> Iterator[str]:
    yield fold_label(title)
    for part in _SEPARATORS.split(title):
        if part and (folded := fold_label(part)):
            yield folded


class _Seen:
    """One pass over a page's first elements."""

    def __init__(self, page: Page, titles: Collection[str], paragraphs: Collection[str]) -> None:
        self.titles = titles
        self.starts = {each[0] for each in titles if each}
        self.headings: set[str] = set()
        self.places: set[str] = set()
        self.headlines: list[etree._Element] = []
        self.prices = self.figures = self.cells = self.length = self.linked = 0
        self.forms: dict[etree._Element | None, int] = defaultdict(int)
        self.password, self.inputs = False, 0
        self.text: etree._Element | None = None  # where the text begins
        self.answers: list[etree._Element] = []
        self._begin = next((each[:_LONGEST_LABEL] for each in paragraphs), "\0")
        self._names = page.names.get
        self._places: dict[tuple[str, str], bool] = {_NAMELESS: False}  # a page repeats its names
        self._labels: list[str] = []
        body = page.root if page.body is None else page.body
        self._read(page.inner(body)[: _MOST_ELEMENTS + 1])
        self.labels = Counter(self._labels)

    def _read(self, elements: Sequence[etree._Element]) -> None:
        links: set[etree._Element] = set()
        headings: set[etree._Element] = set()
        for element, tag, parent, text, tail in zip(
            elements,
            map(_TAG, elements),
            map(_PARENT, elements),
            map(_TEXT, elements),
            map(_TAIL, elements),
            strict=True,
        ):
            if tag == "a" or parent in links:
                links.add(element)
            if tag in _HEADINGS or parent in headings:
                headings.add(element)
            if tag == "input":
                self._add_input(element)
            elif tag in _ITEMS and len(self.answers) < _MOST_ANSWERS and self._is_answer(element):
                self.answers.append(element)
            if text and tag not in _UNSEEN and not text.isspace():
                self._add(text, element, linked=element in links, heading=element in headings)
            if tail and parent is not None and not tail.isspace() and parent.tag not in _UNSEEN:
                self._add(tail, parent, linked=parent in links, heading=parent in headings)

    def _add(self, text: str, home: etree._Element, *, linked: bool, heading: bool) -> None:
        """Add a text that is not only blanks, and the element that it is in."""
        length = len(text)
        self.length += length
        if linked:
            self.linked += length
        if length <= _LONGEST_HEADLINE and (
            length <= _LONGEST_LABEL or heading or text.strip()[:1].lower() in self.starts
        ):  # the others are prose, most of all
            self._add_label(text, home, linked=linked, heading=heading)
        if self.text is None and text.lstrip()[:_LONGEST_LABEL].startswith(self._begin):
            self.text = home

    def _add_label(self, text: str, home: etree._Element, *, linked: bool, heading: bool) -> None:
        label = fold_label(text)
        if not label:
            return
        if (
            not linked
            and (label in self.titles or (heading and self._is_in_title(label)))
            and size(label) >= _SHORTEST_HEADLINE
        ):
            self.headlines.append(home)
        if len(text) > _LONGEST_LABEL:
            return
        self._labels.append(label)
        if heading and not linked:
            self.headings.add(label)
        if home.tag in _CELLS:
            self.cells += 1
            self.figures += bool(_FIGURE.match(label))
        self.prices += bool(_MONEY.search(label) and _PRICE.match(label))
        if self._is_place(self._names(home, _NAMELESS)):
            self.places |= {fold_label(each) for each in _STEPS.split(text)}

    def _is_place(self, name: tuple[str, str]) -> bool:
        """Return whether an element's class or id names a breadcrumb or a title."""
        if (known := self._places.get(name)) is None:
            known = self._places[name] = bool(_PLACE_NAME.search(" ".join(name)))
        return known

    def _is_answer(self, element: etree._Element) -> bool:
        """Return whether an element's class or id names an answer or a comment."""
        name = self._names(element)
        return name is not None and bool(_ANSWER_NAME.search(f" {name[0]} {name[1]}"))

    def _is_in_title(self, label: str) -> bool:
        """Return whether a heading is the beginning or the end of a title, without a separator."""
        return any(each.startswith(label) or each.endswith(label) for each in self.titles)

    def _add_input(self, element: etree._Element) -> None:
        kind = (element.get("type") or "").lower()
        self.password = self.password or kind == "password"
        self.inputs += 1
        if kind not in _TEXT_INPUTS or self.inputs > _MOST_INPUTS:
            return
        form = next(element.iterancestors("form"), None)
        name = "" if form is None else f"{form.get('class', '')} {form.get('id', '')}"
        if not _NOT_OWN_FORM.search(name):
            self.forms[form] += 1

    def comments(self) -> int:
        """Return how many answers there are, one inside another counted once."""
        outer = [
            each
            for each in self.answers
            if not any(above in self.answers for above in each.iterancestors(*_ITEMS))
        ]
        inner = [each for each in self.answers if each not in outer]
        return sum(_told(each).date for each in (outer if len(outer) > 1 else inner))

    def items(self) -> tuple[int, bool]:
        """Return how many siblings around the text are alike, and whether they are posts."""
        element = self.text
        for _ in range(_ITEM_LEVELS):
            if element is None:
                return 0, False
            parent = element.getparent()
            if parent is not None and element.tag in _ITEMS:
                children = islice(parent.iterchildren(element.tag), _MOST_ALIKE)
                alike = [each for each in children if _is_alike(each, element)]
                if len(alike) >= LEAST_ITEMS:
                    told = [_told(each) for each in alike]
                    full = [each for each in told if each.length >= _SHORTEST_ITEM]
                    listed = sum(each.link or each.date for each in full)
                    if listed >= max(LEAST_ITEMS, len(alike) * _ITEM_SHARE):
                        dates = sum(each.date and not each.link for each in full)
                        return listed, dates * 2 > listed
            element = parent
        return 0, False


class _Told(NamedTuple):
    length: int
    link: bool
    date: bool


def _told(item: etree._Element) -> _Told:
    texts = [tidy(str(each)) for each in item.itertext()]
    links = (tidy("".join(map(str, each.itertext()))) for each in item.iter("a"))
    return _Told(
        sum(map(len, texts)),
        any(len(each) >= _SHORTEST_LINK for each in links),
        any(len(each) <= _LONGEST_DATED and has_date(each) for each in texts),
    )


def _is_alike(one: etree._Element, other: etree._Element) -> bool:
    """Return whether two elements of one tag are items of one list, by their names."""
    if one.tag != "div":
        return True
    names = one.get("class", "").split(), other.get("class", "").split()
    return names[0] == names[1] or not set(names[0]).isdisjoint(names[1])


def has_date(text: str) -> bool:
    """Return whether a line has a date."""
    return bool(_DATE.search(text))


def _is_stamp(line: str, home: etree._Element | None) -> bool:
    """Return whether a line may say when a page was published, and not when something else is."""
    found = _DATE.search(line) if len(line) <= _LONGEST_DATED else None
    if found is None:
        return False
    before, after = line[: found.start()], line[found.end() :]
    if home is not None and home.tag in {"td", "dd"}:
        label = home.getprevious()
        before = (
            f"{tidy(''.join(map(str, label.itertext())))} {before}"
            if label is not None
            else before
        )
        if label is not None and not _LABELLED.search(before):
            return False
    return bool(_LABELLED.search(before)) or not (
        _OTHER_DATE.search(before) or _RANGE.match(after) or _DATE.search(after)
    )


def _is_dated(headline: etree._Element) -> bool:
    """Return whether a date of publication stands close before or after a headline."""
    element = headline
    after = before = 0
    for _ in range(_LEVELS):
        parent = element.getparent()
        if parent is None:
            return False
        lines = [(tidy(element.tail or ""), parent)]
        for sibling in element.itersiblings(etree.Element):
            if after > _NEAR:
                break
            lines += _lines_in(sibling)
            for line, home in lines:
                after += len(line)
                if after > _NEAR + _LONGEST_DATED:
                    break
                if _is_stamp(line, home):
                    return True
            lines = []
        for sibling in element.itersiblings(etree.Element, preceding=True):
            if before > _NEAR:
                break
            lines = _lines_in(sibling)
            before += sum(len(line) for line, _ in lines)
            if before <= _NEAR and any(_is_stamp(line, home) for line, home in lines):
                return True
        element = parent
    return False


def _lines_in(element: etree._Element) -> list[tuple[str, etree._Element]]:
    """Return the first pieces of text in an element, each with the element it is in."""
    found: list[tuple[str, etree._Element]] = []
    if element.tag in _UNSEEN:
        return found
    length = 0
    for each in element.iter(etree.Element):
        parent = each.getparent()
        pieces = [(each.text, each)]
        if parent is not None:
            pieces.append((each.tail, parent))
        for text, home in pieces:
            if text and home.tag not in _UNSEEN and (line := tidy(text[:_NEAR])):
                found.append((line, home))
                length += len(line)
        if length > _NEAR:
            break
    return found
