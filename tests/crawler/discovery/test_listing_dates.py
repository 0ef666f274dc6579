"""Dates as listings write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.discovery.listing_dates import listing_date

NOON = datetime.fromisoformat("2025-11-25T12:00:00+09:00")


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 25 Nov 2025 12:00:00 +0900",
        "Tue, 25 Nov 2025 03:00:00 GMT",
        "Tue, 25 Nov 2025 12:00:00",
        "2025-11-25 12:00:00",
        "2025-11-25T12:00:00",
        "2025.11.25 12:00",
        "입력 2025/11/25 12:00",
    ],
)
def test_listing_dates(text: str) -> None:
    assert listing_date(text) == NOON


@pytest.mark.parametrize("text", [None, "", "어제", "2025.13.45 12:00", "3시간 전"])
def test_what_is_no_plain_date_is_none(text: str | None) -> None:
    assert listing_date(text) is None
