"""Articles in the states of scripts, and states that hold no article."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import NoArticleError, read_page
from crawler.reading.structured_data.embedded_state import ArcState, from_state
from tests.crawler.reading.designs import LANGUAGES, page_of

URL = "https://a.example/news/1"


def script(text: str, attributes: str = "") -> str:
    return f"<script {attributes}>{text}</script>"


def next_data(state: object) -> str:
    return script(
        json.dumps({"props": {"pageProps": state}}), "id='__NEXT_DATA__' type='application/json'"
    )


def flight(*rows: str) -> str:
    """Return scripts that push flight data, torn in the middle as Next.js does."""
    data = "".join(rows)
    half = len(data) // 2
    return "".join(
        script(f"self.__next_f.push({json.dumps([1, part])})")
        for part in (data[:half], data[half:])
    )


def states(language: str) -> dict[str, str]:
    """Return scripts that hold an article, by the kind of state."""
    headline, sentences = LANGUAGES[language].headline, LANGUAGES[language].sentences
    markup = "".join(f"<p>{each}</p>" for each in sentences)
    plain = "\n\n".join(sentences)
    parts = [{"type": "text", "content": each} for each in sentences]
    terms = " ".join([LANGUAGES[language].cookies] * 30)
    length = len(markup.encode())
    article = {"title": headline, "contentHtml": markup}
    in_text = {"article": {"title": headline, "contentHtml": "$a"}}
    post = {"data": {"post": {"headline": headline, "text": plain}}}
    beside = {"terms": {"text": terms}, "post": {"headline": headline, "body": plain}}
    odd = {
        "ads": [{"type": ["a"]}, {"type": {"b": 1}}],
        "news": {"title": headline, "html": markup},
    }
    nuxt = [{"data": 1}, {"article": 2}, {"title": 3, "content": 4, "id": 5}, headline, markup, 7]
    parsed = json.dumps(json.dumps({"story": {"title": headline, "body": plain}}))
    element = f'2:["$","div",null,{json.dumps({"article": article})}]\n'
    return {
        "Next.js": next_data({"article": {"title": headline, "content": markup}}),
        "Next.js, in parts": next_data({"view": {"title": headline, "contentArrange": parts}}),
        "Next.js, beside terms of use": next_data(beside),
        "Next.js, a list of types": next_data(odd),
        "flight data": flight('1:"$Sreact.fragment"\n', element),
        "flight data with a text of its own": flight(
            f"a:T{length:x},{markup}", f'2:["$","$L1",null,{json.dumps(in_text)}]\n'
        ),
        "assigned": script(f"window.__DATA__ = {json.dumps({'article': article})};"),
        "assigned, parsed": script(f"window.__STATE__ = JSON.parse({parsed});"),
        "assigned behind other things": script(
            f"var a = {{}}, b=[]; a.window.c={{}};\nself.__S__ \n=\n {json.dumps(post)}"
        ),
        "assigned to a name in capitals": script(f"var __PAGE_STATE__={json.dumps(post)}"),
        "assigned by a name in brackets": script(f'window["__APP__"]={json.dumps(post)}'),
        "Nuxt 3": script(json.dumps(nuxt), "id='__NUXT_DATA__' type='application/json'"),
        "JSON of a widget": script(
            json.dumps({"article": {"title": headline, "body": {"html": markup}}}),
            "type='application/json'",
        ),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", states("ko"))
def test_an_article_that_is_only_in_a_state(kind: str, language: str) -> None:
    page = read_page(
        page_of(f"<div id='app'></div>{states(language)[kind]}", LANGUAGES[language]), URL
    )
    assert page.readings["body"][0].values == LANGUAGES[language].sentences
    assert page.readings["body"][0].origin == "state"


CODE = (
    "!function(i,u){function t(i,u){var t=oi(i);if(!t)return t; return t.x. Y} return s;}();" * 40
)


def strangers(language: str) -> dict[str, Any]:
    """Return states with long strings that are not the article, by what they are."""
    words = LANGUAGES[language]
    terms = " ".join([words.cookies, words.slogan, words.offer] * 30)
    return {
        "a script": {"scripts": [{"id": "ads", "inline": CODE, "title": "ads"}]},
        "terms of use": {"terms": terms},
        "terms with a title": {"page": {"title": "1", "text": terms}},
        "a policy named content": {"modal": {"content": f"<p>{terms}</p>"}},
        "other articles": {"items": [{"title": each, "summary": terms} for each in words.titles]},
        "comments": {"comments": [{"author": "a", "text": each} for each in words.comments * 4]},
        "types that are lists": {
            "ads": {"body": [{"type": ["Organization", "Thing"], "name": "a"}]}
        },
        "numbers and nulls": {"a": [None, 1, 2.5, True, {"b": None}], "type": ["x"]},
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", strangers("ko"))
def test_what_else_is_in_a_state_is_not_the_article(kind: str, language: str) -> None:
    state = strangers(language)[kind]
    text = "".join(f"<p>${n}</p>" for n in range(3))
    for scripts in (next_data(state), script(f"window.__X__ = {json.dumps(state)}")):
        page = read_page(
            page_of(f"<article><h1>$h</h1>{text}</article>{scripts}", LANGUAGES[language]), URL
        )
        assert page.readings["body"][0].values == LANGUAGES[language].sentences[:3]
        with pytest.raises(NoArticleError):
            read_page(page_of(f"<div id='app'></div>{scripts}", LANGUAGES[language]), URL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_with_the_rest_of_a_text_that_the_page_begins(language: str) -> None:
    words = LANGUAGES[language]
    state = next_data({"view": {"paras": "\n".join(words.sentences)}})
    page = read_page(
        page_of(f"<article><h1>$h</h1><p>$0</p><p>$1</p></article>{state}", words), URL
    )
    assert page.readings["body"][0].values == words.sentences


@pytest.mark.parametrize(
    "broken",
    [
        script("self.__next_f.push([1,"),
        script('self.__next_f.push([1,"a:Tffffff,short"])' + " " * 100),
        script('self.__next_f.push([1,"zz:{}"])' + " " * 100),
        script("window.__A__ = {" + "[" * 3000),
        script("window.__A__ = {'single': 'quotes'}" + " " * 100),
        script("[" * 5000, "id='__NUXT_DATA__'"),
        script(json.dumps([{"a": 99, "b": -1, "c": True}] + [0] * 60), "id='__NUXT_DATA__'"),
        next_data({"a": {"b": ["x"] * 99}}),
    ],
)
def test_a_broken_state_says_nothing(broken: str) -> None:
    assert from_state(parse(page_of(broken, LANGUAGES["ko"])), ("a",)) == {}


@pytest.mark.parametrize("kind", [["text"], {"a": 1}, None, 3])
def test_elements_of_a_story_with_odd_types(kind: object) -> None:
    story = {
        "content_elements": [
            {"type": kind, "content": "x"},
            {"type": "text", "content": LANGUAGES["ko"].sentences[0]},
            {"type": "list", "items": "x"},
        ]
    }
    page = parse(script(f"Fusion.globalContent={json.dumps(story)};"))
    read = ArcState().read(page, URL)
    assert read is not None
    assert read["body"][0].values == LANGUAGES["ko"].sentences[:1]
