"""The text of an element with the line breaks that a browser would show."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from lxml import etree

from newsdb.text.composing import MARKS, composed, may_be_shortened
from newsdb.text.controls import without_controls
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

#: Elements that start and end a line.
BLOCKS = frozenset(
    (
        "address article aside blockquote center dd div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul"
    ).split()
)

#: Elements whose content is never part of the text.
INVISIBLE = frozenset(
    (
        "audio button canvas embed iframe input map noscript object option rp rt rtc script "
        "select style svg template textarea video"
    ).split()
)

#: How a word is read (furigana), above it or in brackets behind it.
READINGS = frozenset(("rp", "rt", "rtc"))

_BLANKS = lazy(r"[ \t\n\r\f\v\xa0]{2,}|[\t\n\r\f\v\xa0]")
#: How a text ends whose last sentence is complete.
SENTENCE_END = lazy(r"[.!?。！？…][\"'”’」』)\]）]{0,3}$")
_LAST_SIGNS = frozenset(".!?。！？…\"'”’」』)]）")
_ENDING = 8  # characters in which that is looked for
#: What XML knows no sign for; lxml will not hand out attributes that are named with one.
NOT_XML = lazy("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = bytes(sorted({*range(0x20)} - {0x09, 0x0A, 0x0D}))
_NO_CHARACTERS = ("\ufffe", "\uffff")
#: Characters that emoji begin and end with; between two of them a joiner makes one of both.
_EMOJI = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
#: What is not seen besides control characters: what has no width.
_INVISIBLE = lazy(
    f"[\u00ad\u200b\u200c\u2060\ufeff\ufffe\uffff]|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)

#: Characters that may be invisible, a control or a mark, which few lines have; and all beyond the
#: first plane.
_ODD = lazy(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad{MARKS}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\uffff"  # in one plane, which makes it a table
    "\U00010000-\U0010ffff]"
)

#: Pictures of characters that a font or charset lacks: gaiji and emoji.
_PICTURED = lazy(r"gaiji|emoji|外字", re.IGNORECASE)
_NO_ASCII = lazy(r"[^\x00-\x7f]{1,8}")
_IDEOGRAPH = lazy(
    "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\ufe00-\ufe0f\U000e0100-\U000e01ef]?"
)
_LETTER_LAST = lazy(r"[^\W\d_]$")
_LETTER_FIRST = lazy(r"[^\W\d_]")

#: Tags in a string that may be markup or a text with <; those that start a line; entities.
_TAG = lazy(r"<(?:/?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,500})?/?|!--[^<>]{0,500})>")
_LINE_TAG = lazy(rf"</?(?:br|{'|'.join(sorted(BLOCKS))})[\s/>]", re.IGNORECASE)
_ENTITY = lazy(r"&(?:#\w{2,8}|[A-Za-z]\w{1,30});")


def root_of(markup: str) -> etree._Element:
    """Return the root of a document of HTML; what is no markup is a paragraph of it.

    What XML knows no sign for is left out.
    """
    for sign in _NO_CHARACTERS:
        if sign in markup:
            markup = markup.replace(sign, "")
    # On bytes, since a pattern for the same takes as long as parsing.
    encoded = markup.strip().encode(errors="ignore").translate(None, _CONTROLS)
    # Not parsel's or lxml.html's parser: theirs looks up a class of its own for each element.
    # Ids are in the page's own index: no table of them is needed.
    parser = etree.HTMLParser(recover=True, encoding="utf-8", huge_tree=True, collect_ids=False)
    root = etree.fromstring(encoded.strip() or b"<html/>", parser)
    return root if root is not None else etree.Element("html")


def tidy(text: str) -> str:
    """Return ``text`` in NFC, runs of blanks as one, invisible characters and outer blanks off."""
    plain = text.strip()
    if not plain.isprintable() or "  " in plain:  # all blanks but a space aren't printable
        plain = _BLANKS.sub(" ", plain)
    if plain.isascii():
        if plain.isprintable():
            return plain
    # What is printable has marks at most, of which only a long run matters.
    elif not (may_be_shortened(plain) if plain.isprintable() else _ODD.search(plain)):
        # It is normalised as it is: mostly it is normal, which is told at once.
        return normalize("NFC", plain)
    return _BLANKS.sub(" ", composed(_INVISIBLE.sub("", without_controls(text)))).strip()


def outermost(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Return those of ``elements`` that are not inside another of them: it shows their text.

    Every element around them is looked at once, however deep they are nested.
    """
    found = list(elements)
    wanted = set(found)
    inside: dict[etree._Element, bool] = {}
    outer = []
    for each in found:
        passed = []
        at = each.getparent()
        while at is not None and at not in wanted and at not in inside:
            passed.append(at)
            at = at.getparent()
        covered = at is not None and (at in wanted or inside[at])
        inside |= dict.fromkeys(passed, covered)
        if not covered:
            outer.append(each)
    return outer


def lines(element: etree._Element, *, drop: Container[etree._Element] = ()) -> list[str]:
    """Return the lines of text that ``element`` shows, tidied, empty ones left out.

    Elements in ``drop`` are left out and end the line.
    """
    line: list[str] = []
    shown = [line]

    def end_line() -> None:
        nonlocal line
        if line:
            line = []
            shown.append(line)

    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in INVISIBLE and not (node.tag in READINGS and is_printed(node)):
                walk.skip_subtree()
            elif node in drop:
                end_line()
                walk.skip_subtree()
            else:
                if node.tag in BLOCKS or node.tag == "br":
                    end_line()
                elif node.tag in STANDS_FOR:
                    line.append(STANDS_FOR[node.tag](node))
                if node.text:
                    line.append(node.text)
            continue
        if event == "end" and (node in drop or node.tag in BLOCKS):
            end_line()
        if node is not element and node.tail:
            line.append(node.tail)
    return [text for text in (tidy("".join(parts)) for parts in shown) if text]


def lines_of_markup(markup: str) -> list[str]:
    """Return the lines of text in a piece of markup, or in a plain text."""
    for _ in range(2):  # in JSON markup may be escaped once more
        if _TAG.search(markup):
            if not _LINE_TAG.search(markup):
                markup = markup.replace("\n", "<br>")
            markup = "\n".join(lines(root_of(f"<div>{markup}</div>")))
        elif _ENTITY.search(markup):
            markup = html.unescape(markup)
        else:
            break
    return [text for text in map(tidy, markup.splitlines()) if text]


def is_printed(reading: etree._Element) -> bool:
    """Return whether a reading is part of the text: 高坂（こうさか）, as papers print names.

    The brackets say so, which are those of a Japanese text, not of markup.
    """
    ruby = reading.getparent()
    return ruby is not None and "（" in (ruby.findtext(".//rp") or "")


def shown_text(element: etree._Element) -> str:
    """Return the text that ``element`` shows on one line."""
    return tidy(" ".join(lines(element)))


def ends_sentence(parts: Sequence[str]) -> bool:
    """Return whether the text in ``parts`` ends with a complete sentence."""
    end = ""
    for part in reversed(parts):  # of many only the last, and no more of them than tells
        if end:
            end = part[-_ENDING:] + end
        elif (end := part.rstrip()[-_ENDING:]) and end[-1] not in _LAST_SIGNS:
            return False  # as most, told without the pattern
        if len(end) >= _ENDING:
            break
    return bool(SENTENCE_END.search(end[-_ENDING:]))


def character_of(image: etree._Element) -> str:
    """Return the character that an ``<img>`` inside a word shows (gaiji, emoji), or nothing."""
    shown = image.get("alt", "").strip()
    if not shown or not _NO_ASCII.fullmatch(shown):
        return ""
    if _PICTURED.search(f"{image.get('class', '')} {image.get('src', '')}"[:500]):
        return shown
    if not _IDEOGRAPH.fullmatch(shown):
        return ""
    previous, parent = image.getprevious(), image.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    beside = _LETTER_LAST.search((before or "")[-1:]) or _LETTER_FIRST.match(image.tail or "")
    return shown if beside else ""


#: What elements inside a line stand for in its text.
STANDS_FOR: dict[object, Callable[[etree._Element], str]] = {
    "img": character_of,
    "td": lambda _: " ",
    "th": lambda _: " ",
}
