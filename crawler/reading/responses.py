"""The text of a response, whatever charset it declares, and its cache validators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from w3lib.encoding import http_content_type_encoding

from crawler.reading.charset import decode
from newsdb.articles.revisits import Validators

if TYPE_CHECKING:
    from scrapy.http import Response


def text_of(response: Response) -> str:
    """Return the text of a page, decoded by the encoding that its bytes fit."""
    header = response.headers.get("Content-Type")
    declared = http_content_type_encoding(header.decode("latin-1")) if header else None
    return decode(response.body, declared=declared)[0]


def validators_of(response: Response) -> Validators:
    """Return a response's validators, its ETag and Last-Modified."""
    given = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(*(value.decode("latin-1") if value else None for value in given))
