"""Reading pages from Python: a stable interface to what ``hanil read`` does.

What ``read_page`` takes and returns changes only with a new major version, and then with a note
under *Upgrading* in the changelog; new fields may come with any.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from hanil_news_watch import take_precedence

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.spider_loader import OutletLoader

__all__ = ["read_page"]


def read_page(
    html: bytes | str,
    url: str,
    *,
    fetched_at: datetime | None = None,
    encoding: str | None = None,
    generic: bool = False,
) -> dict[str, Any]:
    """Return the normalised record of an article's page, as ``hanil read`` prints it.

    Reads no file but the spiders, asks no network and stores nothing. ``html`` is the page as it
    was sent, decompressed; bytes are decoded as a browser does, ``encoding`` being the charset of
    the Content-Type header. ``url`` decides whose article it is: an outlet's page is read with its
    designs, any other, or every page with ``generic``, as one of any site. ``fetched_at`` is an
    aware time, by default now: relative dates count from it, and the design is the one of its day.

    The values are JSON's: times as text with +09:00, or a day alone; None for what the page does
    not state. ``sources`` has the source of each field. What is not an article has, besides
    ``outlet``, ``key`` and ``url``, only ``rejected``: the reason, what was looked for and found.

    Raises ValueError for a URL without http or https, or a time without a zone.
    """
    take_precedence()
    from commands.common.records import read_response  # noqa: PLC0415  needs the packages' folder
    from newsdb.database import now  # noqa: PLC0415

    if not url.startswith(("http://", "https://")):
        raise ValueError(f"not the address of a page: {url!r}")
    if fetched_at is not None and fetched_at.utcoffset() is None:
        raise ValueError("fetched_at needs a time zone")
    body = html
    if isinstance(body, str):
        body, encoding = body.encode("utf-8", "replace"), "utf-8"
    charset = f"; charset={encoding}" if encoding else ""
    response = HtmlResponse(
        url,
        body=body,
        headers={"Content-Type": f"text/html{charset}"},
        request=Request(url, meta={"fetched_at": fetched_at}),
    )
    return read_response(response, _loader(), seen_at=fetched_at or now(), generic=generic)


@functools.cache
def _loader() -> OutletLoader:
    from crawler.spider_loader import OutletLoader  # noqa: PLC0415

    # Not crawler.settings, which a wrong hanil.toml would make end the caller's process.
    return OutletLoader(Settings({"SPIDER_MODULES": ["crawler.spiders", "crawler.own_spiders"]}))
