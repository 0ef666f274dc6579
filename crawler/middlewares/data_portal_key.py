"""The key of South Korea's data portal, added to an address as late as possible.

The portal takes its key in the address only. A download handler adds it: records, archives and
middlewares see the address without it, and what Scrapy logs or raises below has it masked.
"""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy import Request
    from scrapy.http import Response

HOST = "apis.data.go.kr"
VARIABLE = "DATA_GO_KR_KEY"


def key(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the key; None when none is set.

    The portal shows it twice, escaped and not: either may be set.
    """
    environment = os.environ if environment is None else environment
    return unquote(environment.get(VARIABLE, "").strip()) or None


def with_key(url: str, environment: Mapping[str, str] | None = None) -> str:
    """Return ``url`` with the key if it is a call of the portal's, over TLS; else unchanged."""
    parts = urlsplit(url)
    if (parts.scheme, parts.hostname) != ("https", HOST) or not (secret := key(environment)):
        return url
    joint = "&" if parts.query else "?"
    return f"{url}{joint}serviceKey={quote(secret, safe='')}"


_KEY = re.compile(r"serviceKey=[^&\s>'\"]{1,2000}")


def masked(text: str) -> str:
    """Return ``text`` without the key of an address in it."""
    return _KEY.sub("serviceKey=…", text)


class _Mask(logging.Filter):
    """Masks keys in what Scrapy logs of a download: too large, cut off."""

    def filter(self, record: logging.LogRecord) -> bool:
        if "serviceKey=" in (message := record.getMessage()):
            record.msg, record.args = masked(message), ()
        return True


for _name in ("scrapy.core.downloader.handlers.http11", "scrapy.utils.log"):
    logging.getLogger(_name).addFilter(_Mask())


class DataPortalHandler(HTTP11DownloadHandler):
    """Fetches as Scrapy does, the portal's services with the key."""

    lazy = False

    async def download_request(self, request: Request) -> Response:
        """Return the response, under the address without the key."""
        url = with_key(request.url)
        if url == request.url:
            return await super().download_request(request)
        try:
            response = await super().download_request(request.replace(url=url))
        except Exception as error:  # a time-out names the address
            error.args = tuple(
                masked(each) if isinstance(each, str) else each for each in error.args
            )
            raise
        return response.replace(url=request.url)
