"""The text of an element with the line breaks that a browser would show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from newsdb.text.composing import composed
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

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
        "audio button canvas embed iframe input map noscript object option script select style "
        "svg template textarea video"
    ).split()
)

_BLANKS = re.compile(r"[ \t\n\r\f\v\xa0]+")
_GAP = "\x1d"  # marks the gap that a see-through element leaves
_GAP_AFTER_SENTENCE = re.compile(r"(?<=[.!?。])\x1d+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?。…][\"'”’」』)\]]*\s*$")
#: What XML knows no sign for; lxml will not hand out attributes that are named with one.
NOT_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Characters that emoji begin and end with; between two of them a joiner makes one of both.
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
#: What is not seen besides control characters: what has no width.
_INVISIBLE = re.compile(
    f"[\u00ad\u200b\u200c\u2060\ufeff\ufffe\uffff]|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)


def tidy(text: str) -> str:
    """Return ``text`` in NFC, runs of blanks as one, invisible characters and outer blanks off."""
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


def lines(
    element: etree._Element,
    *,
    drop: Container[etree._Element] = (),
    see_through: Container[etree._Element] = (),
) -> list[str]:
    """Return the lines of text that ``element`` shows, tidied, empty ones left out.

    Elements in ``drop`` are left out and end the line; those in ``see_through`` are ignored, so
    that a sentence interrupted by an advertisement continues. If the sentence had ended before
    it, with no blank on either side, the line ends there too.
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
            if node in see_through:
                if not line and len(shown) > 1 and not _SENTENCE_END.search("".join(shown[-2])):
                    # A <div> has closed the <p> whose sentence it interrupts.
                    shown.pop()
                    line = shown[-1]
                line.append(_GAP)
                walk.skip_subtree()
            elif node.tag in INVISIBLE:
                walk.skip_subtree()
            elif node in drop:
                end_line()
                walk.skip_subtree()
            else:
                if node.tag in BLOCKS or node.tag == "br":
                    end_line()
                elif node.tag in {"td", "th"}:
                    line.append(" ")
                if node.text:
                    line.append(node.text)
            continue
        if event == "end" and node not in see_through and (node in drop or node.tag in BLOCKS):
            end_line()
        if node is not element and node.tail:
            line.append(node.tail)
    texts = (part for parts in shown for part in _GAP_AFTER_SENTENCE.split("".join(parts)))
    return [text for text in (tidy(part.replace(_GAP, "")) for part in texts) if text]
