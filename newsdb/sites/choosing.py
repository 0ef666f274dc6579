"""What a person may choose for a site: one set of rules for the desk and the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from newsdb.records import Policy
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from newsdb.records import Country

LONGEST_NAME = 40
LONGEST_TITLE = 100
LONGEST_TERMS = 500
LONGEST_KEPT = 3650  # days

#: How often a site is asked, by the desk's names; once articles are known, by its rhythm.
RHYTHMS: Mapping[str, str] = {
    "often": "*/30 6-23 * * *",
    "hourly": "0 6-23 * * *",
    "thrice": "0 8,13,18 * * *",
    "daily": "0 8 * * *",
}

COUNTRIES = ("KR", "JP")
LANGUAGES = ("ko", "ja", "en")
KEPT = ("full", "excerpt", "headline")
GLOSSED = ("nothing", "headline", "sentence")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class ChoiceError(ValueError):
    """A value that makes no sense; ``field`` says of what."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def name_of(text: str, taken: Collection[str] = ()) -> str:
    """Return a site's name; ``taken`` are those of spiders. Raises ChoiceError."""
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise ChoiceError(
            "name", f"{name!r}: a name has small letters, digits, - and _, up to {LONGEST_NAME}"
        )
    if name in taken:
        raise ChoiceError("name", f"{name} is an outlet that has a spider of its own")
    return name


def name_for(home: str, taken: Collection[str] = ()) -> str:
    """Return a name that is free, made of the host of a home page."""
    host = (urlsplit(home).hostname or "site").removeprefix("www.")
    parts = host.split(".")
    # Of example.co.kr the first part; of news.example.co.kr the two that tell it apart.
    kept = parts[:-1] if len(parts) > 1 else parts
    if len(kept) > 1 and kept[-1] in {"co", "or", "ne", "go", "ac", "com", "net", "org", "re"}:
        kept = kept[:-1]
    plain = "-".join(kept).lower()
    stem = re.sub(r"[^a-z0-9]{1,253}", "-", plain).strip("-")[: LONGEST_NAME - 4] or "site"
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def country_of(url: str) -> Country | None:
    """Return the country that a host's ending names; None for all endings but KR's and JP's."""
    host = urlsplit(url).hostname or ""
    endings: dict[str, Country] = {".kr": "KR", ".한국": "KR", ".xn--3e0b707e": "KR", ".jp": "JP"}
    return next((country for end, country in endings.items() if host.endswith(end)), None)


def title_of(text: str) -> str:
    """Return a site's title on one line; raises ChoiceError when it is empty or too long."""
    title = " ".join(without_controls(text).split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise ChoiceError("title", f"a title has 1 to {LONGEST_TITLE} characters")
    return title


def policy_of(form: Mapping[str, str]) -> Policy:
    """Return what ``kept``, ``days``, ``attribution``, ``may_learn`` and ``may_gloss`` say.

    Nothing is assumed about terms that nobody has read: ``kept`` must be said, and without a word
    nothing is learnt from and nothing goes to a machine translator. Raises ChoiceError.
    """
    kept = form.get("kept", "")
    if kept not in KEPT:
        raise ChoiceError("kept", f"say what its terms let us keep: {', '.join(KEPT)}")
    days = form.get("days", "").strip()
    if days and not (days.isascii() and days.isdigit() and 0 < int(days[:9]) <= LONGEST_KEPT):
        raise ChoiceError("days", f"a text is kept for 1 to {LONGEST_KEPT} days")
    may_gloss = form.get("may_gloss") or "nothing"
    if may_gloss not in GLOSSED:
        raise ChoiceError("may_gloss", f"say what may be translated: {', '.join(GLOSSED)}")
    attribution = " ".join(without_controls(form.get("attribution", "")).split())[:LONGEST_TITLE]
    return Policy(
        kept=cast("Any", kept),
        days=int(days) if days else None,
        attribution=attribution or None,
        may_learn="may_learn" in form,
        may_gloss=cast("Any", may_gloss),
    )


def one_of(field: str, text: str, known: Collection[str]) -> Any:
    """Return a value that must be one of ``known``, None when it is empty; raises ChoiceError."""
    if not text:
        return None
    if text not in known:
        raise ChoiceError(field, f"{field} is one of {', '.join(known)}")
    return text


def terms_of(text: str) -> str:
    """Return a note about terms, without control characters."""
    return without_controls(text).strip()[:LONGEST_TERMS]
