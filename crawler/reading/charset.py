"""Bytes to text for pages whose charset is declared, missing or wrong."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The encodings of Korean and Japanese pages that are not UTF-8.
USUAL = ("cp949", "cp932", "euc_jp")

#: Text encodings to Python that no page is in: escapes, names of hosts.
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
)

_MULTIBYTE_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


def decode(body: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """Return the text of ``body`` and the name of the encoding that fits it.

    ``declared`` is the charset in the HTTP header. Non-ASCII bytes that are valid UTF-8 are UTF-8
    whatever header and page say, since no other encoding produces such bytes by chance.
    Otherwise the declared ones come first, and the one with the fewest undecodable bytes wins.
    """
    if _MULTIBYTE_UTF8.search(body) and (text := _strictly(body, "utf-8")) is not None:
        return text.removeprefix("\ufeff"), "utf-8"
    best: tuple[int, str, str] | None = None
    for encoding in _candidates(body, declared):
        try:
            text = body.decode(encoding, errors="replace")
        except (LookupError, ValueError):  # a codec that knows no errors="replace"
            continue
        errors = text.count("\ufffd")
        if best is None or errors < best[0]:
            best = (errors, text, encoding)
        if not errors:
            break
    assert best is not None
    return best[1].removeprefix("\ufeff"), best[2]


def _candidates(body: bytes, declared: str | None) -> Iterator[str]:
    for name in (declared, html_body_declared_encoding(body), "utf-8", *USUAL):
        if name and (encoding := resolve_encoding(name)) and _is_charset(encoding):
            yield encoding


def _is_charset(encoding: str) -> bool:
    """Tell whether Python's codec of that name makes text of bytes as pages are written."""
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        return False
    return codec._is_text_encoding and codec.name not in _NO_CHARSETS


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None
