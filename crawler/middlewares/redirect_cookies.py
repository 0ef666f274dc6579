"""Cookies for the length of a redirect: sites that set one and send the reader back."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from scrapy.http.cookies import CookieJar

#: Requests whose cookies are kept; more are never on their way at once.
MOST_JARS = 64


class RedirectCookiesMiddleware(CookiesMiddleware):
    """Gives each request cookies of its own, which only its redirects and retries share.

    A site that answers the first visit with a cookie and a redirect to the same address can be
    read, but none can follow a reader from page to page, or count what he has read.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._numbers = itertools.count()
        self._recent: OrderedDict[int, None] = OrderedDict()

    def process_request(
        self, request: Request, spider: Spider | None = None
    ) -> Request | Response | None:
        """Add the cookies that the redirects before this request have set."""
        del spider
        # Redirects and retries copy ``meta``, and with it the number of the jar.
        number: int = request.meta.setdefault("cookiejar", next(self._numbers))
        self._recent[number] = None
        self._recent.move_to_end(number)
        while len(self._recent) > MOST_JARS:
            jars: dict[int, CookieJar] = self.jars
            jars.pop(self._recent.popitem(last=False)[0], None)
        return super().process_request(request)
