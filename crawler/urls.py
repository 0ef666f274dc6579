"""Canonical article keys: all URLs of an article map to one key, and no two articles share one.

Generic cleaning can't merge the variants of Korean URLs, since the id is in a different place on
each site: an outlet describes its URLs with ``ArticleUrl``, and ``clean`` is conservative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from newsdb.records import Outlet

#: Query parameters that track readers and never identify content. ``source``, ``from``, ``ref``,
#: ``view``, ``page`` and ``id`` identify content on some sites, so they are not in this list.
TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|n_cid|cx_\w+)$",
    re.IGNORECASE,
)


#: Characters of an address; what is longer is none that a browser or a server would take.
LONGEST = 2_000


def joined(base: str, url: str) -> str | None:
    """Return the http(s) address that ``url`` is on a page at ``base``; None when it is none."""
    try:
        absolute = urljoin(base, url.strip())
        urlsplit(absolute)  # refuses [ without ] and the like
    except ValueError:
        return None
    is_address = absolute.startswith(("http://", "https://")) and len(absolute) <= LONGEST
    return absolute if is_address else None


@dataclass(frozen=True, slots=True)
class ArticleUrl:
    """What an outlet's article URLs look like, and their canonical form.

    ``pattern`` matches the beginning of a URL and has a group ``key``; ``canonical`` holds
    ``{key}``, and the names of other groups if the URL needs more than the key. ``site`` is
    prepended to the key for outlets whose sites number their articles independently.
    """

    pattern: re.Pattern[str]
    canonical: str
    site: str = ""

    def key(self, url: str) -> str | None:
        """Return the article's key, or None when ``url`` is no article of this outlet."""
        match = self.pattern.match(url.strip()) if len(url) <= LONGEST else None
        return f"{self.site}{match['key']}" if match else None

    def address(self, url: str) -> str:
        """Return the canonical URL of the article at ``url``, which must be one."""
        match = self.pattern.match(url.strip())
        if match is None:
            raise ValueError(f"{url} is not an article URL: looked for {self.pattern.pattern}")
        return self.canonical.format(**match.groupdict(""))

    @property
    def canonicals(self) -> tuple[str, ...]:
        """The canonical forms, with the names of the variable parts in braces."""
        return (self.canonical,)


@dataclass(frozen=True, slots=True)
class ArticleUrls:
    """The article URLs of an outlet with several forms of them, or several sites."""

    forms: tuple[ArticleUrl, ...]

    def key(self, url: str) -> str | None:
        """Return the article's key, or None when ``url`` is not an article of this outlet."""
        return next((key for form in self.forms if (key := form.key(url))), None)

    def address(self, url: str) -> str:
        """Return the canonical URL of the article at ``url``, which must be one."""
        for form in self.forms:
            if form.key(url):
                return form.address(url)
        raise ValueError(f"{url} is not an article URL in any known form")

    @property
    def canonicals(self) -> tuple[str, ...]:
        """The canonical forms of all sites."""
        return tuple(form.canonical for form in self.forms)


class Identity(NamedTuple):
    """What a URL says about its article: the publisher, the key, the canonical URL."""

    outlet: Outlet
    key: str
    url: str


def clean(url: str) -> str:
    """Return ``url`` without fragment and trackers, with scheme, host and escapes normalised.

    Raises ValueError when ``url`` is not an http(s) URL.
    """
    if len(url) > LONGEST:
        raise ValueError(f"{url[:80]}… is longer than {LONGEST} characters")
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an http(s) URL")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    query = urlencode(
        [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not TRACKERS.match(name)
        ]
    )
    name = parts.hostname.lower()
    host = (f"[{name}]" if ":" in name else name) + port
    return urlunsplit((parts.scheme.lower(), host, path or "/", query, ""))


@dataclass(frozen=True, slots=True)
class _Rule:
    """The URL variants that a site, or a CMS that many sites use, has for one article.

    ``address`` matches host, path and query (``host/path?query``) and has a group ``key``, or
    ``key1`` and ``key2``; ``site`` is the name of the site (default: the bare host).
    """

    address: re.Pattern[str]
    site: str = ""


#: Portals and CMSs whose variants generic cleaning can't merge; measured on real URLs.
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
            r"^(?:[nm]\.)?news\.naver\.com/[\w/]*read\.(?:naver|nhn)\?(?=.*\boid=(?P<key1>\d{3})\b)"
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
    _Rule(re.compile(r"^[\w.-]+/news/articleView(?:Amp)?\.html\?(?:.*&)?idxno=(?P<key>\d+)")),
)


def identify(url: str) -> tuple[str, str]:
    """Return site and key of the page at ``url``, for any site.

    Raises ValueError when ``url`` is not an http(s) URL.
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
