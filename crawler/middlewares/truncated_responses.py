"""A truncated compressed response is a fault, not a short page."""

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

    Scrapy accepts what can be decompressed of a truncated gzip response, so half an article would
    be stored as a whole one.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        del request
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in {b"gzip", b"x-gzip"} and response.body and not is_complete(response.body):
            raise ResponseDataLossError(f"{response.url}: the compressed response was cut off")
        return response


def is_complete(body: bytes) -> bool:
    """Return whether a gzip stream is complete; decompresses it in chunks and keeps nothing."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while body and not unpacker.eof:
            unpacker.decompress(body, _CHUNK)
            body = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof
