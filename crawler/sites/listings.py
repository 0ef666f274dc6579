"""Where a site may list its articles, by what its pages say: pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawler.discovery.hints import ListingError
from crawler.discovery.home_page import feeds_named
from crawler.discovery.listing_responses import hints_on, sitemaps_on, unpacked
from crawler.reading.markup.parsed_page import parse, text_in
from crawler.reading.responses import text_of
from crawler.reading.text import tidy
from crawler.sources import Feed, Sitemap
from crawler.urls import identify, joined
from newsdb.records import KST
from newsdb.sites.choosing import country_of
from newsdb.text.data import read_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.http import Response

    from crawler.discovery.hints import Hint
    from newsdb.sites.sites import Kind

_SIGNS = read_lists(__file__, "signs")

#: Links of a page that are looked at; a home page has some hundreds.
_MOST_LINKS = 3_000
#: Characters of a link's text that can be the name of terms.
_LONGEST_NAME = 40

#: What begins a document that lists addresses for search engines.
_SITEMAP = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b")
_BEGINNING = 4_000  # bytes of it that are searched

_WEEK = 7 * 24 * 3600


class Listed(NamedTuple):
    """A listing that was read: what it is, and the articles it names, the newest first."""

    kind: Kind
    url: str
    hints: list[Hint]
    nested: list[str]  # addresses of further sitemaps

    def as_json(self) -> dict[str, Any]:
        """Return what a person wants to know of it."""
        dates = sorted(hint.published_at for hint in self.hints if hint.published_at)
        span = (dates[-1] - dates[0]).total_seconds() if dates else 0
        return {
            "kind": self.kind,
            "url": self.url,
            "articles": len(self.hints),
            "newest": dates[-1].astimezone(KST).isoformat(timespec="seconds") if dates else None,
            "a_week": round((len(dates) - 1) * _WEEK / span) if span else None,
        }


def listed(response: Response) -> Listed | None:
    """Return what a response lists if it is a feed, a sitemap or an index of them, else None."""
    try:
        is_sitemap = bool(_SITEMAP.search(unpacked(response)[:_BEGINNING]))
        kind: Kind = "sitemap" if is_sitemap else "feed"
        hints = hints_on(response, Sitemap(response.url) if is_sitemap else Feed(response.url))
        nested = sitemaps_on(response, Sitemap(response.url)) if is_sitemap else []
    except ListingError:
        return None
    # Feeds that are sorted otherwise, and sitemaps, have the newest anywhere.
    dated = sorted((each for each in hints if each.published_at), key=_time, reverse=True)
    undated = [each for each in hints if not each.published_at]
    return Listed(kind, response.url, [*dated, *undated], [each.url for each in nested])


def _time(hint: Hint) -> float:
    return hint.published_at.timestamp() if hint.published_at else 0.0


def best(found: Iterable[Listed]) -> Listed | None:
    """Return the listing to propose: feeds before sitemaps, those with dates, with more articles.

    An index of sitemaps has no articles of its own, and is better than nothing.
    """

    def rank(each: Listed) -> tuple[bool, bool, bool, int]:
        dated = any(hint.published_at for hint in each.hints)
        return (bool(each.hints), each.kind == "feed", dated, min(len(each.hints), 100))

    return max((each for each in found if each.hints or each.nested), key=rank, default=None)


class HomeSigns(NamedTuple):
    """What an HTML page of a site says about it."""

    title: str
    language: str | None
    feeds: list[str]  # addresses that may be feeds, those that the head names first
    terms: list[str]  # pages that may be the terms


def home_signs(response: Response) -> HomeSigns:
    """Return what a page says of the site's name, feeds and terms."""
    page = parse(text_of(response))
    metas = {each.get("property"): each.get("content") or "" for each in page.by_tag("meta")}
    title = tidy(metas.get("og:site_name") or "") or _name_in(page.title)
    feeds = feeds_named(page, response.url)
    terms: list[str] = []
    for link in page.by_tag("a")[:_MOST_LINKS]:
        if not (url := joined(response.url, link.get("href") or "")):
            continue
        text = tidy(text_in(link)).casefold()
        if len(text) <= _LONGEST_NAME and any(sign in text for sign in _SIGNS["terms"]):
            terms.append(url)
        address = urlsplit(url)
        path = f"{address.path}?{address.query}".casefold()
        if is_same_site(url, response.url) and any(sign in path for sign in _SIGNS["feeds"]):
            feeds.append(url)
    return HomeSigns(
        title[:100],
        _language_of(page.by_tag("html"), response.url),
        list(dict.fromkeys(feeds)),
        list(dict.fromkeys(terms))[:3],
    )


def _name_in(title: str) -> str:
    """Return the part of a home page's title that is the site's name: the first."""
    return tidy(re.split(r"\s[|:–—-]\s|[|｜]", title, maxsplit=1)[0])


def _language_of(roots: Sequence[Any], url: str) -> str | None:
    said = next((each.get("lang") or "" for each in roots), "")[:2].lower()
    if said in {"ko", "ja", "en"}:
        return said
    return {"KR": "ko", "JP": "ja"}.get(country_of(url) or "")


def is_same_site(url: str, other: str) -> bool:
    """Return whether two addresses are of one host, or one's is below the other's."""
    try:
        ours, theirs = identify(url)[0], identify(other)[0]
    except ValueError:
        return False
    ours, theirs = ours.removeprefix("www."), theirs.removeprefix("www.")
    return ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")


def usual_addresses(home: str) -> list[str]:
    """Return where the usual publishing systems would have a feed."""
    return [urljoin(home, path) for path in _SIGNS["usual"]]


def sitemaps_of(robots: str, url: str) -> list[str]:
    """Return the sitemaps that a robots.txt names, those of news first."""
    named = filter(None, (joined(url, each) for each in Protego.parse(robots).sitemaps))
    return sorted(dict.fromkeys(named), key=lambda each: "news" not in each.lower())
