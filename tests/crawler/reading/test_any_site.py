"""Designs of pages, each in three languages: the article's sentences are read and nothing else."""

from __future__ import annotations

import pytest

from crawler.reading.page import read_page
from tests.crawler.reading.designs import LANGUAGES, page_of

P012 = "<p>$0</p><p>$1</p><p>$2</p>"
P345 = "<p>$3</p><p>$4</p><p>$5</p>"
ALL = P012 + P345


def body_of(markup: str, language: str, *, head: str = "") -> str:
    """Return which sentences the body has, by number, and in brackets what else it has."""
    page = read_page(page_of(markup, LANGUAGES[language], head=head), "https://a.example/news/1")
    body = "\n".join(page.readings["body"][0].values)
    told = ""
    for n, sentence in enumerate(LANGUAGES[language].sentences):
        if sentence in body:
            told += str(n) * body.count(sentence)
            body = body.replace(sentence, "")
    return told + (f" [{body.strip()}]" if body.strip() else "")


#: A text in several elements.
PARTS = {
    "summary and sections": (
        "<main><section class='detail'><h1>$h</h1><div class='detail-body'>"
        "<p class='c--summary'>$0</p><div class='more'><p class='c--summary-more'>$1$2</p>"
        "<section class='c--body'><div class='body-text'><p>$3</p></div></section>"
        "<section class='c--body'><div class='body-text'><p>$4$5</p></div></section>"
        "</div></div></section></main>"
    ),
    "lead above columns": (
        f"<article><h1>$h</h1><p class='lead'>$0</p><div class='col'><p>$1</p><p>$2</p></div>"
        f"<div class='col'>{P345}</div></article>"
    ),
    "two pages of one text": (
        f"<h1>$h</h1><div id='page1'>{P012}</div><div class='nav'>$l</div><div id='page2'>{P345}</div>"
    ),
    "an advertisement between two halves": (
        f"<div class='view'><h2>$h</h2><div class='half'>{P012}</div>"
        f"<div class='ad'><a href='/x'>$o</a></div><div class='half'>{P345}</div></div>"
    ),
    "paragraphs beside a box": (
        "<main><h1>$h</h1><p>$0</p><p>$1</p><div class='box'><p>$2</p><p>$3</p></div><p>$4</p>"
        "<p>$5</p></main>"
    ),
    "each paragraph in its own box": (
        "<h1>$h</h1><div class='wrap'>"
        + "".join(f"<div class='para'><div><p>${n}</p></div></div>" for n in range(6))
        + "</div>"
    ),
    "a list in the middle": (
        f"<article><h1>$h</h1><div class='txt'>{P012}</div><ul><li>$3</li><li>$4</li></ul>"
        "<div class='txt'><p>$5</p></div></article>"
    ),
    "marked only in part": (
        f"<article><h1>$h</h1><div itemprop='articleBody'>{P012}</div><div class='cont'>{P345}</div>"
        "</article>"
    ),
    "a quotation": (
        f"<article><h1>$h</h1><div>{P012}</div><blockquote>$3</blockquote>"
        "<div><p>$4</p><p>$5</p></div></article>"
    ),
    "pictures between": (
        f"<div id='news'><h3>$h</h3><div class='t'>{P012}</div><figure><img src='a.jpg'>"
        f"<figcaption>$o</figcaption></figure><div class='t'>{P345}</div></div>"
    ),
}

#: Frames that aren't, and some that are.
FRAMES = {
    "a nav that is never closed": (
        f"<header><nav><ul><li><a href='/1'>1</a></li><main><article><h1>$h</h1><div>{ALL}</div>"
        "</article></main>"
    ),
    "a nav around all": f"<nav class='wrap'><div><h2>$h</h2><div class='t'>{ALL}</div></div></nav>",
    "a footer that is never closed": (
        f"<footer class='top'><a href='/'>1</a><div><h1>$h</h1><div class='t'>{ALL}</div></div>"
    ),
    "a form around all": f"<form id='aspnet'><div><h1>$h</h1><div class='t'>{ALL}</div></div></form>",
    "an aside around all": f"<aside><h1>$h</h1><div class='t'>{ALL}</div></aside>",
    "a button that is never closed": (
        f"<header><button class='menu'><span>=</span><main><h1>$h</h1>{ALL}</main></header>"
    ),
    "a long footer": f"<article><h1>$h</h1>{ALL}</article><footer><p>$o $k $s $k</p><p>$k $s</p></footer>",
    "a nav with sentences": f"<nav><p>$k $s</p><p>$s $o $k</p></nav><article><h1>$h</h1>{ALL}</article>",
    "a nav in the text": f"<article><h1>$h</h1>{P012}<nav>$l</nav>{P345}</article>",
    "text for browsers without scripts": (
        f"<div class='header-desc'>$s</div><div class='post'><noscript>{ALL}</noscript></div>"
    ),
}

#: A list of other articles inside the text.
OTHERS = {
    "a heading and a box": (
        f"<div id='body'><h1>$h</h1>{P012}<h2><span>$r</span></h2><div class='news_box'>$l</div>{P345}"
        "</div>"
    ),
    "a heading and lines": (
        f"<article><h1>$h</h1>{P012}<p>$r</p><p><a href='/1'>$h</a></p><p><a href='/2'>$h</a></p>{P345}"
        "</article>"
    ),
    "in bold": f"<div class='t'><h1>$h</h1>{P012}<strong>$r</strong>$l{P345}</div>",
    "with marks": f"<div class='t'><h1>$h</h1>{P012}<p>■ $r</p>$l{P345}</div>",
    "in a box": f"<div class='t'><h1>$h</h1>{P012}<div><div>[$r]</div>$l</div>{P345}</div>",
    "at the end": f"<div class='t'><h1>$h</h1>{ALL}<h3>$r</h3>$l</div>",
    "with teasers at the end": (
        f"<div class='t'><h1>$h</h1>{ALL}<h3>$r</h3><ul><li><b>$h</b> $s</li><li><b>$h</b> $o</li></ul>"
        "</div>"
    ),
    "between lines": (
        "<div class='t'><h1>$h</h1>$0<br><br>$1<br><br>$2<br><br><b>$r</b><br><a href='/1'>$h</a><br>"
        "<a href='/2'>$h</a><br><br>$3<br><br>$4<br><br>$5</div>"
    ),
}

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

#: Copies of the text that browsers don't show.
COPIES = {
    "for a printer": (
        f"<div class='main'><h4>$h</h4><div class='detail-body'>{ALL}</div>"
        f"<div style='display: none'><div>$h</div><ul><li>2026-03-09 10:00</li></ul><div>{ALL}</div>"
        "<div>$o</div></div></div>"
    ),
    "above the text": f"<div hidden><h1>$h</h1><p>$o</p>{ALL}</div><h1>$h</h1><div class='t'>{ALL}</div>",
    "in lines": (
        f"<h1>$h</h1><div class='t'>{ALL}</div><div id='mail' style='display:none'>$h<br>$0<br>$1<br>$2"
        "<br>$3<br>$4<br>$5<br>$s</div>"
    ),
    "in one line": (
        f"<h1>$h</h1><div class='t'>{ALL}</div><div style='display:none'>$h $0 $1 $2 $3 $4 $5</div>"
    ),
    "for a mobile phone": (
        f"<h1>$h</h1><div class='pc t'>{ALL}</div><div class='mo t' style='display:none;'>{ALL}</div>"
    ),
    "the text itself is hidden until a script shows it": (
        f"<p>$s</p><h1>$h</h1><div class='t' style='display:none'>{ALL}</div>"
    ),
}

#: What names seem to say, and what the elements hold.
NAMES = {
    "a post with a tag": (
        f"<article id='post-7' class='post-7 post type-post hentry category-news tag-sme'><h1>$h</h1>"
        f"<div class='entry-content'>{P012}</div></article><div id='comments' class='comments-area'>$c</div>"
    ),
    "a post of an author": (
        f"<div class='post-9 post hentry author-kim tag-related'><h1>$h</h1><div class='entry'>{P012}</div>"
        "</div><div id='respond'>$c</div>"
    ),
    "a post with a video": (
        f"<article class='post format-video category-share'><h1>$h</h1><div class='x'>{ALL}</div></article>"
        "<p>$s</p>"
    ),
    "a body with a tag": f"<div class='single author-han'><h1>$h</h1><div>{ALL}</div></div><div>$o</div>",
    "boxes named summary": (
        "<main><h1>$h</h1><div class='x'>"
        + "".join(f"<div class='summary'><p>${n}</p></div>" for n in range(6))
        + "</div></main>"
    ),
    "boxes named copy": (
        "<main><h1>$h</h1>"
        + "".join(f"<p class='body-copy'>${n}</p>" for n in range(6))
        + "</main>"
    ),
    "lines in a font": (
        "<main><h1>$h</h1>"
        + "".join(f"<div class='font-lg translate-x'>${n}</div>" for n in range(6))
        + "</main>"
    ),
    "a text named issue": f"<div class='issue-view'><h1>$h</h1><div class='issue'>{ALL}</div></div>",
    "a text named video": f"<h1>$h</h1><div class='video-news'>{ALL}</div><div>$s</div>",
    "a text named photo": f"<h1>$h</h1><div id='photoNews'><div class='photo'>{ALL}</div></div>",
    "comments only longer": (
        f"<article><h1>$h</h1><div class='entry-content'>{P012}</div></article><div id='reply'>$c$c</div>"
    ),
    "a question about cookies": (
        "<article><h1>$h</h1><div class='entry'><p>$0</p></div></article>"
        "<div id='cookie-law-info-bar'>$k</div>"
    ),
    "a question about cookies first": (
        "<div class='gdpr-consent'><h2>Cookies</h2><p>$k</p><p>$k</p></div><article><h1>$h</h1>"
        "<p>$0</p><p>$1</p></article>"
    ),
    "a reporter's profile": (
        f"<article><h1>$h</h1><div>{ALL}</div></article><div class='author-profile'><p>$s $s</p></div>"
    ),
    "a newsletter": f"<article><h1>$h</h1>{P012}<div class='newsletter'><p>$o $s</p></div>{P345}</article>",
}

#: A lead above the text.
LEADS = {
    "in the header": f"<article><header><h1>$h</h1><p class='intro'>$0</p></header><div class='t'><p>$1</p><p>$2</p>{P345}</div></article>",
    "in a box": f"<article><h1>$h</h1><div class='entry-excerpt'><p>$0</p></div><div class='entry-content'><p>$1</p><p>$2</p>{P345}</div></article>",
    "without a name": f"<div><h1>$h</h1><div><b>$0</b></div><div class='text'><p>$1</p><p>$2</p>{P345}</div></div>",
    "farther up": f"<div class='top'><h1>$h</h1><div class='lead-text'>$0</div></div><div class='row'><div class='article-body'><p>$1</p><p>$2</p>{P345}</div></div>",
    "as a heading": f"<header><h1>$h</h1><h2>$0</h2></header><div class='article-body'><p>$1</p><p>$2</p>{P345}</div>",
    "told once more in the text": f"<article><h1>$h</h1><p class='lead'>$0</p><div class='text'>{ALL}</div></article>",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(markup, id=f"{kind}: {name}")
        for kind, designs in (
            ("parts", PARTS),
            ("frames", FRAMES),
            ("others", OTHERS),
            ("copies", COPIES),
            ("leads", LEADS),
        )
        for name, markup in designs.items()
    ],
)
def test_all_sentences_of_the_article(markup: str, language: str) -> None:
    assert body_of(markup, language) == "012345"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_weighed_against_what_the_element_holds(name: str, language: str) -> None:
    markup = NAMES[name]
    expected = "".join(str(n) for n in range(6) if f"${n}" in markup)
    assert body_of(markup, language) == expected


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
