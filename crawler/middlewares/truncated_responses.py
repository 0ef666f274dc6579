"""A truncated compressed response is a fault, not a short page."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_CHUNK = 1 << 16
_GZIP = frozenset((b"gzip", b"x-gzip"))


class WholeCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's decompression, but for what it accepts of a truncated gzip response.

    Half an article would be stored as a whole one.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        packed = response.body if encoding in _GZIP else b""
        fault = ResponseDataLossError(f"{response.url}: the compressed response was cut off")
        try:
            unpacked = super().process_response(request, response)
        except (OSError, EOFError):  # nothing of it can be decompressed
            raise fault from None
        body = getattr(unpacked, "body", b"")
        if packed and not (is_packed(body, packed) or is_complete(packed)):
            raise fault
        return unpacked


def is_packed(body: bytes, packed: bytes) -> bool:
    """Return whether a gzip stream ends with the check sum and the length of ``body``.

    One of several members doesn't, nor one with something behind it.
    """
    ends = [zlib.crc32(body), len(body) & 0xFFFFFFFF]
    return packed[-8:] == b"".join(each.to_bytes(4, "little") for each in ends)


def is_complete(packed: bytes) -> bool:
    """Return whether a gzip stream is complete; decompresses it in chunks and keeps nothing."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while packed and not unpacker.eof:
            unpacker.decompress(packed, _CHUNK)
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof
