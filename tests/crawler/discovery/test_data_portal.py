"""Services of data.go.kr: what they answer, and a key that nobody sees."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest

from crawler.discovery.apis.data_portal import PortalQuery, hints, queries
from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.listing_responses import is_wanted
from crawler.discovery.requests import listing_request
from crawler.sources import DataPortal
from newsdb.articles.revisits import Validators

SERVICE = DataPortal(
    "https://apis.data.go.kr/1371000/x?from={since}&to={until}",
    title="Title",
    link="OriginalUrl",
    date="ApproveDate",
    body="DataContents",
    section="MinisterCode",
    only=re.compile("일본"),
)
TODAY = date(2026, 11, 24)
PAGE = PortalQuery(SERVICE, date(2026, 11, 22), TODAY)
URL = "https://www.korea.kr/briefing/pressReleaseView.do?newsId=156790311"
TEXT = "<p>관세청은 일본과 서류를 줄인다.</p>"
ITEM = {
    "NewsItemId": "156790311",
    "Title": "한일 세관, 서류 줄인다",
    "OriginalUrl": URL,
    "ApproveDate": "11/23/2026 09:30:00",
    "DataContents": TEXT,
    "MinisterCode": "관세청",
}
FOUND = Hint(
    URL,
    "한일 세관, 서류 줄인다",
    datetime.fromisoformat("2026-11-23T09:30:00+09:00"),
    Entry(TEXT, None, section="관세청"),
)

#: The portal's own answer, before any service is asked.
UNREGISTERED = (
    b"<OpenAPI_ServiceResponse><cmmMsgHeader><returnAuthMsg>KEY_IS_NOT_REGISTERED</returnAuthMsg>"
    b"<returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>"
)


def xml(*items: dict[str, str], code: str = "0", said: str = "NORMAL_SERVICE") -> bytes:
    rows = "".join(
        "<NewsItem>"
        + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in item.items())
        + "</NewsItem>"
        for item in items
    )
    header = f"<header><resultCode>{code}</resultCode><resultMsg>{said}</resultMsg></header>"
    return f"<response>{header}<body>{rows}</body></response>".encode()


def as_json(*items: object, code: str = "00", total: object = None) -> bytes:
    header = {"resultCode": code, "resultMsg": "said"}
    body = {"itemList": {"item": items}, "numOfRows": 10, "totalCount": total}
    return json.dumps({"response": {"header": header, "body": body}}).encode()


def alone(item: dict[str, str]) -> bytes:
    """Return an answer whose only item stands in no list, as the portal writes it."""
    return as_json(item).replace(b"[", b"").replace(b"]", b"")


@pytest.mark.parametrize("body", [xml(ITEM), as_json(ITEM), alone(ITEM)])
def test_what_a_service_lists(body: bytes) -> None:
    assert hints(body, PAGE, SERVICE.url) == [FOUND]


@pytest.mark.parametrize(
    "body", [xml(), xml(code="3", said="NODATA_ERROR"), as_json(), as_json(code="03")]
)
def test_nothing_is_no_fault(body: bytes) -> None:
    assert hints(body, PAGE, SERVICE.url) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (xml(code="98", said="THREE_DAYS_OVER_ERROR"), "THREE_DAYS_OVER_ERROR"),
        (as_json(code="30"), "refuses to answer: said"),
        (b"<html>moved</html>", "no message"),
        (b"", "nothing readable"),
        (b"{", "not an answer"),
        (b'{"response": null}', "neither a result nor items"),
        (b"[1, 2]", "neither a result nor items"),
        (b"{}", "neither a result nor items"),
        (b"[" * 100_000, "not an answer"),
        (xml({"a": "1", "b": "2"}), "none of its items"),
        (UNREGISTERED, "KEY_IS_NOT_REGISTERED"),
    ],
)
def test_what_is_no_answer_says_so(body: bytes, says: str) -> None:
    with pytest.raises(ListingError, match=says):
        hints(body, PAGE, SERVICE.url)


@pytest.mark.parametrize("levels", range(800, 1000, 5))
@pytest.mark.parametrize("answer", ['{"resultCode": %s}', '[{"Title": %s}]'])
def test_an_answer_nested_too_deep_is_none(answer: str, levels: int) -> None:
    """Python reads what it then can't print, from a depth on that depends on who asks."""
    with pytest.raises(ListingError):
        hints((answer % f"{'[' * levels}1{']' * levels}").encode(), PAGE, SERVICE.url)


def test_an_item_that_can_not_be_read_costs_itself() -> None:
    unreadable: list[str] = []
    bad = {**ITEM, "OriginalUrl": "javascript:x"}
    assert hints(xml(bad, ITEM), PAGE, SERVICE.url, unreadable=unreadable) == [FOUND]
    assert unreadable == ["item 1: ValueError('javascript:x is no address')"]


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        (as_json(ITEM, total=312), ["1 of 312 items: those behind them are not read"]),
        (as_json(ITEM, total="1"), []),
        (as_json(ITEM, total="many"), []),
        (
            xml(ITEM).replace(b"<body>", b"<body><totalCount>7</totalCount>"),
            ["1 of 7 items: those behind them are not read"],
        ),
    ],
)
def test_items_behind_the_first_page_are_told(body: bytes, lost: list[str]) -> None:
    unreadable: list[str] = []
    assert hints(body, PAGE, SERVICE.url, unreadable=unreadable) == [FOUND]
    assert unreadable == lost


def test_a_day_is_no_time() -> None:
    (found,) = hints(as_json({**ITEM, "ApproveDate": "11/23/2026"}), PAGE, SERVICE.url)
    assert (found.published_precision, FOUND.published_precision) == ("day", "minute")


def test_only_what_names_the_words_is_wanted() -> None:
    assert is_wanted(FOUND, PAGE, None)
    assert not is_wanted(FOUND._replace(title="다른 글", entry=None), PAGE, None)


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_GO_KR_KEY", " a%2Bb%3D%3D ")


def test_without_a_key_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATA_GO_KR_KEY", raising=False)
    assert list(queries(SERVICE, TODAY, date(2026, 1, 1))) == []


@pytest.mark.usefixtures("keyed")
def test_days_are_asked_three_at_a_time(caplog: pytest.LogCaptureFixture) -> None:
    asked = [each.url.partition("?")[2] for each in queries(SERVICE, TODAY, date(2026, 11, 19))]
    assert asked == ["from=20261122&to=20261124", "from=20261119&to=20261121"]
    assert len(list(queries(SERVICE, TODAY))) == 1
    assert not caplog.records
    assert len(list(queries(SERVICE, TODAY, date(2020, 1, 1)))) == 40
    assert "asked back to 2026-07-28 only, not to 2020-01-01" in caplog.text


@pytest.mark.usefixtures("keyed")
def test_no_request_has_the_key() -> None:
    request = listing_request(
        PAGE, slot="a", validators=Validators("tag"), callback=print, errback=print
    )
    assert "a%2Bb" not in request.url
    assert request.meta["dont_obey_robotstxt"]
    assert request.meta["dont_redirect"]
