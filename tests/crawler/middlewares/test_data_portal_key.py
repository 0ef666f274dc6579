"""The data portal's key goes to the portal, over TLS, and nowhere else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawler.middlewares.data_portal_handler import DataPortalHandler
from crawler.middlewares.data_portal_key import with_key

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = {"DATA_GO_KR_KEY": "a+b=="}
CALL = "https://apis.data.go.kr/1371000/x?from=1"


@pytest.mark.parametrize(
    ("url", "environment", "sent"),
    [
        (CALL, SECRET, f"{CALL}&serviceKey=a%2Bb%3D%3D"),
        (CALL, {"DATA_GO_KR_KEY": "a%2Bb%3D%3D"}, f"{CALL}&serviceKey=a%2Bb%3D%3D"),
        ("https://apis.data.go.kr/x", SECRET, "https://apis.data.go.kr/x?serviceKey=a%2Bb%3D%3D"),
        (CALL, {}, CALL),
        (CALL.replace("https", "http"), SECRET, CALL.replace("https", "http")),
        ("https://apis.data.go.kr.example/x", SECRET, "https://apis.data.go.kr.example/x"),
        ("https://example.kr/apis.data.go.kr/", SECRET, "https://example.kr/apis.data.go.kr/"),
    ],
)
def test_where_the_key_goes(url: str, environment: Mapping[str, str], sent: str) -> None:
    assert with_key(url, environment) == sent


@pytest.fixture
def handler() -> DataPortalHandler:
    return object.__new__(DataPortalHandler)  # its base wants a running reactor


def test_neither_a_time_out_nor_a_log_has_it(
    handler: DataPortalHandler, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def download(self: object, request: Request) -> Response:
        del self
        http11.logger.warning("Got data loss in %s", request)
        raise DownloadTimeoutError(f"Getting {request.url} took longer than 30 seconds.")

    monkeypatch.setenv("DATA_GO_KR_KEY", "a+b==")
    monkeypatch.setattr(HTTP11DownloadHandler, "download_request", download)
    with pytest.raises(DownloadTimeoutError) as raised:
        asyncio.run(handler.download_request(Request(CALL)))
    assert str(raised.value) == f"Getting {CALL}&serviceKey=… took longer than 30 seconds."
    # asyncio names its selector, if some other test has made it talkative.
    said = [each.getMessage() for each in caplog.records if each.name != "asyncio"]
    assert said == [f"Got data loss in <GET {CALL}&serviceKey=…>"]


def test_a_response_does_not_have_it(
    handler: DataPortalHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []

    async def download(self: object, request: Request) -> Response:
        del self
        sent.append(request.url)
        return Response(request.url)

    monkeypatch.setenv("DATA_GO_KR_KEY", "a+b==")
    monkeypatch.setattr(HTTP11DownloadHandler, "download_request", download)
    response = asyncio.run(handler.download_request(Request(CALL)))
    assert sent == [f"{CALL}&serviceKey=a%2Bb%3D%3D"]
    assert response.url == CALL
