"""Redirections in a page's markup, looked for only where the word for them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

#: Scrapy looks at the first 4,096 characters, each of up to four bytes.
_HEAD = 4 * 4096


class NamedMetaRefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's own, which decodes the whole page, for pages that may have such an element."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if b"refresh" not in response.body[:_HEAD].lower():
            return response
        return super().process_response(request, response)
