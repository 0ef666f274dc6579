"""Scripts run by nonce only, on every page; our own pages hold no style and no handler."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import DictLoader, Environment

from browse.access.content_security import NonceOfScripts, is_datasettes, new_nonce
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.routes import routes

if TYPE_CHECKING:
    from pathlib import Path


class Page(HTMLParser):
    """What in a page a policy has a say in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.nonces: list[str | None] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.nonces.append(dict(attributes).get("nonce"))
        if tag == "style":
            self.inline.append(tag)
        self.inline += [name for name, _ in attributes if name == "style" or name[:2] == "on"]


def test_every_page_names_its_scripts(news: Path) -> None:
    async def walk() -> list[tuple[str, Any]]:
        async with desk_of(news) as desk:
            return [
                (each["path"], await desk.client.get(each["path"], actor=PEOPLE.actor("ada")))
                for each in routes()
                if each["method"] == "get" and each["admin"] == "200"
            ]

    nonces: list[str] = []
    own = scripted = 0
    for path, answer in asyncio.run(walk()):
        policy = dict(
            each.strip().partition(" ")[::2]
            for each in answer.headers["content-security-policy"].split(";")
        )
        assert "unsafe-inline" not in policy["script-src"], path
        assert "unsafe-eval" not in policy["script-src"], path
        if "text/html" not in answer.headers["content-type"]:
            continue
        (nonce,) = re.findall(r"'nonce-([\w-]{20,})'", policy["script-src"])
        nonces.append(nonce)
        page = Page(answer.text)
        assert set(page.nonces) <= {nonce}, path
        if is_datasettes(path.partition("?")[0]):
            assert page.nonces or "</html>" not in answer.text, path
        else:
            scripted += bool(page.nonces)
            own += 1
            assert policy["style-src"] == "'self'", path
            assert page.inline == [], path
    assert own >= 8
    assert scripted >= 2  # the queue and a story
    assert len(set(nonces)) == len(nonces)


def test_a_script_that_came_in_with_a_text_has_no_nonce() -> None:
    pages = {
        "base.html": "<script>ours</script>{% block content %}{% endblock %}",
        "page.html": "{% extends 'base.html' %}{% block content %}{{ text|safe }}{% endblock %}",
    }
    environment = Environment(
        loader=DictLoader(pages), autoescape=True, extensions=[NonceOfScripts]
    )
    with new_nonce() as nonce:
        html = environment.get_template("page.html").render(text="<script>theirs</script>")
        with new_nonce() as inner:
            assert inner != nonce
    assert html == f'<script nonce="{nonce}">ours</script><script>theirs</script>'


@pytest.mark.parametrize(
    ("path", "theirs"),
    [
        ("/", False),
        ("/-/", True),
        ("/-/review", False),
        ("/-/account", False),
        ("/-/actor.json", True),
        ("/-/actions", True),
        ("/-/access-log", False),
        ("/-/login", False),
        ("/-/logout", False),
        ("/news", True),
        ("/news/articles/1", True),
        ("/news.json", True),
        ("/newsletter", False),
    ],
)
def test_whose_a_page_is(path: str, theirs: bool) -> None:
    assert is_datasettes(path) is theirs
