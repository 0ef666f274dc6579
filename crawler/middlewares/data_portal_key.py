"""The key of South Korea's data portal, which takes it in the address only."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "apis.data.go.kr"
VARIABLE = "DATA_GO_KR_KEY"


def key(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the key; None when none is set.

    The portal shows it twice, escaped and not: either may be set.
    """
    environment = os.environ if environment is None else environment
    return unquote(environment.get(VARIABLE, "").strip()) or None


def with_key(url: str, environment: Mapping[str, str] | None = None) -> str:
    """Return ``url`` with the key if it is a call of the portal's, over TLS; else unchanged."""
    parts = urlsplit(url)
    if (parts.scheme, parts.hostname) != ("https", HOST) or not (secret := key(environment)):
        return url
    joint = "&" if parts.query else "?"
    return f"{url}{joint}serviceKey={quote(secret, safe='')}"


_KEY = re.compile(r"serviceKey=[^&\s>'\"]{1,2000}")


def masked(text: str) -> str:
    """Return ``text`` without the key of an address in it."""
    return _KEY.sub("serviceKey=…", text)
