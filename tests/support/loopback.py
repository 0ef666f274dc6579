"""An outlet's site on this machine: a real HTTP server, reached under the outlet's own addresses.

``LoopbackHandler`` sends every request to the server that LOOPBACK names and gives the answer
back under the address that was asked for, so that the spiders need not know.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import HtmlResponse
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from crawler.discovery.listing_responses import hints_on
from crawler.discovery.planning import listings_of, searches_for
from crawler.replay import saved_pages
from crawler.sources import ListPage
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scrapy import Request
    from scrapy.http import Response

    from crawler.outlet_spider import OutletSpider
    from crawler.replay import SavedPage

#: By whom an outlet could be reached: a crawl of a live site needs one.
CONTACT = "tests@hanil.test"

HANDLERS = (
    '{"https": "tests.support.loopback.LoopbackHandler",'
    ' "http": "tests.support.loopback.LoopbackHandler"}'
)


#: The header with the process that asks.
PROCESS = "X-Process"


class LoopbackHandler(HTTP11DownloadHandler):
    """Fetches over real HTTP from the server that the setting LOOPBACK names.

    With LOOPBACK_BY_HOST paths begin with the host that was asked, so that one server can be many.
    Each request says which process asks.
    """

    lazy = False

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        server = urlsplit(crawler.settings["LOOPBACK"])
        self.scheme, self.server = server.scheme, server.netloc
        self.by_host = crawler.settings.getbool("LOOPBACK_BY_HOST")

    async def download_request(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        path = f"/{parts.netloc}{parts.path}" if self.by_host else parts.path
        local_url = urlunsplit((self.scheme, self.server, path, parts.query, ""))
        request.headers[PROCESS] = str(os.getpid())
        response = await super().download_request(request.replace(url=local_url))
        return response.replace(url=request.url)

    async def close(self) -> None:
        """Wait a second for connections to be closed.

        Scrapy then says on behalf of Twisted that they are, which fails when Twisted says so a
        little later (AlreadyCalledError), as it may on a busy machine.
        """
        from twisted.internet import reactor  # noqa: PLC0415  which importing would install

        pool: Any = self._pool
        clock: Any = reactor
        ended: Deferred[None] = Deferred()

        def end(_: object = None) -> None:
            if not ended.called:
                ended.callback(None)

        pool.closeCachedConnections().addBoth(end)
        waiting = clock.callLater(self._disconnect_timeout, end)
        await maybe_deferred_to_future(ended)
        if waiting.active():
            waiting.cancel()


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


#: Answers a request itself when a page needs more than an Answer (slow, cut off ...).
Behaviour = Callable[[BaseHTTPRequestHandler], None]


class LoopbackServer(ThreadingHTTPServer):
    """A server on a free port, whose clients may be killed or stop waiting for an answer."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that has hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Site(LoopbackServer):
    """Answers by path and query, and records requests. Pages have an ETag and answer 304."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.answers: dict[str, Answer | Behaviour] = {}
        self.asked: list[str] = []
        self.user_agents: set[str] = set()
        self.on_request: Callable[[str], None] = lambda path: None
        self.on_request_by: Callable[[str, str], None] = lambda path, process: None

    @property
    def settings(self) -> tuple[str, ...]:
        """Scrapy arguments that direct a crawl to this server, without pauses."""
        address = f"http://127.0.0.1:{self.server_address[1]}"
        return (
            "-s",
            f"LOOPBACK={address}",
            "-s",
            f"DOWNLOAD_HANDLERS={HANDLERS}",
            "-s",
            "DOWNLOAD_DELAY=0",
            "-s",
            "PRIVATE_ADDRESSES_ALLOWED=127.0.0.1",
            "-s",
            f"CONTACT={CONTACT}",
        )

    def add_pages(self, directory: Path) -> None:
        """Serve saved pages under the paths of their addresses."""
        for page in saved_pages(directory):
            parts = urlsplit(page.url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            kind = "text/xml" if page.file.suffix == ".xml" else "text/html"
            body = page.file.read_bytes()
            self.answers[path] = Answer(body, page.status, {"Content-Type": kind})

    def articles_asked(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/news/")]


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.user_agents.add(self.headers.get("User-Agent", ""))
        self.server.on_request(self.path)
        self.server.on_request_by(self.path, self.headers.get(PROCESS, ""))
        answer = self.server.answers.get(self.path, Answer(b"not here", 404))
        if not isinstance(answer, Answer):
            answer(self)
            return
        etag = f'"{hash(answer.body)}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == etag:
            answer = Answer(b"", 304)
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.send_header("ETag", etag)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name upstream
        """Log nothing; tests look at ``asked`` instead."""


@contextmanager
def serving(*directories: Path) -> Iterator[Site]:
    """Serve saved pages on a free loopback port while the block runs."""
    site = Site()
    for directory in directories:
        site.add_pages(directory)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


#: Scrapy arguments for a crawl of this world.
BY_HOST = ("-s", "LOOPBACK_BY_HOST=1")


def place(url: str) -> str:
    """Return the path at which the loopback server has the page at ``url``."""
    parts = urlsplit(url)
    return f"/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def build(site: Site, outlets: Iterable[type[OutletSpider]]) -> None:
    """Let ``site`` answer for ``outlets`` as their spiders expect it, from their fixtures.

    A listing that has no fixture of its own is like another of the outlet's, and an article that
    has none is like one that has.
    """
    for outlet in outlets:
        pages = {page.url: page for page in saved_pages(ROOT / "fixtures" / outlet.name)}
        articles = [page for page in pages.values() if _is_article(page, outlet)]
        site.answers[place(outlet.home)] = _answer(b"<html><head></head></html>")
        listings = [
            *listings_of(outlet.sources),
            *(results.listing for results in searches_for(outlet.sources)[:1]),
        ]
        for listing in listings:
            kind = ".html" if isinstance(listing, ListPage) else ".xml"
            alike = [
                page.file.read_bytes()
                for page in pages.values()
                if page.file.suffix == kind and page not in articles
            ]
            body = pages[listing.url].file.read_bytes() if listing.url in pages else alike[0]
            site.answers[place(listing.url)] = _answer(body, kind)
            hints = hints_on(HtmlResponse(listing.url, body=body), listing)
            for hint in hints:
                if key := outlet.key_of(hint.url):
                    url = outlet.address_of(hint.url, key)
                    site.answers.setdefault(place(url), _answer(articles[0].file.read_bytes()))
        for page in articles:
            site.answers[place(page.url)] = _answer(page.file.read_bytes())


def _is_article(page: SavedPage, outlet: type[OutletSpider]) -> bool:
    return page.file.name == "page.html" and bool(outlet.key_of(page.url))


def _answer(body: bytes, kind: str = ".html") -> Answer | Behaviour:
    return Answer(body, headers={"Content-Type": "text/xml" if kind == ".xml" else "text/html"})
