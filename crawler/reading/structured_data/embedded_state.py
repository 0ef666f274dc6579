"""Families of pages that carry their article in a script's state: Arc, Next.js, Nuxt and others.

The browser renders such a page from that state, so the text is there and often nowhere else (in
2026 on ChosunBiz and Sankei, which use Arc, and on News1, which uses Next.js).
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from crawler.items import Reading
from crawler.reading.text import lines, lines_of_markup, tidy
from newsdb.text.folding import fold, letters, skeleton
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.items import Readings, Trust
    from crawler.reading.markup.parsed_page import Page

#: Scripts with a state of JSON, whatever their type says.
_IDS = frozenset(("__NEXT_DATA__", "__NUXT_DATA__"))
#: A script assigns a state: window.__STATE__ = {...}, or JSON.parse("..."). In two patterns, since
#: the sign between them is found at once.
_ASSIGNED = lazy(r"=\s{0,9}(?:JSON\.parse\(\s{0,9})?(?=[{\[\"])")
_ITS_NAME = lazy(
    r"(?:\b(?:window|self|globalThis)(?:\.|\[[\"'])[\w$]{1,60}(?:[\"']\])?|\b__[A-Z][A-Z_]{1,40}__)"
    r"\s{0,9}\Z"
)
_IN_NAMES = ("window", "self", "globalThis", "__")
_LONGEST_NAME = 100  # characters, and some more
#: How many states of a script, and assignments of a page, are looked at.
_MOST_ASSIGNED, _MOST_SIGNS = 20, 20_000
#: Next.js pushes pieces of its flight data.
_PUSH = lazy(r"__next_f\s{0,9}\.push\(\s{0,9}(?=\[)")
_ROW = re.compile(rb"\s{0,9}(?P<id>[0-9a-f]{1,9}):(?:T(?P<length>[0-9a-f]{1,7}),)?")
_DEEPEST = 24

_TITLES = ("title", "headline", "articleTitle", "newsTitle", "subject")
_DATES = (
    *("publishedAt", "datePublished", "published_at", "publishDate", "pubDate", "displayDate"),
    *("display_date", "firstPublishDate", "regDate", "reg_date"),
)
#: What texts of articles are called, and the objects around them.
_NAMES_OF_TEXTS = frozenset(
    (
        "article articleBody article_body articleContent body bodyHtml bodyText body_html content "
        "contentArrange contentHtml contentText content_html contents fullText html newsContent "
        "paragraphs story text"
    ).split()
)
_ARTICLES = lazy(r"article|news|story|post|entry|press|contentHtml", re.IGNORECASE)
_NO_TEXTS = frozenset("css inline script scripts style styles terms policy".split())
_CODE = lazy(r"[{};=]|=>|\\n")
_CODE_SHARE = 60  # characters of text for each sign of code

#: A text is on the page with this share of its lines, by their first letters.
_MOSTLY_SHOWN = 0.3
_LONG_ENOUGH = 20
#: How many texts, and lines of each, are compared with the page.
_MOST_TEXTS, _MOST_LINES = 50, 20

_BREAK = lazy(r"<br\s*/?>", re.IGNORECASE)

#: A text with fewer characters is a teaser, not an article.
LEAST_TEXT = 100


class ArcState:
    """Arc XP: the story is in ``Fusion.globalContent``.

    Its ``first_publish_date`` is when the story appeared; JSON-LD and meta tags may give
    the time the record was created, minutes earlier (ChosunBiz, March 2026).
    """

    name = "arc"
    since = until = None  # recognised by its content, whenever it was fetched
    trust: ClassVar[Trust] = dict.fromkeys(
        ("title", "subtitle", "body", "captions", "authors", "published", "modified", "section"),
        ("state",),
    )

    def expected(self) -> str:
        """Return where the story was looked for."""
        return "arc: Fusion.globalContent with content_elements"

    def read(self, page: Page, url: str) -> Readings | None:
        """Return what the state says about the story, or None when the page has none."""
        del url
        story = _assigned(page, "Fusion.globalContent=")
        if not isinstance(story, dict) or not isinstance(story.get("content_elements"), list):
            return None
        elements = [each for each in story["content_elements"] if isinstance(each, dict)]
        body = tuple(_arc_paragraphs(elements))
        if not body:
            return None
        captions = [each.get("caption") for each in elements if each.get("type") == "image"]
        bylines = [_arc_byline(each) for each in _path(story, "credits", "by") or ()]
        readings: Readings = {}
        for field, values, name in (
            ("body", body, "content_elements"),
            ("title", [_path(story, "headlines", "basic")], "headlines.basic"),
            ("subtitle", _broken(_path(story, "subheadlines", "basic")), "subheadlines.basic"),
            ("captions", captions, "content_elements.caption"),
            ("authors", bylines, "credits.by"),
            (
                "published",
                [story.get("first_publish_date") or story.get("display_date")],
                "first_publish_date",
            ),
            ("modified", [story.get("last_updated_date")], "last_updated_date"),
            ("section", [_path(story, "taxonomy", "primary_section", "name")], "primary_section"),
        ):
            _add(readings, field, values, f"state Fusion.globalContent {name}")
        return readings


class _Text(NamedTuple):
    """A long text in a state: its paragraphs, its name, and the objects around it."""

    paragraphs: list[str]
    name: str
    titled: dict[str, Any]  # the nearest object around it that has a title
    path: str  # the names around it

    @property
    def title(self) -> str:
        """The title next to the text."""
        return _first(self.titled, _TITLES)

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(map(len, self.paragraphs))


def from_state(page: Page, headlines: Iterable[str] = ()) -> Readings:
    """Return the article in the state of a page's scripts, and the fields next to it.

    A state holds everything that a page may need, terms of use and scripts as well. A text in it
    is the article if the page shows its lines, if the page's headline is its title, or else if
    names and titles around it say so.
    """
    known: set[str] = set()
    texts = [text for state in _states(page) for text in _texts(state, known)]
    if not texts:
        return {}
    wanted = {bare for each in headlines if (bare := skeleton(each))}
    titled = {text.title for text in texts}
    titled = {title for title in titled if _is_one_of(skeleton(title), wanted)}
    texts.sort(key=lambda text: (text.title in titled, text.length), reverse=True)

    @cache
    def visible() -> str:
        return letters(fold(" ".join(lines(page.body)))) if page.body is not None else ""

    def fitness(text: _Text) -> tuple[int, int]:
        is_fit = (
            text.name in _NAMES_OF_TEXTS and bool(text.title) and bool(_ARTICLES.search(text.path))
        ) or _share_shown(text.paragraphs, visible()) >= _MOSTLY_SHOWN
        # A text that the page shows may still be its terms of use.
        return 2 * (text.title in titled) + is_fit, text.length

    best = max(texts[:_MOST_TEXTS], key=fitness)
    if not fitness(best)[0]:
        return {}
    readings: Readings = {}
    for field, values in (
        ("body", best.paragraphs),
        ("title", [_first(best.titled, _TITLES)]),
        ("subtitle", _broken(_first(best.titled, ("sub_title", "subtitle", "subTitle")))),
        ("authors", [_first(best.titled, ("author", "writer"))]),
        ("published", [_first(best.titled, _DATES)]),
    ):
        _add(readings, field, values, f"state {best.name}")
    return readings


def _is_one_of(title: str, headlines: Iterable[str]) -> bool:
    return bool(title) and any(title in each or each in title for each in headlines)


def _share_shown(paragraphs: Iterable[str], visible: str) -> float:
    """Return the share of a text's long lines that begin like lines on the page."""
    long = islice((each for each in paragraphs if len(each) >= _LONG_ENOUGH), _MOST_LINES)
    begins = [skeleton(each[: 2 * _LONG_ENOUGH])[:_LONG_ENOUGH] for each in long]
    return sum(each in visible for each in begins) / len(begins) if begins else 0


def _states(page: Page) -> Iterator[Any]:
    """Yield the values of the states in a page's scripts."""
    flight: list[str] = []
    budget = iter(range(_MOST_SIGNS))
    for script in page.by_tag("script"):
        text = script.text or ""
        if len(text) < LEAST_TEXT or script.get("src") is not None:
            continue
        if script.get("type") == "application/json" or script.get("id") in _IDS:
            state = _parsed(text)
            yield _revived(state) if script.get("id") == "__NUXT_DATA__" else state
        elif "__next_f" in text:
            flight += _flight(text)
        else:
            for start in islice(_assigned_to_names(text, budget), _MOST_ASSIGNED):
                value = _parsed(text[start:])
                yield _parsed(value) if isinstance(value, str) else value
    if flight:
        yield _rows("".join(flight))


def _assigned_to_names(script: str, budget: Iterator[int]) -> Iterator[int]:
    """Yield the places in a script where the value of a state begins.

    Each assignment that is looked at takes one of ``budget``.
    """
    for _, sign in zip(budget, _ASSIGNED.finditer(script), strict=False):
        at = sign.start()
        before = script[max(0, at - _LONGEST_NAME) : at]
        # Most scripts have none of these, which is told in a tenth of the time.
        if any(each in before for each in _IN_NAMES) and _ITS_NAME.search(before):
            yield sign.end()


def _revived(state: Any) -> Any:
    """Return the objects of a Nuxt state, in which numbers stand for the places of values."""
    if not isinstance(state, list):
        return state
    return [
        {
            name: state[at] if isinstance(at, int) and 0 <= at < len(state) else at
            for name, at in each.items()
        }
        for each in state
        if isinstance(each, dict)
    ]


def _flight(script: str) -> Iterator[str]:
    """Yield the pieces of Next's flight data that a script pushes."""
    for push in _PUSH.finditer(script):
        pushed = _parsed(script[push.end() :])
        if isinstance(pushed, list) and len(pushed) > 1 and isinstance(pushed[1], str):
            yield pushed[1]


def _rows(flight: str) -> Any:
    """Return the values in flight data, with the texts that they refer to in their places.

    A row is a number, a colon and JSON up to the line's end; or ``T``, a text's length in bytes
    and the text.
    """
    data = flight.encode("utf-8", "replace")
    values: list[Any] = []
    texts: dict[str, str] = {}
    at = 0
    while (row := _ROW.match(data, at)) is not None:
        if row["length"]:
            end = row.end() + int(row["length"], 16)
            texts["$" + row["id"].decode()] = data[row.end() : end].decode("utf-8", "replace")
        else:
            end = data.find(b"\n", row.end())
            end = len(data) if end < 0 else end + 1
            values.append(_parsed(data[row.end() : end].decode("utf-8", "replace")))
        at = end
    return _placed(values, texts)


def _placed(value: Any, texts: Mapping[str, str], depth: int = 0) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_placed(each, texts, depth + 1) for each in value]
    if isinstance(value, dict):
        return {name: _placed(each, texts, depth + 1) for name, each in value.items()}
    return value


def _texts(
    value: Any,
    known: set[str],
    titled: dict[str, Any] | None = None,
    path: tuple[str, ...] = (),
) -> Iterator[_Text]:
    """Yield the long texts in a state, each once; ``known`` are those seen before."""
    if len(path) > _DEEPEST:
        return
    titled = titled or {}
    if isinstance(value, dict):
        if _first(value, _TITLES):
            titled = value
        for name, each in value.items():
            if not isinstance(each, str):
                yield from _texts(each, known, titled, (*path, name))
            elif len(each) > LEAST_TEXT and name not in _NO_TEXTS and each not in known:
                known.add(each)
                yield from _found(lines_of_markup(each), titled, (*path, name))
    elif isinstance(value, list):
        parts = [
            text
            for each in value
            if isinstance(each, dict) and _type_of(each) in {"", "text", "paragraph", "p"}
            for text in (each.get("content"), each.get("text"), each.get("value"))
            if isinstance(text, str)
        ]
        yield from _found([line for part in parts for line in lines_of_markup(part)], titled, path)
        for each in value:
            yield from _texts(each, known, titled, (*path, ""))


def _found(
    paragraphs: list[str], titled: dict[str, Any], path: tuple[str, ...]
) -> Iterator[_Text]:
    if _is_text(paragraphs):
        yield _Text(paragraphs, path[-1] if path else "", titled, ".".join(path))


def _is_text(found: list[str]) -> bool:
    """Return whether lines are sentences, not a script or a style sheet."""
    whole = "".join(found)
    return (
        len(whole) >= LEAST_TEXT
        and len(_CODE.findall(whole)) * _CODE_SHARE < len(whole)
        and any((re.search(r"[.。!?]", line) and " " in line) or "。" in line for line in found)
    )


def _type_of(element: dict[str, Any]) -> str:
    kind = element.get("type", "")
    return kind if isinstance(kind, str) else "other"


def _first(holder: dict[str, Any], names: Iterable[str]) -> str:
    """Return the first string that ``holder`` has under one of these names."""
    return next((each for name in names if isinstance(each := holder.get(name), str)), "")


def _arc_paragraphs(elements: Iterable[dict[str, Any]], depth: int = 0) -> Iterator[str]:
    for each in elements:
        if _type_of(each) in {"text", "header"} and isinstance(each.get("content"), str):
            yield from lines_of_markup(each["content"])
        elif _type_of(each) == "list" and isinstance(each.get("items"), list) and depth < _DEEPEST:
            items = [item for item in each["items"] if isinstance(item, dict)]
            yield from _arc_paragraphs([{"type": "text", **item} for item in items], depth + 1)


def _arc_byline(person: Any) -> str | None:
    """Return a name as printed: Arc's own ``name`` reverses Korean ones (재은 이)."""
    byline = _path(person, "additional_properties", "original", "byline")
    return byline or (person.get("name") if isinstance(person, dict) else None)


def _broken(text: Any) -> list[str]:
    return [tidy(part) for part in _BREAK.split(text)] if isinstance(text, str) else []


def _add(readings: Readings, field: str, values: Iterable[Any], source: str) -> None:
    kept = tuple(text for value in values if isinstance(value, str) and (text := tidy(value)))
    if kept:
        readings[field] = [Reading(kept, source)]  # type: ignore[index]


def _assigned(page: Page, name: str) -> Any:
    """Return the JSON value that a script of the page assigns to ``name``."""
    for script in page.by_tag("script"):
        text = script.text or ""
        if name in text:
            return _parsed(text[text.index(name) + len(name) :])
    return None


def _parsed(text: str) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def _path(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


#: The families that are recognised by a page's content, whatever its outlet.
FAMILIES = (ArcState(),)
