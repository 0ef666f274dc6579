"""Families of pages that carry their article in a script's state: Arc and Next.js.

The browser renders such a page from that state, so the text is there and often nowhere else (in
2026 on ChosunBiz and Sankei, which use Arc, and on News1, which uses Next.js).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.items import Reading
from crawler.reading.text import NOT_XML, lines, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parsel import Selector

    from crawler.items import Readings, Trust

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

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

    def read(self, page: Selector, url: str) -> Readings | None:
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


def from_next_state(page: Selector) -> Readings:
    """Return the longest text in a page's ``__NEXT_DATA__`` and the fields next to it."""
    state = _parsed(page.xpath("string(//script[@id='__NEXT_DATA__'])").get(""))
    found = max(_texts(state), key=lambda each: sum(map(len, each[0])), default=None)
    if found is None:
        return {}
    body, article = found
    readings: Readings = {}
    for field, values in (
        ("body", body),
        ("title", [article.get("title") or article.get("headline")]),
        ("subtitle", _broken(article.get("sub_title") or article.get("subtitle"))),
        ("authors", [article.get("author") or article.get("writer")]),
    ):
        _add(readings, field, values, "state __NEXT_DATA__")
    return readings


def _arc_paragraphs(elements: Iterable[dict[str, Any]]) -> Iterator[str]:
    for each in elements:
        if each.get("type") in {"text", "header"} and isinstance(each.get("content"), str):
            yield from _lines_of(each["content"])
        elif each.get("type") == "list":
            items = [item for item in each.get("items") or () if isinstance(item, dict)]
            yield from _arc_paragraphs({"type": "text", **item} for item in items)


def _arc_byline(person: Any) -> str | None:
    """Return a name as printed: Arc's own ``name`` reverses Korean ones (재은 이)."""
    byline = _path(person, "additional_properties", "original", "byline")
    return byline or (person.get("name") if isinstance(person, dict) else None)


def _texts(
    value: Any, holder: dict[str, Any] | None = None, depth: int = 0
) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield the long texts in a state as paragraphs, each with the object that holds it."""
    if depth > 12:
        return
    if isinstance(value, dict):
        for each in value.values():
            if isinstance(each, str):
                if _is_text(found := list(_lines_of(each)) if len(each) > LEAST_TEXT else []):
                    yield found, value
            else:
                yield from _texts(each, value, depth + 1)
    elif isinstance(value, list):
        parts = [
            text
            for each in value
            if isinstance(each, dict) and each.get("type", "text") in {"text", "paragraph", "p"}
            for text in (each.get("content"), each.get("text"), each.get("value"))
            if isinstance(text, str)
        ]
        if _is_text(found := [line for part in parts for line in _lines_of(part)]):
            yield found, holder or {}
        for each in value:
            yield from _texts(each, holder, depth + 1)


def _is_text(found: list[str]) -> bool:
    return sum(map(len, found)) >= LEAST_TEXT and any(
        (re.search(r"[.。!?]", line) and " " in line) or "。" in line for line in found
    )


def _lines_of(markup: str) -> list[str]:
    """Return the lines of text in a piece of markup."""
    if "<" not in markup and "&" not in markup:
        return [text for text in map(tidy, markup.splitlines()) if text]
    from parsel import Selector  # noqa: PLC0415  only for states

    fragment = Selector(text=f"<div>{NOT_XML.sub('', markup)}</div>")
    return lines(fragment.root)


def _broken(text: Any) -> list[str]:
    return [tidy(part) for part in _BREAK.split(text)] if isinstance(text, str) else []


def _add(readings: Readings, field: str, values: Iterable[Any], source: str) -> None:
    kept = tuple(text for value in values if isinstance(value, str) and (text := tidy(value)))
    if kept:
        readings[field] = [Reading(kept, source)]  # type: ignore[index]


def _assigned(page: Selector, name: str) -> Any:
    """Return the JSON value that a script of the page assigns to ``name``."""
    for script in page.xpath("//script[contains(., $name)]/text()", name=name).getall():
        return _parsed(script[script.index(name) + len(name) :])
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
