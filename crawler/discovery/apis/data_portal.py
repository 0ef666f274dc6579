"""Services of South Korea's data portal (data.go.kr): official lists of texts, with a key.

Off without DATA_GO_KR_KEY in the environment, which is free for whoever registers. The portal
wants the key in the address; ``crawler.middlewares.data_portal_key`` adds it on the way out, so
that no log, record or archive has it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.listing_dates import listing_date
from crawler.middlewares.data_portal_key import key
from crawler.reading.text import tidy
from crawler.urls import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from crawler.sources import DataPortal, FeedText
    from newsdb.records import FoundBy

#: How many calls one run makes to go back to a date.
MOST_CALLS = 40

#: How deep lists may lie in a JSON answer.
_DEEPEST = 6

#: The month comes first in the dates of one service: 11/24/2026 09:30:00.
_MONTH_FIRST = re.compile(r"^(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>20\d\d)(?P<time>\b.{0,20})$")


@dataclass(frozen=True, slots=True)
class PortalQuery:
    """One call of a service, for the days from ``since`` to ``until``."""

    kind: ClassVar[FoundBy] = "search"

    service: DataPortal
    since: date
    until: date

    @property
    def url(self) -> str:
        """The call's URL, without the key."""
        return self.service.url.format(
            since=self.since.strftime("%Y%m%d"), until=self.until.strftime("%Y%m%d")
        )

    @property
    def text(self) -> FeedText:
        """When the service's text of an article is used."""
        return self.service.text


def queries(service: DataPortal, today: date, since: date | None = None) -> Iterator[PortalQuery]:
    """Yield the calls that cover the days back to ``since``; none when no key is set."""
    if not key():
        return
    until = today
    for _ in range(MOST_CALLS):
        first = until - timedelta(days=service.days - 1)
        yield PortalQuery(service, first, until)
        until = first - timedelta(days=1)
        if since is None or until < since or "{since}" not in service.url:
            return


def hints(
    body: bytes, page: PortalQuery, url: str, *, unreadable: list[str] | None = None
) -> list[Hint]:
    """Return what a service lists, with its texts; raises ListingError when it refuses.

    ``unreadable`` gets what is wrong with items that can't be read.
    """
    rows = _json_rows(body, url) if body.lstrip()[:1] in (b"{", b"[") else _xml_rows(body, url)
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_hint(row, page.service, url))
        except (KeyError, ValueError) as error:
            if unreadable is not None:
                unreadable.append(f"item {number}: {error!r}")
    if rows and not found:
        raise ListingError(f"{url} is not the expected answer: none of its items can be read")
    return found


def _hint(row: dict[str, str], service: DataPortal, url: str) -> Hint:
    if not (address := joined(url, row[service.link])):
        raise ValueError(f"{row[service.link][:200]} is no address")
    date = _MONTH_FIRST.sub(r"\g<year>-\g<month>-\g<day>\g<time>", row.get(service.date, ""))
    text, section = (row.get(name) or None for name in (service.body, service.section))
    return Hint(
        address,
        tidy(unescape(row.get(service.title, ""))) or None,
        listing_date(date),
        Entry(text, None, section=section and tidy(section)) if text else None,
    )


def _xml_rows(body: bytes, url: str) -> list[dict[str, str]]:
    """Return the items of an answer in XML: elements with children, beside each other."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise ListingError(f"{url} is not an answer of data.go.kr: nothing readable")
    code = root.findtext(".//resultCode") or root.findtext(".//returnReasonCode") or "none"
    said = root.findtext(".//resultMsg") or root.findtext(".//returnAuthMsg") or "no message"
    _check(code.strip(), tidy(said), url)
    return [
        {str(child.tag): child.text or "" for child in item}
        for item in root.iterfind("./body//*")
        if len(item) > 1 and all(len(child) == 0 for child in item)
    ]


def _json_rows(body: bytes, url: str) -> list[dict[str, str]]:
    """Return the items of an answer in JSON: the longest list of objects in it."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ListingError(f"{url} is not an answer of data.go.kr: {error!r}") from error
    header = answer.get("response", answer) if isinstance(answer, dict) else {}
    header = header.get("header", header) if isinstance(header, dict) else {}
    if isinstance(header, dict) and "resultCode" in header:
        _check(str(header["resultCode"]), str(header.get("resultMsg", "")), url)
    lists = [each for each in _lists(answer) if all(isinstance(row, dict) for row in each)]
    return [
        {str(name): "" if value is None else str(value) for name, value in row.items()}
        for row in max(lists, key=len, default=[])
    ]


def _lists(value: Any, depth: int = 0) -> Iterator[list[Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _lists(each, depth + 1)


def _check(code: str, said: str, url: str) -> None:
    """Raise ListingError when a service refused to answer; 3 says that it has nothing."""
    if code not in {"0", "00", "3", "03"}:
        raise ListingError(f"{url} refuses to answer: {said[:200]} ({code[:20]})")
