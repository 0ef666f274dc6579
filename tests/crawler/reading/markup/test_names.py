"""What names of elements say, and the data file of their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.reading import markup
from crawler.reading.markup.names import Names, said_by
from crawler.reading.markup.parsed_page import parse
from newsdb.text.data import read_lists

LISTS = read_lists(str(Path(markup.__file__)), "names")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("relatedNews", "apart"),
        ("copyrightArea", "apart"),
        ("sns_area", "apart"),
        ("ad-box", "apart ad"),
        ("banner", "apart ad"),
        ("comments-area", "apart visitors"),
        ("cookie-law-info-bar", "apart visitors"),
        ("ai_summary", "apart weakly lead"),
        ("body-copy", "weakly"),
        ("tag-list", "weakly"),
        ("photo_box", "caption"),
        ("author-profile", "apart signer"),
        ("entry-excerpt", "lead"),
        ("sub_tit", "subtitle"),
        ("article-body", "text"),
        ("newsViewBody", "text"),
        ("css-1x2y3z", ""),
        ("", ""),
    ],
)
def test_what_a_name_says(name: str, kinds: str) -> None:
    said = said_by(name)._asdict()
    assert {kind for kind, holds in said.items() if holds} == set(kinds.split())


@pytest.mark.parametrize(
    "post",
    [
        "<article class='post tag-related author-ad format-video'>",
        "<div class='post-7 type-post hentry category-share tag-comment'>",
        "<div id='post-7' class='tag-copy series-newsletter'>",
        "<main class='topic-popular'>",
    ],
)
def test_the_terms_of_a_post_say_nothing(post: str) -> None:
    page = parse(f"<body>{post}<p>x</p></body>")
    names = Names(page, page.elements, page.root)
    assert not names.apart
    assert not names.captions


@pytest.mark.parametrize(("others", "is_read"), [(1_900, True), (2_100, False)])
def test_a_page_has_so_many_different_names(others: int, is_read: bool) -> None:
    """The numbers don't matter: each is a name of its own."""
    named = "".join(f"<p id=n{number}>" for number in range(others))
    page = parse(f"<body>{named}<div class=related-news>x</div></body>")
    assert bool(Names(page, page.elements, page.root).apart) is is_read
    assert bool(page.cuts) is not is_read


def test_the_lists_are_in_form() -> None:
    for kind, words in LISTS.items():
        assert words == sorted(set(words)), kind
        assert all(word.isalnum() and word == word.lower() for word in words), kind
    assert not set(LISTS["weak"]) & set(LISTS["apart"])
