"""Adds the key of South Korea's data portal to an address as late as possible.

Records, archives and middlewares see the address without it, and what Scrapy logs or raises below
has it masked. Only a crawl loads this: Scrapy's own handler takes half a second to import.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.middlewares.data_portal_key import masked, with_key
from crawler.middlewares.http11 import HTTP11DownloadHandler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


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
