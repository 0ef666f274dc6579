"""A compressed answer that was cut off is a fault, not a short page."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.exceptions import ResponseDataLossError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_CHUNK = 1 << 16


class TruncatedResponseMiddleware:
    """Downloader middleware between the network and Scrapy's decompression.

    Scrapy takes what can be unpacked of a truncated gzip answer, so that half an article would
    be stored as a whole one.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        del request
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in {b"gzip", b"x-gzip"} and response.body and not is_complete(response.body):
            raise ResponseDataLossError(f"{response.url}: the compressed answer was cut off")
        return response


def is_complete(body: bytes) -> bool:
    """Return whether a gzip stream has its end; unpacks it chunk by chunk and keeps nothing."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while body and not unpacker.eof:
            unpacker.decompress(body, _CHUNK)
            body = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof
