"""A capture as a crawl away from the archive tells it."""

from __future__ import annotations

import base64
import json
import re

from crawler.archive.warc import Page
from newsdb.articles.captures import Kind  # noqa: TC001
from newsdb.crawls.events import PageCaptured

#: A larger page is not archived: what carries it is not made for more. In bytes, as it was sent.
LARGEST = 2_500_000

#: What would end a line of a record's headers.
_BREAKS = re.compile(r"[\r\n\0]")


def to_message(kind: Kind, outlet: str, key: str, page: Page, *, part: int = 1) -> PageCaptured:
    """Return a capture as it is told; raises ValueError when it is too large."""
    if len(page.body) > LARGEST:
        raise ValueError(f"it has {len(page.body)} bytes, too many to be sent to the archive")
    return PageCaptured(
        kind=kind,
        outlet=outlet,
        key=key,
        part=part,
        url=page.url,
        status=page.status,
        headers=page.headers,
        body=base64.b64encode(page.body).decode("ascii"),
        fetched_at=page.fetched_at,
        about=json.dumps(page.about, ensure_ascii=False),
    )


def from_message(told: PageCaptured) -> Page:
    """Return the page of a capture that was told; raises ValueError where it can be none."""
    if any(
        _BREAKS.search(each) for each in (told.url, *(x for pair in told.headers for x in pair))
    ):
        raise ValueError("a header has several lines")
    about = json.loads(told.about)
    if not isinstance(about, dict) or told.part < 1:
        raise ValueError("it does not say what it is of")
    return Page(
        url=told.url,
        status=told.status,
        headers=told.headers,
        body=base64.b64decode(told.body, validate=True),
        fetched_at=told.fetched_at,
        about=about,
    )
