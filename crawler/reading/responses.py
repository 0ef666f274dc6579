"""The text of a response, whatever charset it declares, and its cache validators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parsel import Selector

from crawler.reading.charset import decode
from crawler.reading.markup.parsed_page import html_of
from crawler.reading.text import NOT_XML
from newsdb.articles.revisits import Validators

if TYPE_CHECKING:
    from scrapy.http import Response


def text_of(response: Response) -> str:
    """Return the text of a page, decoded by the encoding that its bytes fit."""
    return decode(response.body, declared=charset_of(response))[0]


def selector_of(response: Response) -> Selector:
    """Return a page for selectors with parsel's pseudo-elements, which lists are described by."""
    return Selector(text=html_of(NOT_XML.sub("", text_of(response))), type="html")


#: Compared with w3lib's, unknown labels are kept: our decoder knows more of them.
_CHARSET = re.compile(r";\s{0,9}charset\s{0,9}=\s{0,9}[\"']?([\w.:+-]{1,40})", re.IGNORECASE)


def charset_of(response: Response) -> str | None:
    """Return the charset that a response's header declares, as it is written there."""
    header = response.headers.get("Content-Type") or b""
    match = _CHARSET.search(header.decode("latin-1"))
    return match[1] if match else None


def validators_of(response: Response) -> Validators:
    """Return a response's validators, its ETag and Last-Modified."""
    given = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(*(value.decode("latin-1") if value else None for value in given))
