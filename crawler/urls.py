"""Canonical article keys: every address of an article leads to one key, never two articles to one.

Generic cleaning can't merge Korean variants, since the id sits in other places on each site: an
outlet says with ``ArticleUrl`` what its articles' addresses look like, and ``clean`` is careful.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from newsdb.records import Outlet

#: Query parameters that track a reader and never name content. ``source``, ``from``, ``ref``,
#: ``view``, ``page`` and ``id`` are content on some sites, so they are not here.
TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|n_cid|cx_\w+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticleUrl:
    """What an outlet's article addresses look like, and the one form they are known by.

    ``pattern`` matches the beginning of a URL and has a group ``key``; ``canonical`` holds
    ``{key}``, and the names of other groups where the address has more in it than the key.
    ``site`` stands before the key where an outlet's sites number their articles by themselves.
    """

    pattern: re.Pattern[str]
    canonical: str
    site: str = ""

    def key(self, url: str) -> str | None:
        """Return the article's key, or None when ``url`` is no article of this outlet."""
        match = self.pattern.match(url.strip())
        return f"{self.site}{match['key']}" if match else None

    def address(self, url: str) -> str:
        """Return the canonical address of the article at ``url``, which must be one."""
        match = self.pattern.match(url.strip())
        if match is None:
            raise ValueError(f"{url} is no article's address: looked for {self.pattern.pattern}")
        return self.canonical.format(**match.groupdict(""))

    @property
    def canonicals(self) -> tuple[str, ...]:
        """The canonical forms, with the names of what varies in braces."""
        return (self.canonical,)


@dataclass(frozen=True, slots=True)
class ArticleUrls:
    """The addresses of an outlet that has several forms of them, or several sites."""

    forms: tuple[ArticleUrl, ...]

    def key(self, url: str) -> str | None:
        """Return the article's key, or None when ``url`` is no article of this outlet."""
        return next((key for form in self.forms if (key := form.key(url))), None)

    def address(self, url: str) -> str:
        """Return the canonical address of the article at ``url``, which must be one."""
        for form in self.forms:
            if form.key(url):
                return form.address(url)
        raise ValueError(f"{url} is no article's address in any form")

    @property
    def canonicals(self) -> tuple[str, ...]:
        """The canonical forms of all sites."""
        return tuple(form.canonical for form in self.forms)


class Identity(NamedTuple):
    """What an address says of an article: who published it, its key, its canonical form."""

    outlet: Outlet
    key: str
    url: str


def clean(url: str) -> str:
    """Return ``url`` without fragment and trackers, scheme and host in lower case, escapes alike.

    Raises ValueError when ``url`` is no http(s) address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is no http(s) address")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    query = urlencode(
        [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not TRACKERS.match(name)
        ]
    )
    host = parts.hostname.lower() + port
    return urlunsplit((parts.scheme.lower(), host, path or "/", query, ""))


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a site, or a content system that many sites use, writes one article's addresses.

    ``address`` matches host, path and query (``host/path?query``) and has a group ``key``, or
    ``key1`` and ``key2``; ``site`` is the name they are known under, else the bare host.
    """

    address: re.Pattern[str]
    site: str = ""


#: Portals and systems whose variants no general cleaning can merge; measured on real addresses.
_RULES = (
    _Rule(
        re.compile(
            r"(?:[nm]\.)?news\.naver\.com/(?:mnews/)?article/(?:comment/)?"
            r"(?P<key1>\d{3})/(?P<key2>\d{10})(?!\d)"
        ),
        "n.news.naver.com",
    ),
    _Rule(
        re.compile(
            r"(?:[nm]\.)?news\.naver\.com/[\w/]*read\.(?:naver|nhn)\?(?=.*\boid=(?P<key1>\d{3})\b)"
            r"(?=.*\baid=(?P<key2>\d{10})\b)"
        ),
        "n.news.naver.com",
    ),
    _Rule(re.compile(r"(?:news\.)?v\.daum\.net/v/(?P<key>\d{14,20})(?!\d)"), "v.daum.net"),
    _Rule(
        re.compile(r"(?:(?:www|m)\.)?yna\.co\.kr/(?:amp/)?view/(?P<key>[A-Z]{3}\w+)"), "yna.co.kr"
    ),
    _Rule(re.compile(r"(?:(?:www|s)\.)?nikkei\.com/article/(?P<key>DG\w+)"), "nikkei.com"),
    _Rule(re.compile(r"news\.yahoo\.co\.jp/articles/(?P<key>[0-9a-f]{40})"), "news.yahoo.co.jp"),
    _Rule(re.compile(r"(?:www\.)?hankyung\.com/(?:article|amp)/(?P<key>\w+)"), "hankyung.com"),
    # ND-Soft's system, which hundreds of Korean sites use.
    _Rule(re.compile(r"[\w.-]+/news/articleView(?:Amp)?\.html\?(?:.*&)?idxno=(?P<key>\d+)")),
)


def identify(url: str) -> tuple[str, str]:
    """Return the site and the key under which the page at ``url`` is known; any site.

    Raises ValueError when ``url`` is no http(s) address.
    """
    parts = urlsplit(clean(url))
    address = f"{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    for rule in _RULES:
        if match := rule.address.match(address):
            site = rule.site or re.sub(r"^(?:www|m)\.", "", parts.hostname or "")
            return site, "/".join(value for value in match.groupdict().values() if value)
    path = unquote(parts.path).strip("/")
    query = "&".join(each for each in parts.query.split("&") if each and each != "outputType=amp")
    return (parts.hostname or "").removeprefix("www."), f"{path}?{query}" if query else path
