"""Where an outlet's articles are found: the objects that its spider names in ``sources``."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar
from urllib.parse import quote_plus

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from newsdb.records import FoundBy

#: When a feed's own text of an article is taken: instead of its page, or where that can't be read.
FeedText = Literal["first", "backup"]


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS, Atom or RDF feed."""

    kind: ClassVar[FoundBy] = "feed"

    url: str
    _: KW_ONLY
    #: False where nobody has seen it answer: ``scrapy outlets`` marks it with a ``?``, and once a
    #: run the home page is asked for articles and feeds when it is gone or names no article.
    verified: bool = True
    #: For feeds that hold whole articles: ``first`` takes an article from the feed and does not
    #: request its page; ``backup`` requests the page, and takes the feed's text (its description
    #: too) where the page can't be read. None: articles are read on their pages only.
    text: FeedText | None = None
    #: For busy feeds: what the title or the summary of an entry must match to be taken.
    only: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A news sitemap, or an index of sitemaps, which are then read too."""

    kind: ClassVar[FoundBy] = "sitemap"

    url: str
    _: KW_ONLY
    verified: bool = True  # False: marked with a ``?``, as an unverified feed is


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page that lists articles, described by CSS selectors inside each of its ``items``."""

    kind: ClassVar[FoundBy] = "list"

    url: str
    _: KW_ONLY
    items: str
    link: str = "a[href]"
    date: str = ""
    verified: bool = True  # False: marked with a ``?``, as an unverified feed is


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A site's own search, newest first; ``url`` holds ``{query}`` and ``{page}``.

    It is asked only for ``-a search``, and for ``-a since``, which searches for ``terms``.
    """

    url: str
    _: KW_ONLY
    items: str
    results: str  # what a page of results has even when there are none
    link: str = "a[href]"
    date: str = ""
    terms: tuple[str, ...] = ()
    first_page: int = 0
    most_pages: int = 50
    verified: bool = True

    def page(self, query: str, number: int) -> ListPage:
        """Return the page of results ``number`` pages after the first."""
        url = self.url.format(query=quote_plus(query), page=self.first_page + number)
        return ListPage(url, items=self.items, link=self.link, date=self.date)


@dataclass(frozen=True, slots=True)
class NaverSearch:
    """Naver's news search, for Korean outlets without a feed; off where its key is not set."""

    _: KW_ONLY
    terms: tuple[str, ...] = ("한일 중소기업", "중기중앙회 일본", "코트라 일본")
    verified: ClassVar[bool] = True  # a documented API


Source = Feed | Sitemap | ListPage | SearchPage | NaverSearch

_S = TypeVar("_S", bound=Source)


def sources_of(kind: type[_S], sources: Iterable[Source]) -> list[_S]:
    """Return those of ``sources`` that are of one kind, in their order."""
    return [source for source in sources if isinstance(source, kind)]


def all_verified(sources: Iterable[Source]) -> bool:
    """Tell whether somebody has seen each of ``sources`` answer."""
    return all(source.verified for source in sources)
