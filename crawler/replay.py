"""Answers every request from saved pages, never from the network: ``-s REPLAY=PATH``.

PATH is a folder of saved pages, each a file of bytes and, beside it, a JSON of the same stem with
at least ``url``; or a WARC file, or a folder of them.
"""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urldefrag

from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.archive import warc
from crawler.archive.warc import WarcError
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


class SavedPageError(ValueError):
    """A saved page can't be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page as it was sent, with only transfer and content encoding decoded."""

    url: str
    file: Path
    status: int = 200
    headers: dict[str, str] | None = None
    encoding: str | None = None
    fetched_at: datetime | None = None

    def response(self, request: Request) -> Response:
        """Return the page as the response to ``request``."""
        body = self.file.read_bytes()
        headers = Headers(self.headers or {})
        if "Content-Type" not in headers:
            kind = mimetypes.guess_type(self.file.name)[0] or "text/html"
            charset = f"; charset={self.encoding}" if self.encoding else ""
            headers["Content-Type"] = f"{kind}{charset}"
        cls = responsetypes.from_args(headers=headers, url=request.url, body=body)
        request.meta["fetched_at"] = self.fetched_at
        return cls(
            url=request.url, status=self.status, headers=headers, body=body, request=request
        )


def saved_pages(directory: Path) -> Iterator[SavedPage]:
    """Yield the pages saved below ``directory``, sorted by name.

    Raises SavedPageError when the folder is missing or a JSON file can't be read.
    """
    if not directory.is_dir():
        raise SavedPageError(f"{directory} is not a folder of saved pages")
    for description in sorted(directory.rglob("*.json")):
        if not description.name.endswith(".expected.json") and (page := saved_page(description)):
            yield page


def saved_page(description: Path) -> SavedPage | None:
    """Return the page that a JSON file describes; None when it describes none.

    Raises SavedPageError when the file can't be read.
    """
    try:
        saved = json.loads(description.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SavedPageError(f"{description} can't be read: {error}") from error
    if not isinstance(saved, dict) or "url" not in saved:
        return None
    if not (file := _page_file(description, saved)):
        return None
    fetched_at = None
    if when := saved.get("fetched_at"):
        try:
            fetched_at = datetime.fromisoformat(when)
        except (TypeError, ValueError) as error:
            raise SavedPageError(f"{description}: {when!r} is not an ISO date") from error
        if fetched_at.tzinfo is None:
            fetched_at = fetched_at.replace(tzinfo=KST)
    return SavedPage(
        url=saved["url"],
        file=file,
        status=int(saved.get("status") or 200),
        headers=saved.get("headers"),
        encoding=saved.get("encoding"),
        fetched_at=fetched_at,
    )


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page in a WARC file, as it was sent."""

    url: str
    file: Path
    start: int

    def response(self, request: Request) -> Response:
        """Return the page as an answer to ``request``; raises WarcError, OSError."""
        page = warc.read_at(self.file, self.start)
        headers = Headers()
        for name, value in page.headers:
            headers.appendlist(name, value)
        cls = responsetypes.from_args(headers=headers, url=request.url, body=page.body)
        request.meta["fetched_at"] = page.fetched_at
        return cls(
            url=request.url,
            status=page.status or 200,
            headers=headers,
            body=page.body,
            request=request,
        )


def archived_pages(path: Path) -> Iterator[ArchivedPage]:
    """Yield the pages of a WARC file, or of all below a folder, those of each file in its order.

    Raises SavedPageError when one can't be read.
    """
    files = sorted(path.rglob("*.warc.gz")) if path.is_dir() else [path]
    for file in files:
        try:
            for position in warc.places(file):
                yield ArchivedPage(position.url, file, position.start)
        except (WarcError, OSError) as error:
            raise SavedPageError(str(error)) from error


def is_archive(path: Path) -> bool:
    """Tell whether REPLAY names WARC files rather than a folder of saved pages."""
    if path.is_dir():
        return next(path.rglob("*.warc.gz"), None) is not None
    return path.name.endswith((".warc.gz", ".warc"))


def _page_file(description: Path, saved: dict[str, Any]) -> Path | None:
    if name := saved.get("body"):
        return description.with_name(str(name))
    stem = description.name.removesuffix(".json")
    candidates = (
        path
        for path in sorted(description.parent.glob(f"{_escaped(stem)}.*"))
        if path.name not in {description.name, f"{stem}.expected.json"}
    )
    return next(candidates, None)


def _escaped(stem: str) -> str:
    return "".join(f"[{each}]" if each in "[]*?" else each for each in stem)


class ReplayAddon:
    """Replaces the network with the replay handler when REPLAY is set."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Install the handler and switch off delays; raises SavedPageError for a bad REPLAY."""
        if not settings.get("REPLAY"):
            raise NotConfigured
        path = Path(settings["REPLAY"])
        if not path.is_dir() and not (path.is_file() and is_archive(path)):
            raise SavedPageError(f"REPLAY={path} is no folder of saved pages, and no WARC file")
        handlers = dict.fromkeys(("http", "https"), "crawler.replay.ReplayHandler")
        for name, value in (
            ("DOWNLOAD_HANDLERS", {**settings.getdict("DOWNLOAD_HANDLERS"), **handlers}),
            ("DOWNLOAD_DELAY", 0),  # no server to be polite to
            ("RETRY_ENABLED", False),
        ):
            settings.set(name, value, priority="cmdline")


class ReplayHandler:
    """Answers from saved pages; 404 for what is not there.

    Of several captures of a page the newest is given.
    """

    lazy = False

    def __init__(self, path: Path) -> None:
        found = archived_pages(path) if is_archive(path) else saved_pages(path)
        self.pages: dict[str, SavedPage | ArchivedPage] = {
            urldefrag(page.url).url: page for page in found
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Path(crawler.settings["REPLAY"]))

    async def download_request(self, request: Request) -> Response:
        """Return the saved page at the request's URL, or a 404."""
        page = self.pages.get(urldefrag(request.url).url)
        if page is None:
            return Response(url=request.url, status=404, request=request)
        return page.response(request)

    async def close(self) -> None:
        """Do nothing: no connection is open."""
