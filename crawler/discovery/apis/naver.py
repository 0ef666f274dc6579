"""Naver's news search, an official API, as discovery for outlets without a feed.

Off without a key: NAVER_CLIENT_ID and NAVER_CLIENT_SECRET in the environment (of an application
registered at developers.naver.com; 25,000 calls a day). The key goes only into the headers, so it
is never in a URL, a log or the database.
"""

from __future__ import annotations

import html
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from crawler.discovery.hints import Hint, ListingError
from crawler.discovery.listing_dates import listing_date
from crawler.reading.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.sources import NaverSearch
    from newsdb.records import FoundBy

API = "https://openapi.naver.com/v1/search/news.json"

_TAG = re.compile(r"</?b>")


@dataclass(frozen=True, slots=True)
class NaverQuery:
    """One call of the search."""

    kind: ClassVar[FoundBy] = "search"

    words: str
    headers: Mapping[str, str] = field(repr=False)  # hold the key

    @property
    def url(self) -> str:
        """The call's URL."""
        return address(self.words)


def queries(search: NaverSearch) -> list[NaverQuery]:
    """Return the calls for each of a search's terms; none when no key is set."""
    headers = key()
    return [NaverQuery(words, headers) for words in search.terms] if headers else []


def key(environment: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """Return the headers that a call needs; None when no key is set."""
    environment = os.environ if environment is None else environment
    names = ("NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET")
    identity, secret = (environment.get(name, "").strip() for name in names)
    if not (identity and secret):
        return None
    return {"X-Naver-Client-Id": identity, "X-Naver-Client-Secret": secret}


def address(words: str) -> str:
    """Return the URL of a search for ``words``, newest first."""
    return f"{API}?{urlencode({'query': words, 'display': 100, 'sort': 'date'})}"


def hints(text: str, url: str, *, unreadable: list[str] | None = None) -> list[Hint]:
    """Return what a search found, by the outlets' own addresses; raises ListingError.

    ``unreadable`` gets what is wrong with items that can't be read.
    """
    try:
        items = list(json.loads(text)["items"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ListingError(f"{url} is not a response of Naver's news search: {error!r}") from error
    found = []
    for number, item in enumerate(items, start=1):
        try:
            found.append(_hint(item))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if unreadable is not None:
                unreadable.append(f"item {number}: {error!r}")
    if items and not found:
        raise ListingError(f"{url} is not a response of Naver's news search: none of its items is")
    return found


def _hint(item: Any) -> Hint:
    link = item.get("originallink") or item["link"]
    if not isinstance(link, str):
        raise TypeError("its address is no text")
    return Hint(
        link,
        tidy(html.unescape(_TAG.sub("", item.get("title", "")))) or None,
        listing_date(item.get("pubDate")),
    )
