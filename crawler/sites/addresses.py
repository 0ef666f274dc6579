"""What the addresses of a paper's articles look like, from two of them."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawler.urls import clean


class AddressesError(ValueError):
    """Two addresses don't tell what the others look like; the message says why."""


class Form(NamedTuple):
    """The pattern of addresses, with a group ``key``, and their canonical form."""

    pattern: str
    canonical: str


def form_of(first: str, second: str) -> Form:
    """Return the form of two article addresses of one site; raises AddressesError."""
    try:
        one, other = urlsplit(clean(first)), urlsplit(clean(second))
    except ValueError as error:
        raise AddressesError(str(error)) from None
    if one.netloc != other.netloc:
        raise AddressesError(f"they are on two hosts: {one.netloc} and {other.netloc}")
    parts, others = one.path.split("/"), other.path.split("/")
    host = one.netloc.removeprefix("www.")
    start = rf"https?://(?:www\.)?{re.escape(host)}"
    if one.path != other.path:
        if len(parts) != len(others):
            raise AddressesError("their paths have different numbers of parts")
        differ = [
            n for n, pair in enumerate(zip(parts, others, strict=True)) if len(set(pair)) > 1
        ]
        begin, end = differ[0], differ[-1] + 1
        key = "/".join(
            _pattern(mine, theirs)
            for mine, theirs in zip(parts[begin:end], others[begin:end], strict=True)
        )
        before = "".join(f"{each}/" for each in parts[:begin])
        after = "".join(f"/{each}" for each in parts[end:])
        return Form(
            f"{start}{re.escape(before)}(?P<key>{key}){re.escape(after)}(?![^?#])",
            f"{one.scheme}://{one.netloc}{_braces(before)}{{key}}{_braces(after)}",
        )
    asked, others_asked = dict(parse_qsl(one.query)), dict(parse_qsl(other.query))
    names = [name for name in asked if asked[name] != others_asked.get(name)]
    if not names:
        raise AddressesError("they are the same")
    if len(names) > 1 or not re.fullmatch(r"[\w.-]{1,60}", names[0]):
        raise AddressesError(f"they differ in more than one parameter: {', '.join(names)[:200]}")
    name = names[0]
    key = _pattern(asked[name], others_asked.get(name, ""))
    return Form(
        rf"{start}{re.escape(one.path)}\?(?:[^#]*&)?{re.escape(name)}=(?P<key>{key})(?![^&#])",
        f"{one.scheme}://{one.netloc}{_braces(one.path)}?{name}={{key}}",
    )


def _pattern(one: str, other: str) -> str:
    """Return what both parts of an address are: digits, or anything up to the next part."""
    if one == other:
        return re.escape(one)
    if one.isascii() and one.isdigit() and other.isascii() and other.isdigit():
        return r"\d+"
    # What tells articles from sections, where both have it: a number, or a slug of several words.
    if all(re.search(r"\d{4}", each) for each in (one, other)):
        return r"(?=[^/?#&]{0,200}\d{4})[^/?#&]+"
    if all(each.count("-") > 1 for each in (one, other)):
        return "(?=[^/?#&-]{0,100}-[^/?#&-]{0,100}-)[^/?#&]+"
    return "[^/?#&]+"


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
