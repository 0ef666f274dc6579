"""What articles' addresses look like, from two of them."""

from __future__ import annotations

import re

import pytest

from crawler.sites.addresses import AddressesError, form_of


@pytest.mark.parametrize(
    ("pair", "canonical", "article", "key", "others"),
    [
        (
            (
                "https://www.namhae.test/news/20261127001?utm_source=x",
                "https://www.namhae.test/news/20261126004",
            ),
            "https://www.namhae.test/news/{key}",
            "http://namhae.test/news/20261001009#top",
            "20261001009",
            ["https://www.namhae.test/news/list", "https://other.test/news/20261001009"],
        ),
        (
            (
                "https://hokuriku.test/view.php?sec=3&no=4012",
                "https://hokuriku.test/view.php?sec=3&no=4077",
            ),
            "https://hokuriku.test/view.php?no={key}",
            "https://hokuriku.test/view.php?no=5000&page=2",
            "5000",
            ["https://hokuriku.test/view.php?no=x", "https://hokuriku.test/list.php?no=5000"],
        ),
        (
            (
                "https://wire.test/2026/11/27/two-towns-one-brewery/",
                "https://wire.test/2026/11/25/lacquer-in-the-old-street/",
            ),
            "https://wire.test/2026/11/{key}/",
            "https://wire.test/2026/11/01/a-third-small-story/",
            "01/a-third-small-story",
            ["https://wire.test/2026/11/", "https://wire.test/2026/11/01/tags/"],
        ),
        (
            (
                "https://root.test/20261127000012",
                "https://root.test/K2026112700001A",
            ),
            "https://root.test/{key}",
            "https://root.test/20261126000099",
            "20261126000099",
            ["https://root.test/economy", "https://root.test/"],
        ),
    ],
)
def test_two_addresses_tell_the_others(
    pair: tuple[str, str], canonical: str, article: str, key: str, others: list[str]
) -> None:
    form = form_of(*pair)
    assert form.canonical == canonical
    pattern = re.compile(form.pattern)
    for url in (*pair, article):
        assert pattern.match(url), url
    match = pattern.match(article)
    assert match is not None
    assert match["key"] == key
    assert not [url for url in others if pattern.match(url)]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("https://a.test/1", "https://b.test/1", "two hosts"),
        ("https://a.test/1", "https://a.test/1", "the same"),
        ("https://a.test/1/x", "https://a.test/1", "different numbers"),
        ("https://a.test/?a=1&b=2", "https://a.test/?a=2&b=3", "more than one parameter"),
        ("ftp://a.test/1", "https://a.test/2", "http"),
    ],
)
def test_where_they_do_not_that_is_said(first: str, second: str, why: str) -> None:
    with pytest.raises(AddressesError, match=why):
        form_of(first, second)
