"""The watch list that was saved at the desk is the one by which workers judge."""

from __future__ import annotations

import tracemalloc
import zlib
from binascii import b2a_base64
from dataclasses import replace
from pathlib import Path

import pytest

from cluster.own_lists import OwnLists, RefusedListError
from newsdb import __version__
from newsdb.crawls.messages import (
    VERSION,
    MessageError,
    Order,
    OrderedCrawl,
    order_to_json,
    read_order,
)
from newsdb.crawls.own_list import OwnList, pack
from newsdb.crawls.state import CrawlState
from newsdb.database import now
from pipelines.relevance import configured
from watchlist.loading import load_text

NAME = "우리 목록.toml"
LIST = """
replaces = true
[decision]
relevant = 2
review = 1
[topic.sme]
ko = ["강소기업"]
[rule.sme]
when = "sme"
points = 2
"""


def order(version: str, own: OwnList | None) -> Order:
    crawl = OrderedCrawl(lease="5" * 32, spider="dawn", state=CrawlState())
    made = Order(
        version=VERSION,
        program=__version__,
        watchlist=version,
        own_list=own,
        timeout=60,
        lease=60,
        begin_by=now(),
        crawls=[crawl],
    )
    return read_order(order_to_json(made))


def version_of(text: str) -> str:
    return load_text(text, Path(NAME)).version


def test_it_becomes_a_file_that_crawls_read(tmp_path: Path) -> None:
    lists = OwnLists(tmp_path, None)
    first = order(version_of(LIST), pack(NAME, LIST.encode()))
    path = Path(lists.for_order(first))
    assert path.read_text("utf-8") == LIST
    assert lists.for_order(first) == str(path)  # the next order brings the same one
    changed = LIST.replace("강소기업", "중견기업")
    second = lists.for_order(order(version_of(changed), pack(NAME, changed.encode())))
    assert second != str(path)
    assert configured(second).version == version_of(changed)


def test_where_none_comes_along_the_machines_own_is_not_asked_unless_it_is_the_same(
    tmp_path: Path,
) -> None:
    own = tmp_path / NAME
    own.write_text(LIST, "utf-8")
    lists = OwnLists(tmp_path, str(own))
    assert lists.for_order(order(configured(None).version, None)) == ""
    assert lists.for_order(order(version_of(LIST), None)) == str(own)  # too large to be sent
    with pytest.raises(RefusedListError, match="not another-1"):
        lists.for_order(order("another-1", None))


def packed(content: bytes) -> str:
    return b2a_base64(zlib.compress(content), newline=False).decode()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"packed": packed(LIST.replace("강소", "대형").encode())}, "hash"),
        ({"size": 3}, "3 bytes"),
        ({"packed": packed(LIST.encode())[:-8]}, "can't be unpacked|bytes"),
        ({"packed": "no base64"}, "can't be unpacked"),
        ({"packed": ""}, "bytes"),
    ],
)
def test_another_text_than_the_one_that_was_meant_is_refused(
    part: dict[str, str | int], said: str, tmp_path: Path
) -> None:
    poisoned = replace(pack(NAME, LIST.encode()), **part)  # type: ignore[arg-type]
    with pytest.raises(RefusedListError, match=said):
        OwnLists(tmp_path, None).for_order(order(version_of(LIST), poisoned))
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_would_fill_the_memory_is_not_inflated(tmp_path: Path) -> None:
    poisoned = replace(pack(NAME, LIST.encode()), packed=packed(bytes(30_000_000)))
    tracemalloc.start()
    try:
        with pytest.raises(RefusedListError, match="bytes"):
            OwnLists(tmp_path, None).for_order(order(version_of(LIST), poisoned))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["[[term", "\udcff", '[topic.x]\nko = "상담회"\n'])
def test_a_list_that_cannot_be_read_is_refused(text: str, tmp_path: Path) -> None:
    faulty = pack(NAME, text.encode("utf-8", "surrogatepass"))
    with pytest.raises(RefusedListError, match="can't be used"):
        OwnLists(tmp_path, None).for_order(order("any-1", faulty))


def test_a_list_of_another_version_than_the_order_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedListError, match="not shipped-1"):
        OwnLists(tmp_path, None).for_order(order("shipped-1", pack(NAME, LIST.encode())))


def test_an_order_with_an_impossible_list_is_no_order() -> None:
    text = order_to_json(order("any-1", pack(NAME, b"# ")))
    for old, new in (
        ('"size":2', '"size":900000'),
        ('"digest":"', '"digest":"../'),
        (NAME, "../../own.toml"),
        (NAME, ".."),
    ):
        with pytest.raises(MessageError):
            read_order(text.replace(old, new))
