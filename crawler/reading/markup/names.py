"""What the names, tags and attributes of a page's elements say that they hold.

A name is a hint: ``bodies`` weighs it against what the element really holds.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.reading.text import INVISIBLE
from newsdb.text.data import read_lists

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml import etree

    from crawler.reading.markup.parsed_page import Page

_WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_NO_LETTER = re.compile("[^a-z0-9]+")
_NUMBER = re.compile("[1-9][0-9]*")

_SUBTITLE_NAME = re.compile(r"sub_?-?(?:title|tit|head|headline|heading)s?\b", re.IGNORECASE)
#: The same for an element that has no other name.
_SUBTITLES = frozenset({"deck", "stit"})

#: Names of elements with an article's text, in the CMSs of both countries.
_TEXT_NAME = re.compile(
    r"(?:article|news|view|post|entry|story|read|detail|press|board|bbs)?"
    r"(?:view|news|article|main|page)?"
    r"(?:body|text|txt|contents?|cont|con|story|detail|article)"
    r"(?:body|area|div0?|wrap|box|text|txt|detail|view|contents?|con)?"
)

#: Terms that WordPress adds to a post's names: words of its subject, not of its design.
_POST = re.compile(r"\b(?:hentry|type-post|post-\d{1,12}|status-publish)\b")
_TERM = re.compile(
    r"(?<!\S)(?:author|cat|category|format|series|status|tag|tax|term|topic|type)-\S+"
)
_WITH_TERMS = frozenset({"article", "body", "html", "main"})

#: More is no name but an attempt to make its reading cost time.
_LONGEST_NAME = 500  # characters

#: Different names on one page; of all pages saved the most is 405.
_MOST_NAMES = 2_000

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CAPTION_TAGS = frozenset({"caption", "figcaption", "figure"})
_NOT_TEXT_TAGS = _CAPTION_TAGS | {"aside", "footer", "form", "nav"}

#: Tags and attributes of elements that say something without a name.
_TELLING_TAGS = _NOT_TEXT_TAGS | {"article"}
_TELLING = ("itemprop", "rel", "hidden", "style")

#: Elements inside a line: words of a sentence, whatever their names.
INLINE = frozenset("a abbr b em font i mark s small span strong sub sup u".split())


class Said(NamedTuple):
    """What an element's name says that it holds."""

    apart: bool = False  # not the article
    weakly: bool = False  # perhaps not the article
    visitors: bool = False  # comments, or a question to visitors
    ad: bool = False
    caption: bool = False
    signer: bool = False
    lead: bool = False
    subtitle: bool = False
    text: bool = False


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_lists(__file__, "names").items()}


_NOTHING = Said()


@lru_cache(maxsize=4096)
def said_by(classes: str, name: str = "", with_terms: bool = False) -> Said:
    """Return what an element's classes and its id say; a page repeats the same few names.

    ``with_terms`` tells that words of its subject may stand among the classes.
    """
    name = f"{classes} {name}".strip()[:_LONGEST_NAME]
    if "-" in name and (with_terms or _is_post(name)):
        name = _TERM.sub("", name)
    words = 0
    # Of digits only a lone 0 is part of any name that says something: the numbers that tell
    # elements apart aren't, and without them the names of a page are few.
    for each in _NUMBER.sub("1", name).split():
        words |= _said_by_name(each)
    is_subtitle = bool(words & _SUBTITLE) or name.lower() in _SUBTITLES
    return _said(words, is_subtitle) if words or is_subtitle else _NOTHING


def _is_post(name: str) -> bool:
    """Return whether WordPress named a post so; most names have none of its words."""
    may_be = "post" in name or "hentry" in name or "status-publish" in name
    return may_be and _POST.search(name) is not None


@cache
def _said(words: int, is_subtitle: bool) -> Said:
    """Return what these bits say."""
    said = Said(
        apart=bool(words & _NOT_TEXT) or words & _OF_AI == _OF_AI,
        weakly=bool(words & _WEAK),
        visitors=bool(words & _VISITORS),
        ad=bool(words & _AD),
        caption=bool(words & _CAPTION),
        signer=bool(words & _SIGNER),
        lead=bool(words & _LEAD),
        subtitle=is_subtitle,
        text=bool(words & _TEXT),
    )
    return said if any(said) else _NOTHING


#: What a name and its words say, in bits: what elements are called differs, but their names and
#: the words of these are few.
_APART, _WEAK, _VISITORS, _AD, _CAPTION, _SIGNER, _LEAD, _AI, _TEXT, _SUBTITLE = (
    1 << bit for bit in range(10)
)
_NOT_TEXT = _APART | _VISITORS | _AD
_OF_AI = _AI | _LEAD


@lru_cache(maxsize=4096)
def _said_by_name(name: str) -> int:
    """Return what one of an element's names says."""
    said = _TEXT * _is_text_name(name)
    if "sub" in name.casefold() and _SUBTITLE_NAME.search(name):
        said |= _SUBTITLE
    for word in _WORDS.findall(name):
        said |= _said_by_word(word)
    return said


@lru_cache(maxsize=4096)
def _said_by_word(word: str) -> int:
    lists, word = _lists(), word.lower()
    return (
        _APART * (word in lists["apart"] or word.startswith(tuple(lists["starts"])))
        + _WEAK * (word in lists["weak"])
        + _VISITORS * (word in lists["visitors"])
        + _AD * (word in lists["ads"])
        + _CAPTION * (word in lists["captions"])
        + _SIGNER * (word.rstrip("s") in lists["signers"])
        + _LEAD * (word in lists["leads"])
        + _AI * (word == "ai")
    )


def _is_text_name(name: str) -> bool:
    """Return whether one of an element's names is that of an article's text."""
    bare = name.lower().replace("-", "").replace("_", "")
    if not (bare.isascii() and bare.isalnum()):
        bare = _NO_LETTER.sub("", bare)
    return _TEXT_NAME.fullmatch(bare) is not None


class Names:
    """Some elements of a page by what their names, tags and attributes say."""

    def __init__(
        self, page: Page, elements: Collection[etree._Element], root: etree._Element
    ) -> None:
        self.captions: list[etree._Element] = []
        self.subtitles: list[etree._Element] = []
        self.leads: set[etree._Element] = set()
        self.apart: set[etree._Element] = set()  # captions and subtitles included
        self.weakly: set[etree._Element] = set()  # a part of ``apart``
        self.visitors: set[etree._Element] = set()  # a part of ``apart``
        self.ads: set[etree._Element] = set()  # a part of ``apart``
        self.frames: set[etree._Element] = set()  # <nav> and <footer>, a part of ``apart``
        self.hidden: set[etree._Element] = set()  # a part of ``apart``
        self.signers: set[etree._Element] = set()
        self.texts: set[etree._Element] = set()
        self.marked: list[etree._Element] = []  # as the article's text, by itemprop
        telling = page.having_any(_TELLING, elements)
        telling.update(*map(page.by_tag, _TELLING_TAGS))
        named = page.names.get
        known: dict[tuple[str, str], Said] = {}  # a page repeats its names
        for element in elements:
            if (name := named(element)) is None:
                if element in telling:
                    self._add(element, ("", ""), _NOTHING, root, is_telling=True)
                continue
            if (said := known.get(name)) is None:
                if len(known) == _MOST_NAMES:
                    said = _NOTHING
                    page.cuts["different names of elements"] = _MOST_NAMES
                else:
                    said = said_by(name[0][:_LONGEST_NAME], name[1][:_LONGEST_NAME])
                    known[name] = said
            is_telling = element in telling
            if is_telling or said is not _NOTHING:
                self._add(element, name, said, root, is_telling=is_telling)
        self.apart |= {*self.captions, *self.subtitles}
        parents = {each.getparent() for each in self.marked}
        if len(self.marked) > 1 and len(parents) == 1:  # each paragraph is marked separately
            self.marked = [parent for parent in parents if parent is not None]
        self.texts.update(self.marked)

    def _add(
        self,
        element: etree._Element,
        name: tuple[str, str],
        said: Said,
        root: etree._Element,
        *,
        is_telling: bool,
    ) -> None:
        """Add an element by its name and, if it is a telling one, by its tag and attributes."""
        tag = element.tag
        if said is not _NOTHING and tag in _WITH_TERMS:
            said = said_by(name[0][:_LONGEST_NAME], name[1][:_LONGEST_NAME], with_terms=True)
        if tag == "article":
            self.texts.add(element)
        roles = f"{element.get('itemprop', '')} {element.get('rel', '')}" if is_telling else ""
        if said.signer or "author" in roles.split():
            self.signers.add(element)
        if "articleBody" in roles:
            self.marked.append(element)
        elif element is not root and tag not in INVISIBLE:
            if is_telling and _is_hidden(element):
                self.hidden.add(element)
                self.apart.add(element)
            self._sort(element, tag, said)

    def _sort(self, element: etree._Element, tag: object, said: Said) -> None:
        """Add an element to those of its kind: the first that its tag or name says."""
        if tag in _CAPTION_TAGS or (said.caption and tag not in INLINE):
            self.captions.append(element)
        elif tag in INLINE:
            if said.ad:
                self.apart.add(element)
                self.ads.add(element)
            return
        elif said.subtitle and tag not in {"body", "article", "section"}:
            self.subtitles.append(element)
        elif tag in _NOT_TEXT_TAGS:
            self.apart.add(element)
            if tag in {"nav", "footer"}:
                self.frames.add(element)
        elif said.text and not said.visitors:
            self.texts.add(element)
        elif said.apart or (said.weakly and tag not in HEADINGS):
            self.apart.add(element)
            if not said.apart:
                self.weakly.add(element)
            if said.visitors:
                self.visitors.add(element)
            if said.ad:
                self.ads.add(element)
        if said.lead and tag not in _WITH_TERMS:
            self.leads.add(element)


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "")
