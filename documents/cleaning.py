"""Words and addresses from outside, made safe for every format."""

from __future__ import annotations

import re
import struct
from base64 import b64decode
from urllib.parse import quote, urlsplit

from newsdb.text.controls import without_controls

#: Longer than any headline, sentence or excerpt that somebody reads.
LONGEST = 20_000  # characters
_LONGEST_ADDRESS = 2_000  # characters; what Word and Excel follow

_LARGEST_PICTURE = 1_000_000  # characters of Base64; a logo may have half of it
_PNG = b"\x89PNG\r\n\x1a\n"

#: Noncharacters that XML does not allow, and a byte order mark astray.
_NO_CHARACTER = re.compile("[\ufeff\ufffe\uffff]")
#: Not U+3000, with which Japanese headlines part their sentences.
_BLANKS = re.compile("[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
_LINE_ENDS = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    """Return words on one line, without what a document can't hold or a reader can't see."""
    return _BLANKS.sub(" ", without_controls(_NO_CHARACTER.sub("", text))).strip()


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold words, each as by ``one_line``."""
    return tuple(filter(None, map(one_line, _LINE_ENDS.split(text))))


def web_address(stored: str | None) -> str | None:
    """Return an address in ASCII that may be a link; None for all that is no web address.

    Nothing but http and https is followed from a document: no ``javascript:``, ``data:``,
    ``file:``. Characters beyond ASCII are percent-encoded, a host's by IDNA.
    """
    address = one_line(stored or "")
    if not address.lower().startswith(("https://", "http://")):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        netloc = parts.netloc
        if not netloc.isascii():
            netloc = netloc.replace(host, host.encode("idna").decode("ascii"))
    except (ValueError, UnicodeError):
        return None
    written = quote(parts._replace(netloc=netloc).geturl(), safe="%/:=&?~#+!$,;@()*[]")
    if not host or not netloc.isascii() or len(written) > _LONGEST_ADDRESS:
        return None
    return written


def picture(stored: str) -> bytes:
    """Return the PNG that is stored in Base64; nothing where it is none, empty or too large."""
    try:
        data = b64decode(stored[:_LARGEST_PICTURE], validate=True)
    except ValueError:
        return b""
    size = struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)
    return data if data.startswith(_PNG) and all(size) else b""
