"""One polite visit that checks each fact a spider relies on and names what to edit."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

import scrapy
from protego import Protego

from crawler.discovery.apis.data_portal import PortalQuery, queries
from crawler.discovery.feed_texts import FeedTexts
from crawler.discovery.hints import ListingError
from crawler.discovery.home_page import feeds_named
from crawler.discovery.links import FoundLink
from crawler.discovery.list_pages import list_hints
from crawler.discovery.listing_responses import hints_on, sitemaps_on
from crawler.discovery.planning import listings_of, searches_for
from crawler.failures import reason_of
from crawler.items import has_text
from crawler.middlewares.data_portal_key import VARIABLE
from crawler.probing.designs import design_fact, field_facts
from crawler.probing.facts import Fact, Page, Verdict, described, page_of, text_fact
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import NoArticleError, read_page
from crawler.reading.responses import selector_of, text_of
from crawler.sources import DataPortal, Feed, ListPage, Sitemap, all_verified, sources_of
from crawler.spider_loader import file_name
from newsdb.articles.discovered import Link
from newsdb.database import now, stamp
from newsdb.records import HEADLINE, KST

if TYPE_CHECKING:
    from asyncio import Lock
    from collections.abc import AsyncIterator, Collection, Iterable, Iterator
    from pathlib import Path

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.discovery.hints import Hint
    from crawler.discovery.searches import ResultsPage
    from crawler.items import Field, Readings
    from crawler.outlet_spider import OutletSpider

#: How many of the newest articles are checked.
NEWEST = 3

#: The fact that a home page tells.
HOME = "feeds of the home page"


class ProbeSpider(scrapy.Spider):
    """Visits robots.txt, every listing, a search page and the newest articles of one outlet.

    :param outlet: the spider class whose facts are checked
    :param save: a folder for the pages, as raw material for fixtures
    :param turn: held during the visit, by one of several outlets on a host at a time
    """

    name = "probe"
    # robots.txt is itself a fact to check; a page that it forbids is still not fetched.
    custom_settings = {"RETRY_TIMES": 1}

    def __init__(
        self,
        *args: Any,
        outlet: type[OutletSpider],
        save: Path | None = None,
        turn: Lock | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outlet = outlet
        self.where = file_name(outlet.__module__)
        self.save = save
        self.turn = turn
        self.has_turn = False
        self.facts: list[Fact] = []
        self.newest: dict[str, str] = {}  # URL -> when the article was published, ISO 8601
        self.read: list[tuple[str, dict[Field, str]]] = []
        self.pages: list[Page] = []
        self.listed = FeedTexts()
        self.waiting = 0

    async def start(self) -> AsyncIterator[Any]:
        if self.turn:
            await self.turn.acquire()
            self.has_turn = True
        robots = urljoin(self.outlet.home, "/robots.txt")
        yield self._request(robots, self.parse_robots, fact="robots.txt")

    def _request(self, url: str, callback: Any, *, fact: str, **more: Any) -> Request:
        self.waiting += 1
        meta = {"download_slot": self.outlet.name, "handle_httpstatus_list": [404]}
        if patience := (self.outlet.custom_settings or {}).get("DOWNLOAD_TIMEOUT"):
            meta["download_timeout"] = patience
        return scrapy.Request(
            url,
            callback=callback,
            errback=self.failed,
            dont_filter=True,
            meta=meta,
            cb_kwargs={"fact": fact, **more},
        )

    def parse_robots(self, response: Response, fact: str) -> Iterator[Request]:
        """Note what robots.txt allows, then visit the listings that it does not forbid."""
        forbidden: list[str] = []
        if response.status == 404:
            self._note(fact, "holds", "does not exist: everything is allowed")
        else:
            self._keep(response)
            rules = Protego.parse(text_of(response))
            agent = self.settings["USER_AGENT"]
            wanted = [page.url for page in listings_of(self.outlet.sources)]
            wanted.extend(self.outlet.articles.canonicals)
            forbidden = [url for url in wanted if not rules.can_fetch(url, agent)]
            if forbidden:
                paths = ", ".join(urlsplit(url).path for url in forbidden)
                self._note(fact, "changed", f"forbids {paths}", "remove what is forbidden")
            else:
                self._note(fact, "holds", "allows every listing and the articles")
        yield from self._listings(forbidden)
        yield from self._done()

    def parse_home(self, response: Response, fact: str) -> Iterator[Request]:
        """Note which feeds the home page names, for outlets whose feeds are unverified."""
        if not self._missing(response, fact, "home"):
            self._keep(response)
            self._judge_home(response, fact)
        yield from self._done()

    def _judge_home(self, response: Response, fact: str) -> None:
        named = feeds_named(parse(text_of(response)), response.url)
        known = {feed.url for feed in sources_of(Feed, self.outlet.sources)}
        if new := [url for url in named if url not in known]:
            self._note(fact, "changed", f"names {', '.join(new)}", _edit("Feed"))
        else:
            self._note(fact, "holds", f"names {', '.join(named)}" if named else "names none")

    def _listings(self, forbidden: Collection[str] = ()) -> Iterator[Request]:
        listings = listings_of(self.outlet.sources)
        listed = {page.url for page in listings}
        if self._asks_home() and self.outlet.home not in listed:
            yield self._request(self.outlet.home, self.parse_home, fact=HOME)
        for page in listings:
            if page.url not in forbidden:
                yield self._listing(page)
        searches = (each for each in searches_for(self.outlet.sources) if each.url not in listed)
        for results in islice(searches, 1):
            yield self._request(results.url, self.parse_search, fact="search", page=results)
        for service in sources_of(DataPortal, self.outlet.sources):
            fact = f"API {urlsplit(service.url).path}"
            calls = list(queries(service, now().astimezone(KST).date()))
            if not calls:
                self._note(fact, "unknown", f"no key is set in the environment: {VARIABLE}")
            for call in calls:
                request = self._request(call.url, self.parse_api, fact=fact, page=call)
                request.meta.update(dont_obey_robotstxt=True, dont_redirect=True)
                yield request

    def _asks_home(self) -> bool:
        """Return whether the home page may know feeds that the spider doesn't."""
        return not all_verified(self.outlet.sources)

    def _listing(self, page: Feed | Sitemap | ListPage) -> Request:
        parse_page = self.parse_list if isinstance(page, ListPage) else self.parse_feed
        return self._request(page.url, parse_page, fact=f"{page.kind} {page.url}", page=page)

    def parse_feed(self, response: Response, fact: str, page: Feed | Sitemap) -> Iterator[Request]:
        """Note whether a feed or sitemap still lists articles with dates.

        Of one that doesn't, the other addresses that it may have are visited.
        """
        edit = _edit(type(page).__name__)
        if not self._missing(response, fact, edit):
            self._keep(response)
            try:
                hints = hints_on(response, page)
                nested = sitemaps_on(response, page)
            except ListingError as error:
                self._note(fact, "changed", str(error), edit)
            else:
                if nested:
                    self._note(fact, "holds", f"an index of {len(nested)} sitemaps")
                else:
                    self._judge_hints(fact, hints, page, response.body, edit=edit)
        if isinstance(page, Feed) and page.elsewhere and self.facts[-1].verdict == "changed":
            first, *others = page.elsewhere
            yield self._listing(replace(page, url=first, elsewhere=tuple(others)))
        yield from self._done()

    def parse_list(self, response: Response, fact: str, page: ListPage) -> Iterator[Request]:
        """Note whether a list page's selectors still match."""
        edit = _edit("ListPage")
        if not self._missing(response, fact, edit):
            self._keep(response)
            if page.url == self.outlet.home and self._asks_home():
                self._judge_home(response, HOME)
            hints = list_hints(selector_of(response), page)
            self._judge_hints(fact, hints, page, response.body, edit=edit)
        yield from self._done()

    def parse_api(self, response: Response, fact: str, page: PortalQuery) -> Iterator[Request]:
        """Note whether an API still lists articles, with their texts if no page is read."""
        if not self._missing(response, fact, _edit("DataPortal")):
            try:
                hints = hints_on(response, page)
            except ListingError as error:
                self._note(fact, "changed", str(error), _edit("DataPortal"))
            else:
                visited = dict(self.newest)
                self._judge_hints(fact, hints, page, response.body, edit=_edit("DataPortal"))
                if page.text == "first":
                    told = [url for url in self.newest if url not in visited][:NEWEST]
                    self.newest = visited
                    self._read_listed(told)
        yield from self._done()

    def _read_listed(self, urls: Iterable[str]) -> None:
        """Record the sources of articles that are read from a listing, without their pages."""
        for url in urls:
            if page := self.listed.read(self._link(url), before_page=True):
                sources = {field: found[0].source for field, found in page.readings.items()}
                self.read.append((page.layout, sources))

    def parse_search(self, response: Response, fact: str, page: ResultsPage) -> Iterator[Request]:
        """Note whether the search still answers with results."""
        edit = _edit("SearchPage")
        if not self._missing(response, fact, edit):
            self._keep(response)
            document = selector_of(response)
            hints = list_hints(document, page.listing)
            if not hints and document.css(page.search.results):
                self._note(fact, "unknown", "a results page without results")
            else:
                self._judge_hints(fact, hints, page.listing, response.body, edit=edit)
        yield from self._done()

    def _judge_hints(
        self,
        fact: str,
        hints: list[Hint],
        page: Feed | Sitemap | ListPage | PortalQuery,
        body: bytes,
        *,
        edit: str,
    ) -> None:
        """Note what a listing holds, and keep its articles to visit the newest."""
        if isinstance(page, ListPage):
            dates = f"dates: {page.date}" if page.date else ""  # not every list shows them
            selectors = f"{page.link} in {page.items}"
        else:
            dates, selectors = "no date was recognised: see listing_date", ""
        keys = {hint.url: key for hint in hints if (key := self.outlet.key_of(hint.url))}
        dated = [hint for hint in hints if hint.published_at or hint.modified_at]
        outlet = self.outlet.outlet()
        if not hints and isinstance(page, PortalQuery):
            self._note(fact, "unknown", "the service has nothing for these days")
        elif not hints:
            looked = f"; looked for {selectors}" if selectors else ""
            self._note(fact, "changed", f"no links{looked}", edit)
        elif not keys:
            found = f"{len(hints)} links, none to an article, such as {hints[0].url}"
            self._note(fact, "changed", found, "articles")
        elif not dated and dates:
            self._note(fact, "changed", f"{len(keys)} links, but without dates", dates)
        else:
            markup = body if isinstance(page, Feed | Sitemap) else b""
            found = described(hints, len(keys), markup)
            others = [hint.url for hint in hints if hint.url not in keys]
            if others and page.kind == "feed":
                found += f"; {len(others)} lead to no article, such as {others[0]}"
            self._note(fact, "holds", found)
        for hint in hints:
            if key := keys.get(hint.url):
                url = self.outlet.address_of(hint.url, key)
                at = stamp(hint.published_at or hint.modified_at)
                self.newest[url] = max(self.newest.get(url, ""), at or "")
                self.listed.keep(page, [FoundLink(self._link(url), outlet, hint.entry)])

    def _link(self, url: str) -> Link:
        return Link(
            outlet=self.outlet.name, key=self.outlet.key_of(url) or url, url=url, title="-"
        )

    def _missing(self, response: Response, fact: str, edit: str) -> bool:
        if response.status == 404:
            self._note(fact, "changed", "the server answered 404", edit)
        return response.status == 404

    def _done(self) -> Iterator[Request]:
        """Count down an answer; after the last listing, visit the newest articles."""
        self.waiting -= 1
        if self.waiting or self.read or not self.newest:
            return
        newest = sorted(self.newest, key=lambda url: self.newest[url], reverse=True)[:NEWEST]
        self.newest = {}
        for url in newest:
            yield self._request(url, self.parse_article, fact=f"article {url}")

    def parse_article(self, response: Response, fact: str) -> None:
        """Record the design and the source of each field of an article page."""
        if not self._missing(response, fact, "articles"):
            self._keep(response)
            listed = self.listed.longer(self._link(response.url))
            try:
                page = read_page(
                    text_of(response),
                    response.url,
                    designs=self.outlet.designs,
                    trust=self.outlet.trust,
                    own_address=True,
                    elsewhere=listed.readings.get("body", []) if listed else (),
                )
            except NoArticleError as error:
                self.read.append((f"none ({error.reason})", {}))
            else:
                sources = {
                    field: found[0].source for field, found in page.readings.items() if found
                }
                read = page.layout if has_text(page.readings) else f"none ({HEADLINE} only)"
                self.read.append((read, sources))
                self.pages.append(_page(response, page.readings))
        self.waiting -= 1

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note why a page could not be fetched; the others are still visited."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        fact = request.cb_kwargs["fact"]
        reason, detail = reason_of(failure)
        # A refusal or a server error says nothing about what the page would contain.
        self._note(fact, "unknown", f"{reason}: {detail or ''}".rstrip(": "))
        if fact == "robots.txt":
            yield from self._listings()
        yield from self._done()

    def closed(self, reason: str) -> None:
        """Judge what the newest articles have in common."""
        del reason
        if self.turn and self.has_turn:
            self.turn.release()
        if not self.read:
            self._note("page design", "unknown", "no article could be checked")
            return
        self._note(*design_fact(self.outlet, self.read))
        if self.pages:
            self.facts.append(text_fact(self.pages))
        for fact in field_facts(self.outlet, self.read):
            self._note(*fact)

    def _note(self, name: str, verdict: Verdict, found: str, edit: str = "") -> None:
        edit = f"{self.where}: {edit}" if edit and verdict == "changed" else ""
        self.facts.append(Fact(name, verdict, found, edit))

    def _keep(self, response: Response) -> None:
        """Save a page in the format of fixtures."""
        if self.save is None:
            return
        kind = "xml" if response.body.lstrip()[:5] == b"<?xml" else "html"
        stem = "-".join(filter(None, urlsplit(response.url).path.split("/"))) or "home"
        folder = self.save / stem.removesuffix(".xml").removesuffix(".txt")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"page.{kind}").write_bytes(response.body)
        description = {"url": response.url, "fetched_at": stamp(now()), "status": response.status}
        text = json.dumps(description, ensure_ascii=False, indent=2)
        (folder / "page.json").write_text(f"{text}\n", encoding="utf-8")


def _page(response: Response, readings: Readings) -> Page:
    texts, files = readings.get("body", []), readings.get("attachments", [])
    return page_of(
        response,
        characters=sum(map(len, texts[0].values)) if texts else 0,
        source=texts[0].source if texts else "nowhere",
        files=len(files[0].values) if files else 0,
    )


def _edit(kind: str) -> str:
    """Return which entry of ``sources`` to edit, as text."""
    return f"{kind} in sources"
