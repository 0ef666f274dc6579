"""Articles of several pages: where the next page is, and the texts of all joined."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from crawler.items import Reading
from crawler.reading.markup import cuts
from crawler.reading.text import tidy
from crawler.urls import clean, joined
from newsdb.text.folding import skeleton
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import RawArticle, Readings
    from crawler.reading.markup.parsed_page import Page

#: The names under which a query says which page of an article it asks for.
_PARAMETERS = (
    "page p pg pn paged pageno page_no pagenum page_num pagenumber pageNo pageNum PageNo".split()
)

#: What a link to the next page is called, in full or before the page's own heading.
_NEXT = lazy(
    r"^\W{0,4}(?:次の?(?:ページ|頁)(?:へ|を読む)?|次へ|続きを読む"
    r"|다음\s?(?:페이지|쪽)|다음|이어서 읽기|계속 읽기"
    r"|next(?: page)?|continue(?:d)? (?:reading|on (?:the )?next page)|page \d{1,2})(?=\W|$)",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60
#: A pager by its name, unless it turns the pages of something else.
_PAGER = lazy(r"pag(?:e|er|es|ing|ination|inate)|link-?pages", re.IGNORECASE)
_OTHER_PAGER = lazy(r"comment|repl|cmt|list|board|related", re.IGNORECASE)
_LEVELS = 4

#: No page seen has a fifth of so many links. What is cut is logged (``cuts``).
_LINKS = "links", 5_000
#: What no address has.
_END = "\0"


def next_page_of(page: Page, url: str, *, first: str | None = None, number: int = 1) -> str | None:
    """Return the address of the page that follows page ``number`` of an article, if one does.

    ``url`` is its own address, ``first`` that of the article's first page. Only what has
    the first page's address with another page number counts: what follows an article elsewhere
    (``rel=next`` of a blog) is another article.
    """
    after = number + 1
    wanted: set[str] | None = None
    for link, href in _asking_for(page, after):
        if not _leads_on(link):
            continue
        if wanted is None:  # only now: they are many
            try:
                wanted = set(_addresses(first or url, after))
            except ValueError:
                return None
        address = joined(url, href)
        if address and _cleaned(address) in wanted:
            return address
    return None


def _asking_for(page: Page, number: int) -> list[tuple[etree._Element, str]]:
    """Return the links, each with its address, that ask for a page of this number.

    Those of the page's head come first.
    """
    links = cuts.first(page, [*page.by_tag("link"), *page.by_tag("a")], *_LINKS)
    addresses = list(map(etree._Element.get, links, repeat("href"), repeat("")))
    # All are searched at once, since hardly any asks for it. The digits first: a pattern that
    # begins with letters skips to them at once.
    asks_for_it = re.compile(
        rf"{number}(?<=[=/_pePE-]{number})(?:\.\w{{1,5}})?/?(?:[?&#]|\n?{_END})"
    )
    line = _END.join([*addresses, ""])
    which: dict[int, None] = {}
    place, at = 0, 0
    for match in asks_for_it.finditer(line):
        place += line.count(_END, at, match.start())
        at = match.start()
        which[place] = None
    return [(links[each], addresses[each]) for each in which]


def _cleaned(address: str) -> str | None:
    try:
        return clean(address)
    except ValueError:
        return None


def join(article: RawArticle, page: Readings, next_page: str | None) -> RawArticle:
    """Return ``article`` with the text and the captions of its next page added.

    What a page repeats, such as the headline and the lead, is left out. ``next_page`` is the
    address of the one after it; a page that adds nothing is the end.
    """
    bodies = article.readings.get("body", [])
    first = next((each for each in bodies if each.values), Reading((), "text"))
    more = next((each.values for each in page.get("body", []) if each.values), ())
    known = skeleton("\n".join(first.values))
    added = tuple(each for each in more if (said := skeleton(each)) and said not in known)
    if not added:
        return replace(article, next_page=None)
    whole = Reading((*first.values, *added), first.source)
    readings: Readings = {
        **article.readings,
        "body": [whole, *(each for each in bodies if each is not first)],
    }
    if captions := page.get("captions"):
        here = readings.get("captions", [])
        values = [value for each in (*here[:1], *captions[:1]) for value in each.values]
        source = here[0].source if here else captions[0].source
        readings["captions"] = [Reading(tuple(dict.fromkeys(values)), source), *here[1:]]
    return replace(article, readings=readings, next_page=next_page)


def _addresses(first: str, number: int) -> Iterator[str]:
    """Yield the addresses that page ``number`` of the article at ``first`` may have."""
    parts = urlsplit(clean(first))
    query = parse_qsl(parts.query, keep_blank_values=True)
    for name in _PARAMETERS:
        pairs = [pair for pair in query if pair[0] != name]
        for order in ([*pairs, (name, str(number))], [(name, str(number)), *pairs]):
            yield urlunsplit(parts._replace(query=urlencode(order)))
        inside = [(key, str(number) if key == name else value) for key, value in query]
        yield urlunsplit(parts._replace(query=urlencode(inside)))
    path = parts.path.rstrip("/")
    stem, dot, ending = path.rpartition(".")
    paths = [f"{path}{way}{number}" for way in ("/", "/page/", "/p", "/page")]
    paths += [f"{each}/" for each in paths]
    if dot and "/" not in ending:
        paths += [f"{stem}{way}{number}.{ending}" for way in ("_", "-", "_p", "-p", "_page", "p")]
    else:
        paths += [f"{path}{way}{number}" for way in ("_", "-")]
    for each in paths:
        yield urlunsplit(parts._replace(path=each))


def _leads_on(link: etree._Element) -> bool:
    """Return whether a link says that it leads to the next page, or stands in a pager."""
    if "next" in link.get("rel", "").split():
        return True
    label = tidy("".join(map(str, link.itertext())))[:_LONGEST_LABEL]
    is_next = _NEXT.match(label) is not None
    if not (is_next or label.isdigit()):
        return False
    above = [link, *(each for each, _ in zip(link.iterancestors(), range(_LEVELS), strict=False))]
    names = [f"{each.get('class', '')} {each.get('id', '')}" for each in above]
    if any(_OTHER_PAGER.search(name) for name in names):
        return False
    return is_next or any(_PAGER.search(name) for name in names)
