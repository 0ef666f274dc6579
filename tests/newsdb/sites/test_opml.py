"""Lists of feeds in and out, also those that nobody should have sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsdb.sites import opml
from newsdb.sites.opml import OpmlError, OpmlFeed
from newsdb.sites.sites import Listing, Site

READER = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>구독</title></head><body>
<outline text="지역"><outline type="rss" text="남해상공신문" xmlUrl="https://namhae.test/rss.xml"
 htmlUrl="https://namhae.test/"/>
<outline title="北陸産業新報" text="x" xmlurl="http://hokuriku.test/feed"/></outline>
<outline text="twice" xmlUrl="https://namhae.test/rss.xml"/>
<outline text="local" xmlUrl="file:///etc/passwd"/>
<outline text="no feed" type="link" url="https://x.test/"/>
</body></opml>"""


def test_feeds_are_found_in_whatever_folder() -> None:
    read = opml.read(READER.encode())
    assert read.feeds == [
        OpmlFeed("남해상공신문", "https://namhae.test/rss.xml", "https://namhae.test/"),
        OpmlFeed("北陸産業新報", "http://hokuriku.test/feed", ""),
    ]
    assert read.unusable == ["local: it must begin with http:// or https://"]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "can't be read as XML"),
        (b"<html><body/></html>", "it is not OPML: it holds <html>"),
        (b"xmlUrl,title\n", "can't be read as XML"),
        (b"<opml>" + b" " * opml.LARGEST, "larger than 2 MB"),
    ],
)
def test_other_files_are_refused(document: bytes, why: str) -> None:
    with pytest.raises(OpmlError, match=why):
        opml.read(document)


def test_no_entity_brings_anything_in() -> None:
    document = (
        b'<!DOCTYPE opml [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">'
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><opml><body><outline text="t"'
        b' xmlUrl="https://a.test/f"/>&f;&b;</body></opml>'
    )
    assert opml.read(document).feeds == [OpmlFeed("t", "https://a.test/f", "")]


def test_no_list_is_endless() -> None:
    many = "".join(f'<outline xmlUrl="https://a.test/{n}"/>' for n in range(opml.MOST_FEEDS + 2))
    read = opml.read(f"<opml><body>{many}</body></opml>".encode())
    assert (len(read.feeds), len(read.unusable)) == (opml.MOST_FEEDS, 1)


def test_what_is_written_can_be_read() -> None:
    site = Site(
        name="namhae",
        title="남해 <상공> & 신문",
        home="https://namhae.test/",
        sources=(
            Listing("feed", "https://namhae.test/rss?a=1&b=2"),
            Listing("sitemap", "https://namhae.test/sitemap.xml"),
        ),
        schedule="0 8 * * *",
    )
    document = opml.write([site], title="Hanil", at=datetime(2026, 11, 28, 3, tzinfo=UTC))
    assert opml.read(document).feeds == [
        OpmlFeed(site.title, "https://namhae.test/rss?a=1&b=2", "https://namhae.test/")
    ]
