"""Whether a page without a known design is an article: signs for and against, weighed together.

No single sign decides. Templates put ``og:type`` ``article`` on every page of a site, forums and
shops print dates, ministries' notices have neither; what counts is how much agrees. The weights
were set on half of the pages of ``tests/data/page_kinds_*.txt`` and tried on the other half.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.reading.kinds.features import features, has_date, size
from crawler.reading.kinds.flashes import is_flash
from crawler.reading.kinds.scale import Scale
from crawler.reading.kinds.words import fold_label, patterns, weights, words
from crawler.reading.markup.parsed_page import text_in
from crawler.reading.markup.selectors import names_in
from crawler.reading.structured_data.metadata import json_ld_scripts, meta_elements
from newsdb.text.boilerplate import ends_sentence, fold_line
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.items import Readings
    from crawler.reading.kinds.features import Features
    from crawler.reading.kinds.scale import Named, Weighed
    from crawler.reading.markup.parsed_page import Page

#: What is named by a listing is an article, unless so much says that it is something else.
_OTHERWISE = 5

#: schema.org types of news, and of articles of any sort.
_NEWS_TYPES = frozenset(
    (
        "newsarticle reportagenewsarticle analysisnewsarticle backgroundnewsarticle"
        " opinionnewsarticle reviewnewsarticle askpublicnewsarticle liveblogposting"
    ).split()
)
_ARTICLE_TYPES = frozenset("article blogposting report".split())
_TYPE = lazy(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:https?://schema\.org/)?(\w{1,40})"')

#: More of a script is not searched, nor more types; no honest page has them.
_LONGEST_SCRIPT, _MOST_TYPES = 200_000, 200

_GENERATORS = (
    (
        "forum",
        lazy(r"phpbb|discourse|vbulletin|xenforo|mybb|nodebb|flarum|vanilla|simple machines"),
    ),
    ("wiki", lazy(r"mediawiki|dokuwiki|confluence|moniwiki|pukiwiki|tiddlywiki")),
)
_FOOTER = lazy(
    r"powered by (?:phpbb|discourse|vbulletin|xenforo|mybb|smf|vanilla|invision)", re.IGNORECASE
)

#: The texts of a body that may say so.
_FOOTER_SIGN = "owered by"
_FOOTERS = etree.XPath(f"descendant::text()[contains(., '{_FOOTER_SIGN}')]", smart_strings=False)

_HOME = lazy(
    r"^/?(?:(?:en|ko|kr|ja|jp|eng|kor|jpn)(?:[-_](?:us|gb|kr|jp))?/?)?"
    r"(?:(?:index|main|home|default)(?:\.\w{2,5})?)?/?$",
    re.IGNORECASE,
)
_BREAKS = lazy(r"[_.-]")
_PUBLIC = lazy(r"\.(?:go|or|re|lg|ac|gov)\.(?:kr|jp|uk)$|\.(?:gov|edu|int)$")
#: An address with the number of one item.
_NUMBERED = lazy(r"[?&]\w{1,20}=\d|/\d+(?:\.\w{2,5})?/?(?:[?#]|$)|\d{5}")
#: A longer part of an address is a headline; its words say what the article is about.
_LONGEST_WORDS, _MOST_WORDS = 24, 3
#: Kinds that a host may be named after: forum.example, ja.wikipedia.example.
_HOSTS = ("forum", "wiki", "login", "job", "product", "help")
_ADDRESS: Mapping[str, int] = dict.fromkeys(_HOSTS, 4)
_DATE_IN_PATH = lazy(r"/(?:19|20)\d\d[/_-]?(?:0?[1-9]|1[0-2])(?:[/_-]?\d\d)?(?:[/_-]|\d*\.|$)")
#: How much prose, in letters (a CJK one counts as two), is a text, and a short one.
_MUCH, _SOME, _LEAST = 220, 80, 30
_LONGEST_HEADLINE = 200
#: A shorter part of a title names a section or the site.
_SHORTEST_OWN = 15
_FEW_PRICES, _FEW_INPUTS, _MANY_FIGURES, _MANY_LINKS = 2, 3, 0.5, 0.85
_MOST_REPORTS, _MOST_PROSE = 20, 500  # paragraphs, in which a verb and prose are looked for
_MOST_DATED, _MANY_DATES = 500, 4  # lines in which dates are looked for, and enough of these
_LONGEST_LINE = 20_000  # characters, in which a byline or a verb is looked for
#: How many answered, above their answers.
_ANSWERS = lazy(r"^(?:답변|回答|answers?|replies)\s?[(（]?\d")
#: What a title says, and how much that speaks against an article.
_BY_TITLE: Mapping[str, int] = {"error": 6, "list": 5, "forum": 2, "wiki": 6, "job": 3}
_ERROR_ABOVE_TEXT = 2  # a long article may be headed by such words

#: Kinds whose labels stand in press releases and notices as well: what is sold, who the firm is.
_IN_NOTICES = frozenset(("company page", "product", "event"))


def weigh(
    page: Page,
    url: str,
    readings: Readings,
    *,
    named: Named | None = None,
    own_address: bool = False,
) -> Weighed:
    """Return how much speaks for and against the page at ``url`` being an article.

    ``named`` is what a listing says about it; ``own_address`` tells that its outlet's spider
    knows the address as an article's.
    """
    scale = Scale()
    marked = _weigh_metadata(scale, page, readings)
    _weigh_address(scale, url, own=own_address)
    text = [text for each in readings.get("body", ())[:1] for text in each.values]
    if text:
        titles = [value for each in readings.get("title", ()) for value in each.values]
        _weigh_text(scale, text, titles, marked=marked)
    if scale.is_sure:
        return scale.weighed()
    shown = features(page, text)
    short = sum(map(len, text)) < _MUCH and sum(map(size, text)) < _MUCH
    _weigh_shape(scale, shown, readings, short=short)
    _weigh_titles(scale, shown, short=short, numbered=bool(_NUMBERED.search(url)))
    _weigh_labels(scale, page, shown)
    if named and max(scale.against.values(), default=0) < _OTHERWISE:
        _weigh_named(scale, shown, readings, named)
    return scale.weighed()


def _weigh_metadata(scale: Scale, page: Page, readings: Readings) -> bool:
    """Weigh what the page's metadata calls it; return whether it marks its text."""
    types = _types(page)
    if types & _NEWS_TYPES:
        scale.add("news by its type", 5)
    elif types & _ARTICLE_TYPES:
        scale.add("article by its type", 3)
    for name in types & set(weights("types")):
        kind, weight = weights("types")[name]
        scale.rather(kind, f"type {name}", 1 if types & _NEWS_TYPES else weight)
    og_type = _content(page, "property", "og:type").lower().strip()
    og_type = og_type.removeprefix("og:")
    if og_type == "article":
        scale.add("og:type article", 1)
    elif og_type in weights("og_types"):
        kind, weight = weights("og_types")[og_type]
        scale.rather(kind, f"og:type {og_type}", weight)
    if any(each.get("property", "").startswith("product:") for each in meta_elements(page)):
        scale.rather("product", "meta product:", 4)
    generator = _content(page, "name", "generator").lower()
    for kind, pattern in _GENERATORS:
        if pattern.search(generator[:200]):
            scale.rather(kind, "generator", 8)
    stated = [each.source for each in readings.get("published", ()) if each.values]
    is_article = bool(types & (_NEWS_TYPES | _ARTICLE_TYPES))  # else a page's date, not its own
    if any(_is_publication(each, is_article=is_article) for each in stated):
        scale.add("states when it was published", 2)
    marked = any("articleBody" in names_in(value) for value in _values(page, "itemprop"))
    if marked:
        scale.add("marks its text", 2)
    signed = [each.origin for each in readings.get("authors", ()) if each.values]
    if signed:
        at_text = "text" in signed
        scale.add("a byline at the text" if at_text else "names an author", 2 if at_text else 1)
    return marked


def _content(page: Page, attribute: str, name: str) -> str:
    """Return the first content of the meta tags that are named so."""
    named = (each for each in meta_elements(page) if each.get(attribute) == name)
    return next((each for tag in named if (each := tag.get("content")) is not None), "")


def _values(page: Page, attribute: str) -> Iterator[str]:
    """Yield the values of an attribute, in document order."""
    return (each.get(attribute, "") for each in page.having(attribute))


def _types(page: Page) -> set[str]:
    """Return the schema.org types in a page's JSON-LD and microdata, at any depth."""
    scripts = json_ld_scripts(page)
    types = {name.lower() for each in scripts for name in _TYPE.findall(each[:_LONGEST_SCRIPT])}
    items = islice(_values(page, "itemtype"), _MOST_TYPES)
    return types | {each.rstrip("/").rsplit("/", 1)[-1].lower() for each in items}


def _is_publication(source: str, *, is_article: bool) -> bool:
    """Return whether a reading's source is a statement of when an article was published."""
    if source.startswith("json-ld"):
        return is_article
    return source.startswith(("meta", "state")) and ("publ" in source or "state" in source)


def _weigh_address(scale: Scale, url: str, *, own: bool) -> None:
    """Weigh the words of the address."""
    if own:
        scale.add("an address of the outlet's articles", 4)
        return
    parts = urlsplit(url.lower())
    if _HOME.match(parts.path) and not parts.query:
        scale.rather("home page", "address", 6)
        return
    path = unquote(parts.path)
    known = words("address")
    dated = bool(_DATE_IN_PATH.search(path))
    if dated:
        scale.add("a date in its address", 1)
    steps = [_words_of(each) for each in path.split("/") if each]
    steps += [_words_of(each) for each in parts.query.split("&")[:20]]
    found = [
        (kind, min(step & names))
        for step in steps
        for kind, names in known.items()
        if step & names
    ]
    kinds = [kind for kind, _ in found]
    if "news" in kinds:
        scale.add("an address of news", 2)
    if len(steps) == len(found) and kinds[-1:] == ["news"]:
        # The last part is the page's own name: /news is a list, /news/delegation-visits none.
        scale.rather("list", "its address ends with a section", 2)
    if _PUBLIC.search(parts.hostname or ""):
        scale.add("the host of a public body", 1)
    hosts = set((parts.hostname or "").split(".")[:-1])
    found += [(kind, min(hosts & known[kind])) for kind in _HOSTS if hosts & known[kind]]
    told: set[str] = set()
    for number, (kind, word) in enumerate(found):
        if kind == "news" or kind in told:
            continue
        told.add(kind)
        # What comes later is more particular: /about/news is news.
        weight = 1 if "news" in kinds[number:] or dated else _ADDRESS.get(kind, 3)
        scale.rather(kind, f"address {word}", weight)


def _words_of(part: str) -> set[str]:
    """Return the words in a part of a path or a query: news_view.php, bo_table=free."""
    name, _, value = part.partition("=")
    stems = {name.rsplit(".", 1)[0], value if not value.isdigit() else ""}
    parts = [_BREAKS.split(each) for each in stems if len(each) <= _LONGEST_WORDS]
    return {*stems, *(word for words in parts if len(words) <= _MOST_WORDS for word in words)} - {
        ""
    }


def _weigh_text(scale: Scale, text: list[str], titles: Iterable[str], *, marked: bool) -> None:
    """Weigh how much prose there is."""
    prose = 0
    for each in text[:_MOST_PROSE]:
        prose += _prose_in(each)
        if prose >= _MUCH:  # more says no more
            break
    if prose >= _MUCH:
        scale.add("a text", 2)
    elif prose >= _SOME:
        scale.add("a short text", 1)
    elif prose < _LEAST and not marked and is_flash(" ".join(text), titles):
        scale.add("a flash that repeats its headline", 1)
    elif prose < _LEAST and not marked:
        scale.add("no prose", -2 if sum(map(len, text)) > _MUCH else -3)
    if scale.is_sure:
        return
    signed, tells = patterns("sentences")["signed"], patterns("sentences")["tells"]
    if any(signed.search(each[:_LONGEST_LINE]) for each in (*text[:2], *text[-1:])):
        scale.add("a byline in the text", 2)
    if any(tells.search(each[:_LONGEST_LINE]) for each in text[:_MOST_REPORTS]):
        scale.add("tells or announces something", 1)
    teasers = sum(each.endswith(("...", "…", "[…]", "[...]")) for each in text)
    if teasers > 1 and teasers * 2 >= len(text):
        scale.rather("list", "teasers", 4)
    dated = (each for each in text[:_MOST_DATED] if len(each) <= 60 and has_date(each))
    if len(list(islice(dated, _MANY_DATES))) == _MANY_DATES:
        scale.rather("list", "dates in the text", 3)


def _prose_in(text: str) -> int:
    """Return how long a line is if it is prose, else 0."""
    length = size(text[:_MUCH])  # more says no more
    is_prose = length >= 160 or (length >= _LEAST and ends_sentence(fold_line(text[-40:])))
    return length if is_prose else 0


def _weigh_named(scale: Scale, shown: Features, readings: Readings, named: Named) -> None:
    """Weigh what a listing says about the page: what a feed names is an article, usually."""
    title = fold_label(named.title or "")
    given = {fold_label(value) for each in readings.get("title", ()) for value in each.values}
    if title and (title in shown.title_parts or title in given or title in shown.labels):
        scale.add("a listing names it by its headline", 4)
    elif title:
        scale.add("a listing names it", 2)
    if title and named.dated:
        scale.add("a listing dates it", 1)


def _weigh_shape(scale: Scale, shown: Features, readings: Readings, *, short: bool) -> None:
    """Weigh the headline, what stands beside it, repeated items, forms and figures."""
    if shown.headline:
        scale.add("its headline stands above", 1)
    if shown.dated:
        scale.add("a date beside the headline", 2)
    elif any(each.origin == "text" for each in readings.get("published", ())):
        scale.add("a date at the text", 1)
    items = "forum" if shown.is_thread else "list"
    for kind, sign, weight, is_so in (
        (items, f"{shown.items} items alike", 4, shown.items > 0),
        ("forum", f"{shown.comments} answers", 2, shown.comments > 1),
        ("product", "prices", 1 if shown.dated else 3, shown.prices > _FEW_PRICES),
        ("market", "cells of figures", 4 if short else 2, shown.figures > _MANY_FIGURES),
        ("login", "asks for a password", 1, shown.password),
        ("form", f"{shown.text_inputs} fields", 3, shown.text_inputs > _FEW_INPUTS),
        ("list", "mostly links", 2, shown.linked > _MANY_LINKS),
    ):
        if is_so:
            scale.rather(kind, sign, weight)


def _weigh_titles(scale: Scale, shown: Features, *, short: bool, numbered: bool) -> None:
    """Weigh what titles and headings call the page."""
    titles, is_news = set(shown.title_parts), False
    for kind, names in words("headings").items():
        found = names & (titles | shown.headings | shown.places)
        if not found:
            continue
        if kind == "news":
            scale.add(f"under the heading {min(found)}", 2)
            is_news = True
        elif found & titles and found & (shown.headings | shown.places):
            scale.rather(kind, f"title and heading {min(found)}", 5)
        elif found & titles:
            scale.rather(kind, f"title {min(found)}", 4)
        else:
            scale.rather(kind, f"heading {min(found)}", 2 if kind in {"error", "job"} else 1)
    whole = shown.title_parts[0] if shown.title_parts else ""
    shapes = patterns("titles")
    named = [each[:_LONGEST_HEADLINE] for each in shown.title_parts]
    for kind, weight in _BY_TITLE.items():
        if any(map(shapes[kind].search, named)):
            is_above_text = kind == "error" and not short
            scale.rather(kind, "title", _ERROR_ABOVE_TEXT if is_above_text else weight)
    if not is_news and any(map(shapes["news"].search, named)):
        scale.add("news by its title", 2)
    own = [each for each in titles - {whole} if size(each) >= _SHORTEST_OWN]
    sections = words("headings")["news"]
    if titles & sections and not numbered and not any(each in shown.labels for each in own):
        scale.rather("list", "only a section's heading", 3)


def _weigh_labels(scale: Scale, page: Page, shown: Features) -> None:
    """Weigh what stands in cells, buttons and short lines."""
    for kind, names in words("labels").items():
        found = [each for each in names if each in shown.labels]
        weight = _weight_of(kind, len(found), sum(shown.labels[each] for each in found))
        if shown.dated and kind in _IN_NOTICES:
            weight = min(weight, 1)
        if weight:
            what = "product" if kind == "cart" else kind
            scale.rather(what, ", ".join(sorted(found)[:3]), weight)
    if any(map(_ANSWERS.match, shown.labels)):
        scale.rather("forum", "answers", 3)
    footers: list[str] = []
    if page.body is not None and _FOOTER_SIGN in text_in(page.body):  # a third of the path's time
        footers = cast("list[str]", _FOOTERS(page.body))[:5]
    if any(_FOOTER.search(each[:300]) for each in footers):
        scale.rather("forum", "its software", 6)


def _weight_of(kind: str, different: int, times: int) -> int:
    """Return how much labels of a kind tell: so many different ones, so often altogether."""
    if kind in {"help", "cart"}:
        return 4 if different else 0
    if kind == "forum":
        return 4 if different > 2 or times > 3 else 2 if times > 1 else 0
    if kind == "event":
        return 3 if different > 2 or times > 3 else 0
    if kind == "wiki":
        return 5 if times > 2 else 2 if times > 1 else 0
    return (0, 0, 2, 4, 5)[min(different, 4)]
