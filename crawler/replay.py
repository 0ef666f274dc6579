"""Answers every request from saved pages, never from the network: ``-s REPLAY=DIR``.

A saved page is a file of bytes and, beside it, a JSON of the same stem with at least ``url``.
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

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


class SavedPageError(ValueError):
    """A saved page can't be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page as it was sent, decoded of transfer and content encoding only."""

    url: str
    file: Path
    status: int = 200
    headers: dict[str, str] | None = None
    encoding: str | None = None
    fetched_at: datetime | None = None

    def response(self, request: Request) -> Response:
        """Return the page as an answer to ``request``."""
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
    """Yield the pages saved below ``directory``, in the order of their names.

    Raises SavedPageError when the folder is missing or a JSON can't be read.
    """
    if not directory.is_dir():
        raise SavedPageError(f"{directory} is no folder of saved pages")
    for description in sorted(directory.rglob("*.json")):
        if not description.name.endswith(".expected.json") and (page := saved_page(description)):
            yield page


def saved_page(description: Path) -> SavedPage | None:
    """Return the page that a JSON describes; None when it describes none.

    Raises SavedPageError when the JSON can't be read.
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
            raise SavedPageError(f"{description}: fetched_at is no ISO date: {when!r}") from error
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


def _page_file(description: Path, saved: dict[str, Any]) -> Path | None:
    if name := saved.get("body"):
        return description.with_name(str(name))
    stem = description.name.removesuffix(".json")
    beside = (
        path
        for path in sorted(description.parent.glob(f"{_escaped(stem)}.*"))
        if path.name not in {description.name, f"{stem}.expected.json"}
    )
    return next(beside, None)


def _escaped(stem: str) -> str:
    return "".join(f"[{each}]" if each in "[]*?" else each for each in stem)


class ReplayAddon:
    """Puts the replay handler in the place of the network when REPLAY is set."""

    def update_settings(self, settings: BaseSettings) -> None:
        if not settings.get("REPLAY"):
            raise NotConfigured
        if not Path(settings["REPLAY"]).is_dir():
            raise SavedPageError(f"REPLAY={settings['REPLAY']} is no folder of saved pages")
        handlers = dict.fromkeys(("http", "https"), "crawler.replay.ReplayHandler")
        for name, value in (
            ("DOWNLOAD_HANDLERS", {**settings.getdict("DOWNLOAD_HANDLERS"), **handlers}),
            ("DOWNLOAD_DELAY", 0),  # nobody to be polite to
            ("RETRY_ENABLED", False),
        ):
            settings.set(name, value, priority="cmdline")


class ReplayHandler:
    """Answers from saved pages; 404 for what is not there."""

    lazy = False

    def __init__(self, directory: Path) -> None:
        self.pages = {urldefrag(page.url).url: page for page in saved_pages(directory)}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Path(crawler.settings["REPLAY"]))

    async def download_request(self, request: Request) -> Response:
        page = self.pages.get(urldefrag(request.url).url)
        if page is None:
            return Response(url=request.url, status=404, request=request)
        return page.response(request)

    async def close(self) -> None:
        """Nothing is open."""
