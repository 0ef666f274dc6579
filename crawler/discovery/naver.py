"""Naver's news search, an official API, as discovery for outlets that have no feed.

Off without a key: NAVER_CLIENT_ID and NAVER_CLIENT_SECRET in the environment (of an application
registered at developers.naver.com; 25,000 calls a day). The key goes into the headers only, so it
is in no address, no log and no database.
"""

from __future__ import annotations

import html
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from crawler.discovery.listings import Hint, ListingError, listing_date
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
        """The call's address."""
        return address(self.words)


def queries(search: NaverSearch) -> list[NaverQuery]:
    """Return the calls for each of a search's terms; none where no key is set."""
    headers = key()
    return [NaverQuery(words, headers) for words in search.terms] if headers else []


def key(environment: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """Return the headers that a call needs; None where no key is set."""
    environment = os.environ if environment is None else environment
    names = ("NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET")
    identity, secret = (environment.get(name, "").strip() for name in names)
    if not (identity and secret):
        return None
    return {"X-Naver-Client-Id": identity, "X-Naver-Client-Secret": secret}


def address(words: str) -> str:
    """Return the address of a search for ``words``, the newest first."""
    return f"{API}?{urlencode({'query': words, 'display': 100, 'sort': 'date'})}"


def hints(text: str, url: str) -> list[Hint]:
    """Return what a search found, by the outlets' own addresses; raises ListingError."""
    try:
        items = json.loads(text)["items"]
        return [
            Hint(
                item.get("originallink") or item["link"],
                tidy(html.unescape(_TAG.sub("", item.get("title", "")))) or None,
                listing_date(item.get("pubDate")),
            )
            for item in items
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListingError(f"{url} is no answer of Naver's news search: {error!r}") from error
