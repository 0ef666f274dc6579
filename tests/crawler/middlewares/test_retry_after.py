"""What Retry-After asks for, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from crawler.middlewares.retry import retry_after


def asked(header: str | None) -> float | None:
    headers = {} if header is None else {"Retry-After": header}
    return retry_after(Response("https://gasang.example/", headers=headers))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 400, float("inf")),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0.0),
        ("Mon, 01 Jan 0001 00:00:00 +1400", 0.0),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2027 99999999999999999999:00:00 GMT", None),
        ("Mon, 01 Jan 2027 00:00:00 +99999999999999999999", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("", None),
    ],
)
def test_what_is_asked_for(header: str | None, seconds: float | None) -> None:
    assert asked(header) == seconds


def test_a_date_is_so_many_seconds_ahead() -> None:
    said = asked(format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True))
    assert said == pytest.approx(300, abs=5)
