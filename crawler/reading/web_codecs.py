"""Labels of charsets, and their codecs, as browsers understand them (encoding.spec.whatwg.org)."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from newsdb.text.data import read_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Text encodings to Python that no page is in: escapes, names of hosts.
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
)

_CODECS = {
    label: codec
    for codec, labels in read_lists(__file__, "charset_labels").items()
    for label in labels
}

#: Where EUC-JP and the index of the web have another character for the same bytes than Python.
_AS_WINDOWS = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")

#: The sets that escape sequences of ISO-2022-JP switch to.
_ESCAPES = re.compile(rb"\x1b(\$[@B]|\([BIJ])")
_KANJI, _HALF_WIDTH = (b"$@", b"$B"), b"(I"


def codec_of(label: str | None) -> str | None:
    """Return the name of the codec that a declared label means; None when it means no charset.

    Labels that browsers don't know are looked up in Python's list: old feeds use some of them.
    """
    name = (label or "").strip(" \t\r\n\f\"'").lower()
    if codec := _CODECS.get(name):
        return codec
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding or found.name in _NO_CHARSETS:
        return None
    return _CODECS.get(found.name.replace("_", "-"), found.name)


def text_by(codec: str, body: bytes) -> str:
    """Return ``body`` decoded by a codec that ``codec_of`` names, U+FFFD for what it can't read.

    EUC-JP and ISO-2022-JP have the rows of NEC and IBM (㈱, ①, 髙), which Python's lack.
    Raises LookupError or ValueError for a codec of Python that knows no replacing.
    """
    if codec == "euc_jp":
        return _euc_jp(body)
    if codec == "iso2022_jp":
        return "".join(_iso_2022_jp(body))
    return body.decode(codec, errors="replace")


def _euc_jp(body: bytes) -> str:
    return body.decode("euc_jp", errors=_NEC_ROWS).translate(_AS_WINDOWS)


def _iso_2022_jp(body: bytes) -> Iterator[str]:
    """Yield the parts between escape sequences, as EUC-JP: it has the same rows, with bit 8."""
    parts = _ESCAPES.split(body)
    yield parts[0].decode("ascii", errors="replace")
    for escape, part in zip(parts[1::2], parts[2::2], strict=True):
        if escape in _KANJI:
            yield _euc_jp(bytes(byte | 0x80 if 0x20 < byte < 0x7F else byte for byte in part))
        elif escape == _HALF_WIDTH:
            yield bytes(byte | 0x80 if 0x20 < byte < 0x60 else byte for byte in part).decode(
                "cp932", errors="replace"
            )
        else:
            yield part.decode("ascii", errors="replace")


def _nec_row(error: UnicodeError) -> tuple[str, int]:
    """Return the character that Shift_JIS has in the place of one that Python's EUC-JP lacks."""
    assert isinstance(error, UnicodeDecodeError)
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and all(0xA1 <= byte <= 0xFE for byte in pair):
        row, cell = pair[0] - 0xA0, pair[1] - 0xA0
        lead = (row - 1) // 2 + (0x81 if row <= 62 else 0xC1)
        trail = cell + (0x9E if row % 2 == 0 else 0x3F if cell <= 63 else 0x40)
        try:
            return bytes((lead, trail)).decode("cp932"), error.start + 2
        except UnicodeDecodeError:
            return "\ufffd", error.start + 2
    return "\ufffd", error.start + 1


_NEC_ROWS = "hanil.nec_rows"
codecs.register_error(_NEC_ROWS, _nec_row)
