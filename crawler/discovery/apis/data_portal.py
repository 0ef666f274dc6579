"""Services of South Korea's data portal (data.go.kr): official lists of texts, with a key.

Off without DATA_GO_KR_KEY in the environment, which is free for whoever registers. The portal
wants the key in the address; ``crawler.middlewares.data_portal_key`` adds it on the way out, so
that no log, record or archive has it.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from lxml import etree

from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.listing_dates import listing_time
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

#: Digits of a count of items that is believed.
_COUNT = re.compile(r"^\s{0,9}(\d{1,9})\s{0,9}$")

logger = logging.getLogger(__name__)


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
    logger.warning(
        "%s: asked back to %s only, not to %s: one run makes %d calls",
        service.url.partition("?")[0],
        until + timedelta(days=1),
        since,
        MOST_CALLS,
    )


class _Answer(NamedTuple):
    """The items of an answer, and how many the service says there are; None where it doesn't."""

    rows: list[dict[str, str]]
    total: str | None


def hints(
    body: bytes, page: PortalQuery, url: str, *, unreadable: list[str] | None = None
) -> list[Hint]:
    """Return what a service lists, with its texts; raises ListingError when it refuses.

    ``unreadable`` gets what is wrong with items that can't be read, and that there are more items
    than the one page that is asked for has.
    """
    is_json = body.lstrip()[:1] in (b"{", b"[")
    try:
        rows, total = _from_json(body, url, page.service) if is_json else _from_xml(body, url)
    except RecursionError as error:  # of reading JSON, or of printing what is nested in it
        raise ListingError(f"{url} is not an answer of data.go.kr: {error}") from error
    count = _COUNT.match(total or "")
    if unreadable is not None and count and int(count[1]) > len(rows) > 0:
        unreadable.append(f"{len(rows)} of {int(count[1])} items: those behind them are not read")
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
    published_at, precision = listing_time(date)
    return Hint(
        address,
        tidy(unescape(row.get(service.title, ""))) or None,
        published_at,
        Entry(text, None, section=section and tidy(section)) if text else None,
        published_precision=precision,
    )


def _from_xml(body: bytes, url: str) -> _Answer:
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
    rows = [
        {str(child.tag): child.text or "" for child in item}
        for item in root.iterfind("./body//*")
        if len(item) > 1 and all(len(child) == 0 for child in item)
    ]
    return _Answer(rows, root.findtext(".//totalCount"))


def _from_json(body: bytes, url: str, service: DataPortal) -> _Answer:
    """Return the items of an answer in JSON: the longest list of objects in it.

    A single item may stand there itself, without a list around it.
    """
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise ListingError(f"{url} is not an answer of data.go.kr: {error!r}") from error
    content = answer.get("response", answer) if isinstance(answer, dict) else {}
    content = content if isinstance(content, dict) else {}
    header = content.get("header", content)
    has_code = isinstance(header, dict) and "resultCode" in header
    if has_code:
        _check(str(header["resultCode"]), str(header.get("resultMsg", "")), url)
    lists = [each for each in _lists(answer, service.link) if all(map(_is_object, each))]
    rows = max(lists, key=len, default=[])
    if not rows and not has_code:
        raise ListingError(f"{url} is not an answer of data.go.kr: neither a result nor items")
    inner = content.get("body", content)
    total = inner.get("totalCount") if isinstance(inner, dict) else None
    return _Answer(
        [
            {str(name): "" if value is None else str(value) for name, value in row.items()}
            for row in rows
        ],
        None if total is None else str(total),
    )


def _lists(value: Any, link: str, depth: int = 0) -> Iterator[list[Any]]:
    """Yield the lists in an answer, and objects with the name ``link`` as lists of one."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        yield value
    elif isinstance(value, dict):
        if link in value:
            yield [value]
        for each in value.values():
            yield from _lists(each, link, depth + 1)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _check(code: str, said: str, url: str) -> None:
    """Raise ListingError when a service refused to answer; 3 says that it has nothing."""
    if code not in {"0", "00", "3", "03"}:
        raise ListingError(f"{url} refuses to answer: {said[:200]} ({code[:20]})")
