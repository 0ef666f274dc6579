"""Where an outlet's articles are found: the objects that its spider names in ``sources``."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar
from urllib.parse import quote_plus

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from newsdb.records import FoundBy

#: When a feed's or list's text of an article is used: instead of the page, when the page can't be
#: read, or also when it is longer than the page's.
FeedText = Literal["first", "backup", "longer"]


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS, Atom or RDF feed."""

    kind: ClassVar[FoundBy] = "feed"

    url: str
    _: KW_ONLY
    #: False if nobody has seen it answer: ``scrapy outlets`` marks it with a ``?``, and when it is
    #: gone or empty, the home page is searched for articles and feeds, once a run.
    verified: bool = True
    #: For feeds with full articles: ``first`` takes an article from the feed and does not request
    #: its page; ``backup`` requests the page, and uses the feed's text (or its description) when
    #: the page can't be read; ``longer`` does so too when the page has the shorter text, as pages
    #: do whose text stands in an iframe or in a file. None: articles are read only from their
    #: pages.
    text: FeedText | None = None
    #: For busy feeds: a pattern that an entry's title or summary must match.
    only: re.Pattern[str] | None = None
    #: Other addresses that a feed of its kind may have, tried in turn when this one yields nothing
    #: and before the home page is searched.
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A news sitemap, or an index of sitemaps, which are then also read."""

    kind: ClassVar[FoundBy] = "sitemap"

    url: str
    _: KW_ONLY
    verified: bool = True  # False: marked with a ``?``, as an unverified feed is
    archive: bool = False  # read only for going back (``-a since``), not by every run


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """How a list writes an article's address that is no link: ``onclick="view('86','1070026')"``.

    ``pattern`` is searched in what is written; ``address`` holds its groups' names in braces.
    """

    pattern: re.Pattern[str]
    address: str

    def read(self, written: str) -> str | None:
        """Return the address, or None when ``written`` holds none."""
        match = self.pattern.search(written)
        return self.address.format(**match.groupdict("")) if match else None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page that lists articles, described by CSS selectors inside each of its ``items``.

    A selector may end in ``::attr(name)``, as usual in Scrapy, and then means that attribute;
    ``::attr(name)`` alone is the item's own or the first below it.
    """

    kind: ClassVar[FoundBy] = "list"

    url: str
    _: KW_ONLY
    items: str
    #: The link; or, with ``address``, where the address is written otherwise.
    link: str = "a[href]"
    address: WrittenAddress | None = None
    #: The title alone, where the link holds more than that; empty: all of the link's text.
    title: str = ""
    date: str = ""
    #: Where the date stands if not inside the item: in the nearest sibling ``before`` it that
    #: ``date`` selects (``dt`` of a ``dd``), or ``after`` it.
    date_is: Literal["inside", "before", "after"] = "inside"
    #: What the list says of the article, and when that is its text, as in ``Feed.text``.
    summary: str = ""
    text: Literal["backup", "longer"] | None = None
    verified: bool = True  # False: marked with a ``?``, as an unverified feed is


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A site's own search, newest first; ``url`` holds ``{query}`` and ``{page}``.

    It is used only for ``-a search``, and for ``-a since``, which searches for ``terms``.
    """

    url: str
    _: KW_ONLY
    items: str
    results: str  # selects what a results page has even when there are no results
    link: str = "a[href]"
    title: str = ""
    date: str = ""
    summary: str = ""
    text: Literal["backup", "longer"] | None = None
    terms: tuple[str, ...] = ()
    first_page: int = 0
    most_pages: int = 50
    verified: bool = True

    def page(self, query: str, number: int) -> ListPage:
        """Return the results page ``number`` pages after the first."""
        url = self.url.format(query=quote_plus(query), page=self.first_page + number)
        return ListPage(
            url,
            items=self.items,
            link=self.link,
            title=self.title,
            date=self.date,
            summary=self.summary,
            text=self.text,
        )


@dataclass(frozen=True, slots=True)
class NaverSearch:
    """Naver's news search, for Korean outlets without a feed; off when no key is set."""

    _: KW_ONLY
    terms: tuple[str, ...] = ("한일 중소기업", "중기중앙회 일본", "코트라 일본")
    verified: ClassVar[bool] = True  # a documented API


@dataclass(frozen=True, slots=True)
class DataPortal:
    """A service of South Korea's data portal that lists texts; off when no key is set.

    ``url`` holds ``{since}`` and ``{until}`` (20261124) if the service answers for days only; then
    ``days`` is how many one call may cover. ``title``, ``link``, ``date``, ``body`` and
    ``section`` are the names of its fields, in XML or JSON.
    """

    url: str
    _: KW_ONLY
    title: str
    link: str
    date: str
    body: str
    section: str = ""
    days: int = 3
    text: FeedText = "longer"
    only: re.Pattern[str] | None = None  # as in ``Feed``
    verified: bool = True


Source = Feed | Sitemap | ListPage | SearchPage | NaverSearch | DataPortal

_S = TypeVar("_S", bound=Source)


def sources_of(kind: type[_S], sources: Iterable[Source]) -> list[_S]:
    """Return the sources of one class, in their order."""
    return [source for source in sources if isinstance(source, kind)]


def addresses(sources: Iterable[Source]) -> list[str]:
    """Return the addresses of ``sources`` that a crawl may ask, without the documented APIs."""
    found: list[str] = []
    for each in sources:
        if not isinstance(each, NaverSearch | DataPortal):
            found.append(each.url)
        if isinstance(each, Feed):
            found += each.elsewhere
    return found


def searched(search: SearchPage) -> tuple[ListPage, ...]:
    """Return the first results pages of a search as lists: one for each of its terms."""
    return tuple(search.page(term, 0) for term in search.terms)


def all_verified(sources: Iterable[Source]) -> bool:
    """Return whether all of ``sources`` that every run reads have been seen to answer."""
    return all(
        source.verified or (isinstance(source, Sitemap) and source.archive) for source in sources
    )
