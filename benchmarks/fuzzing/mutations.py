"""Ways to harm bytes: by chance, or by what has broken readers of such things before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

#: What costs readers their lives: dates, charsets, halves of characters, runs, depth, addresses.
BOMBS = (
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+09:00", "Fri, 31 Dec 9999 23:59:59 -1200"),
    *("2026-02-30T25:61:61+99:99", "昭和999年99月99日", "9" * 400, "-1", "1e999", "NaN"),
    *("\\ud800", "\\udfff\\ud83d", "\\u0000", "&#xD800;", "&#0;", "&#x110000;", "\x00", "\ufeff"),
    *("." * 3_000, " " * 3_000, "=" * 3_000, "제갈 " * 1_000, "a@" * 1_500, "A.-" * 1_000),
    *("김하나 기자 " * 500, "가·" * 1_500, "1월 1일 " * 500, "\u0315\u0300\u05ae\u0323" * 800),
    *("<div>" * 600, "<figure class=photo><div class=caption>" * 200, "[" * 3_000, '{"a":' * 600),
    *("http://[::1", "http://[2001:db8::1]/1", "//" * 500, "https://a.kr:99999/1", "javascript:1"),
    *("<![CDATA[", "]]>", "<!--", "<script>", "</body>", "<rdf:x>", "<base href='http://['>"),
)

_CHARSETS = (
    *(b"base64", b"rot13", b"idna", b"punycode", b"x-user-defined", b"utf-7", b"utf-16", b"hex"),
    *(b"undefined", b"unicode_escape", b"shift_jis", b"euc-kr", b"iso-2022-kr", b"utf-32"),
)


def flipped(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(max(1, len(body) // 300)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(body: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return body[:start] + body[end:]


def shuffled(body: bytes, chance: random.Random) -> bytes:
    parts = body.split(b"<")
    start = chance.randrange(len(parts))
    some = parts[start : start + 50]
    chance.shuffle(some)
    return b"<".join([*parts[:start], *some, *parts[start + 50 :]])


def repeated(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body))
    piece = body[start : start + chance.choice((1, 7, 60, 300))]
    return body[:start] + piece * chance.choice((2, 50, 400)) + body[start:]


def bombed(body: bytes, chance: random.Random) -> bytes:
    """Put something harmful anywhere."""
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(BOMBS).encode("utf-8", "surrogatepass") + body[at:]


def filled(body: bytes, chance: random.Random) -> bytes:
    """Put something harmful where a value stands: between quotes or tags."""
    places = [*re.finditer(rb"(?<=[\"'>])[^\"'<>]{1,60}(?=[\"'<])", body)]
    if not places:
        return bombed(body, chance)
    place = chance.choice(places)
    bomb = chance.choice(BOMBS).encode("utf-8", "surrogatepass")
    return body[: place.start()] + bomb + body[place.end() :]


def misdated(body: bytes, chance: random.Random) -> bytes:
    date = chance.choice(BOMBS[:6]).encode()
    return re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?", lambda _: date, body)


def mislabelled(body: bytes, chance: random.Random) -> bytes:
    label = chance.choice(_CHARSETS)
    named = re.sub(rb"(?i)(charset|encoding)=([\"']?)[\w-]+", rb"\1=\2" + label, body)
    try:
        return named.decode().encode(
            chance.choice(("cp949", "cp932", "utf-16", "utf-8")), "replace"
        )
    except UnicodeDecodeError:
        return named


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped,
    cut,
    shuffled,
    repeated,
    bombed,
    filled,
    filled,
    misdated,
    mislabelled,
)


def harmed(body: bytes, chance: random.Random) -> bytes:
    """Return ``body`` harmed one to three times."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        if body:
            body = chance.choice(MUTATIONS)(body, chance)
    return body
