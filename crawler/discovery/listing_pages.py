"""Whatever names articles, by one name: what each kind says when it has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery import naver
from crawler.discovery.home_page import HomePage
from crawler.discovery.listings import feed_hints, list_hints, nested_sitemaps
from crawler.discovery.naver import NaverQuery
from crawler.discovery.searches import ResultsPage, results_hints
from crawler.reading.page import parse
from crawler.reading.responses import text_of, validators_of
from crawler.sources import Feed, ListPage, Sitemap
from newsdb.articles.discovered import Listing

if TYPE_CHECKING:
    from datetime import date

    from scrapy.http import Response

    from crawler.discovery.listings import Hint

#: What one request can ask for the addresses of articles.
ListingPage = Feed | Sitemap | ListPage | ResultsPage | NaverQuery | HomePage


def as_answered(response: Response, page: ListingPage, *, outlet: str) -> Listing:
    """Return a listing as it answered, for the database."""
    etag, last_modified = validators_of(response)
    return Listing(
        url=response.request.url if response.request else response.url,
        outlet=outlet,
        kind=page.kind,
        status=response.status,
        etag=etag,
        last_modified=last_modified,
    )


def hints_on(response: Response, page: ListingPage) -> list[Hint]:
    """Return what a listing says of articles; raises ListingError when it is none."""
    match page:
        case Feed() | Sitemap():
            return feed_hints(response.body, response.url)
        case ListPage():
            return list_hints(parse(text_of(response)), page)
        case ResultsPage():
            return results_hints(parse(text_of(response)), page, response.url)
        case NaverQuery():
            return naver.hints(response.text, response.url)
        case HomePage():
            everything = ListPage(response.url, items="a[href]")
            return list_hints(parse(text_of(response)), everything)


def sitemaps_on(response: Response, page: ListingPage) -> list[Sitemap]:
    """Return the sitemaps that ``page`` names where it is an index of them."""
    if not isinstance(page, Sitemap):
        return []
    urls = nested_sitemaps(response.body, response.url)
    return [Sitemap(url, verified=page.verified) for url in urls]


def is_wanted(hint: Hint, page: ListingPage, since: date | None) -> bool:
    """Tell whether an article is young enough, and one that its feed is read for (``only``)."""
    if since and hint.is_before(since):
        return False
    if isinstance(page, Feed) and page.only:
        summary = hint.entry.summary if hint.entry else ""
        return bool(page.only.search(f"{hint.title}\n{summary}"))
    return True
