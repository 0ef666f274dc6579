"""Canonical article keys: every address of an article leads to one key, never two articles to one.

Generic cleaning can't merge Korean variants, since the id sits in other places on each site: an
outlet says with ``ArticleUrl`` what its articles' addresses look like, and ``clean`` is careful.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

#: Query parameters that track a reader and never name content. ``source``, ``from``, ``ref``,
#: ``view``, ``page`` and ``id`` are content on some sites, so they are not here.
TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|n_cid|cx_\w+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticleUrl:
    """What an outlet's article addresses look like, and the one form they are known by.

    ``pattern`` matches a whole URL and has a group ``key``; ``canonical`` holds ``{key}``.
    """

    pattern: re.Pattern[str]
    canonical: str

    def key(self, url: str) -> str | None:
        """Return the article's key, or None when ``url`` is no article of this outlet."""
        match = self.pattern.match(url.strip())
        return match["key"] if match else None

    def of(self, key: str) -> str:
        """Return the canonical address of the article with ``key``."""
        return self.canonical.format(key=key)


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


def site_of(url: str) -> str:
    """Return the host of ``url`` without ``www.``: the outlet's name where no spider knows it."""
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


def generic_key(url: str) -> str:
    """Return the key of a page of any site: its cleaned path and query.

    Raises ValueError when ``url`` is no http(s) address.
    """
    parts = urlsplit(clean(url))
    path = unquote(parts.path).strip("/")
    return f"{path}?{parts.query}" if parts.query else path
