"""Designs of pages, each in three languages: the article's sentences are read and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from crawler.reading.kinds.scale import Named
from crawler.reading.page import read_page
from tests.crawler.reading.designs import LANGUAGES, expanded, page_of

FILE = Path(__file__).resolve().parents[2] / "data" / "page_designs.toml"
DESIGNS: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
SENTENCES = re.compile(r"\$(\d)")


def body_of(markup: str, language: str, *, head: str = "") -> str:
    """Return which sentences the body has, by number, and in brackets what else it has."""
    html = page_of(markup, LANGUAGES[language], head=head)
    named = Named(
        LANGUAGES[language].headline, dated=True
    )  # what is an article is tested elsewhere
    page = read_page(html, "https://a.example/news/1", named=named)
    rest = "\n".join(page.readings["body"][0].values)
    for n, sentence in enumerate(LANGUAGES[language].sentences):
        rest = rest.replace(sentence, f"${n}")
    other = SENTENCES.sub("", rest).strip()
    return "".join(SENTENCES.findall(rest)) + (f" [{other}]" if other else "")


#: A sentence that an advertisement interrupts: § stands for it.
INTERRUPTED = [
    "<div class='ad'><a href='/x'>$o</a></div>",
    "<div class='ad-box' id='gpt-1'><script>x()</script></div>",
    "<ins class='adsbygoogle' style='display:block'></ins>",
    "<div class='banner'><iframe src='/ad'></iframe></div>",
    "<div class='ad'>AD</div><div class='adunit'><p>$o</p></div>",
    "<div><a href='/x'>$o</a></div>",
    "<span class='sponsor'>$o</span>",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(markup, id=f"{kind}: {name}")
        for kind, designs in DESIGNS.items()
        for name, markup in designs.items()
    ],
)
def test_the_sentences_of_the_article_and_nothing_else(markup: str, language: str) -> None:
    expected = SENTENCES.findall(expanded(markup))
    assert body_of(markup, language) == "".join(dict.fromkeys(expected))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ad", INTERRUPTED)
@pytest.mark.parametrize("paragraphs", ["<p>{}</p>", "<div>{}</div>", "{}<br><br>"])
def test_a_sentence_goes_on_behind_an_advertisement(
    paragraphs: str, ad: str, language: str
) -> None:
    first, *rest = LANGUAGES[language].sentences
    half = len(first) // 2
    half = first.index(" ", half) if " " in first[half:] else half
    interrupted = f"{first[:half]}{ad}{first[half:]}"
    markup = "".join(map(paragraphs.format, [interrupted, *rest]))
    assert body_of(f"<h1>$h</h1><div class='article-body'>{markup}</div>", language) == "012345"
