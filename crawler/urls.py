"""Canonical article keys: all URLs of an article map to one key, and no two articles share one.

Generic cleaning can't merge the variants of Korean URLs, since the id is in a different place on
each site: an outlet describes its URLs with ``ArticleUrl``, and ``clean`` is conservative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import (
    quote,
    quote_plus,
    unquote,
    unquote_plus,
    unquote_to_bytes,
    urljoin,
    urlsplit,
    urlunsplit,
)

from newsdb.text.data import read_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.records import Outlet

_LISTS = read_lists(__file__, "tracking_parameters")
#: Query parameters that track readers and never identify content.
_BEGINNINGS = tuple(_LISTS.pop("begins"))
_TRACKERS = frozenset(name for names in _LISTS.values() for name in names)

#: Parameters, and parts of a path, that name a visit.
_VISIT = re.compile(r"^(?:jsession_?id|phpsessid|aspsessionid.*|cftoken)$", re.IGNORECASE)
#: A session may be one of a conference too: then it has a short number.
_SESSION = re.compile(r"^session_?id$", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"^[0-9]{1,9}$")
_VISIT_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;?]*", re.IGNORECASE)

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
    """Return ``url`` in its normal form, without fragment, trackers and what names a visit.

    Scheme and host in lower case, a name of other letters as a browser asks for it (``xn--``),
    no usual port, no ``..``, escapes where they are needed. Bytes of other encodings than UTF-8
    stay as they are. Raises ValueError when ``url`` is not an http(s) URL.
    """
    if len(url) > LONGEST:
        raise ValueError(f"{url[:80]}… is longer than {LONGEST} characters")
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an http(s) URL")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    path = quote(unquote_to_bytes(parts.path), safe="/:@!$&'()*+,;=~-._")
    path = _without_dots(_VISIT_IN_PATH.sub("", path))
    query = "&".join(f"{name}{equals}{value}" for name, equals, value in _parameters(parts.query))
    return urlunsplit((parts.scheme.lower(), _host(parts.hostname) + port, path, query, ""))


def _host(name: str) -> str:
    """Return a host in the form in which it is asked for."""
    if ":" in name:
        return f"[{name.lower()}]"
    name = name.rstrip(".")
    return name.lower() if name.isascii() else name.encode("idna").decode().lower()


def _without_dots(path: str) -> str:
    """Return a path without ``.`` and ``..``, as browsers resolve them (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    *folders, last = path.split("/")[1:]
    for each in folders:
        if each == "..":
            kept = kept[:-1]
        elif each != ".":
            kept.append(each)
    if last == "..":
        kept = kept[:-1]
    return "/".join(("", *kept, "" if last in {".", ".."} else last))


def _parameters(query: str) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters of a query, escaped: name, ``=`` if there is one, value."""
    for each in query.replace("&amp;", "&").split("&"):
        name, equals, value = each.partition("=")
        if each and not _is_about_reader(unquote_plus(name).lower(), unquote_plus(value)):
            yield _escaped(name), equals, _escaped(value)


def _is_about_reader(name: str, value: str) -> bool:
    if _SESSION.match(name):
        return not _SHORT_NUMBER.match(value)
    return name in _TRACKERS or name.startswith(_BEGINNINGS) or bool(_VISIT.match(name))


def _escaped(text: str) -> str:
    return quote_plus(unquote_to_bytes(text.replace("+", " ")))


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


#: Hosts of a site for small screens, which have the same paths; only where a domain is left.
_SMALL_SCREEN = re.compile(
    r"^(?:(?:www|m|mobile|amp|sp|touch)\.){1,3}(?=[^.]+\.[^.]+)"
    r"(?!(?:ac|co|com|ed|go|gov|lg|ne|net|or|org|pe|re)\.[a-z]{2}$)"
)
#: What marks the AMP form of a page in its path and query.
_AMP_FILE = re.compile(r"(?<=.)\.amp(?=$|\.html?$)")
#: The part of a path of which ``amp`` before or behind it marks the AMP form: a number, a slug, a
#: file. Elsewhere it is a word: a section on amplifiers.
_HAS_AMP_FORM = re.compile(r"^\d+$|\d{4}|[-_][^-_]+[-_]|\.\w{2,5}$|^.{24}")
_AMP_QUERY = re.compile(r"^(?:amp(?:=(?:1|true)?)?|output(?:type)?=amp)$", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")


def identify(url: str) -> tuple[str, str]:
    """Return site and key of the page at ``url``, for any site.

    A page for small screens, its AMP form and parameters in another order have the same key.
    Raises ValueError when ``url`` is not an http(s) URL.
    """
    parts = urlsplit(clean(url))
    host = parts.hostname or ""
    site = _SMALL_SCREEN.sub("", host)
    address = f"{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    for rule in _RULES:
        if match := rule.address.match(address):
            key = "/".join(value for value in match.groupdict().values() if value)
            return rule.site or site, key
    path = _without_amp(_legible(_SLASHES.sub("/", parts.path)).strip("/"))
    pairs = [
        each.partition("=")
        for each in parts.query.split("&")
        if each and not _AMP_QUERY.match(each)
    ]
    pairs.sort(key=lambda pair: pair[0])
    query = "&".join(f"{name}={value}" for name, _, value in pairs)
    return site, f"{path}?{query}" if query else path


def _without_amp(path: str) -> str:
    """Return the path of the page whose AMP form is at ``path``, which is it itself if none is."""
    path = _AMP_FILE.sub("", path)
    plain = path.removeprefix("amp/").removesuffix("/amp")
    return plain if _HAS_AMP_FORM.search(plain.rpartition("/")[2]) else path


def _legible(path: str) -> str:
    """Return a path without escapes if it is in UTF-8; in other encodings only they tell apart.

    An escaped question mark stays escaped: a plain one begins the query.
    """
    try:
        return "%3F".join(unquote(each, errors="strict") for each in path.split("%3F"))
    except UnicodeDecodeError:
        return path


#: The last part of a path that names one article: a number, a slug.
_ONE_ARTICLE = re.compile(r"\d{5}|^[^-_]+[-_][^-_]+[-_]|^.{24}")
#: A script, which shows all articles: its name is none of theirs, however long.
_SCRIPT = re.compile(r"\.(?:aspx?|cgi|do|jspx?|nhn|php|pl)$", re.IGNORECASE)


def is_same_page(url: str, canonical: str) -> bool:
    """Return whether ``canonical``, which the page at ``url`` states, may be believed.

    It has to be on the same site, and to look like the address of one article: careless templates
    state the home page, a section, or the script that shows all articles. A query names one only
    if it keeps every parameter with a figure that the page's own has: any may be the number.
    """
    try:
        (site, key), (other_site, other) = identify(url), identify(canonical)
    except ValueError:
        return False
    if site != other_site or not other:
        return False
    if other == key:
        return True
    numbers = _with_figures(key)
    path = other.partition("?")[0].rpartition("/")[2]
    names_article = _ONE_ARTICLE.search(path) and not _SCRIPT.search(path)
    return bool(names_article or (numbers and numbers <= _with_figures(other)))


def _with_figures(key: str) -> set[str]:
    """Return the parameters of a key, ``name=value``, whose value has a figure."""
    pairs = key.partition("?")[2].split("&")
    return {each for each in pairs if any(map(str.isdigit, each.partition("=")[2]))}
