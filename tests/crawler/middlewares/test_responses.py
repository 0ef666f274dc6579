"""Compressed responses are whole or a fault; redirections in markup are followed, cheaply."""

from __future__ import annotations

import gzip

import pytest
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.meta_refresh import NamedMetaRefreshMiddleware
from crawler.middlewares.truncated_responses import WholeCompressionMiddleware, is_packed

URL = "https://gasang.example/news/1"
PAGE = "<html><body><p>공방이 문을 열었다.</p></body></html>".encode() * 400
PACKED = gzip.compress(PAGE, mtime=0)
TWO = gzip.compress(PAGE[:500], mtime=0) + gzip.compress(PAGE[500:], mtime=0)


def unpacked(body: bytes, encoding: str = "gzip") -> bytes:
    middleware = WholeCompressionMiddleware.from_crawler(get_crawler())
    response = Response(URL, body=body, headers={"Content-Encoding": encoding})
    found = middleware.process_response(Request(URL), response)
    assert isinstance(found, Response)
    return found.body


@pytest.mark.parametrize("packed", [PACKED, TWO, PACKED + b"\0\0\0", gzip.compress(b"", mtime=0)])
def test_a_whole_response_is_unpacked(packed: bytes) -> None:
    assert unpacked(packed) == gzip.decompress(packed)


@pytest.mark.parametrize(
    "packed", [PACKED[:-1], PACKED[:-9], PACKED[: len(PACKED) // 2], PACKED[:12], b"<p>no gzip"]
)
def test_a_truncated_response_is_a_fault(packed: bytes) -> None:
    with pytest.raises(ResponseDataLossError, match="cut off"):
        unpacked(packed, "X-GZIP")


def test_other_encodings_are_left_to_scrapy() -> None:
    assert unpacked(PAGE, "identity") == PAGE


def test_the_end_of_a_stream_tells_whether_it_is_of_a_body() -> None:
    assert is_packed(PAGE, PACKED)
    assert not is_packed(PAGE, PACKED[:-1])
    assert not is_packed(PAGE[:-1], PACKED)


@pytest.mark.parametrize(
    ("markup", "leads_to"),
    [
        ('<meta http-equiv="Refresh" content="0; url=/news/2">', "https://gasang.example/news/2"),
        ("<meta http-equiv=REFRESH content='1;URL=https://b.example/'>", "https://b.example/"),
        ("<p>refresh</p>", URL),
        ("<p>공방</p>", URL),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr"])
def test_redirections_in_markup_are_followed(markup: str, leads_to: str, encoding: str) -> None:
    middleware = NamedMetaRefreshMiddleware.from_crawler(get_crawler())
    body = f"<html><head>{markup}</head></html>".encode(encoding)
    response = HtmlResponse(URL, body=body, encoding=encoding)
    assert middleware.process_response(Request(URL), response).url == leads_to
