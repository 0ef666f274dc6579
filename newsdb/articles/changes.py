"""What changed between two versions of an article: typed changes and a character-level diff.

Pure functions. Different adverts, counters, related links, spacing or quotation marks don't count
as a change.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.lazy_modules import LazyModule
from newsdb.text.boilerplate import is_notice, printed_text_lines
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.names import is_name
from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel
else:
    fuzz = LazyModule("rapidfuzz.fuzz")
    Indel = LazyModule("rapidfuzz.distance.Indel")

Kind = Literal[
    "title",
    "subtitle",
    "figure",
    "name",
    "date",
    "wording",
    "body added",
    "body removed",
    "correction notice",
    "removed at source",
    "restored",
    "confirmed",  # read from its page, after a file had brought it
    "reading",  # of ours: the page is the same
]

Field = Literal["title", "subtitle", "body", "authors", "published_at", "article"]

#: Two sentences that are less alike (0 to 100) are not one sentence in two versions.
SAME_SENTENCE = 50

#: A text that grew to this many times its length was a stub: it was expanded, not edited.
GROWN = 1.5

#: What a stub says until the full text follows.
_PLACEHOLDER = lazy(
    r"(?:기사|뉴스|속보|내용|소식)[가-힣]{0,2}\s?(?:곧\s?)?(?:이어|계속)"
    r"|\(\s?(?:계속|끝|속보)\s?\)|추후\s?(?:보도|업데이트)"
    r"|続報|詳細は(?:追って|後ほど)|(?:この後|まもなく)更新"
    r"|more to (?:follow|come)|developing story",
    re.IGNORECASE,
)
_TYPOGRAPHY = lazy(r"[\s\"'“”‘’]+")
_DATE = lazy(
    r"(?:19|20)\d\d[년年]|\d{1,2}[월月](?!\w{0,6}간)|\d{1,2}[일日](?![간間])|\d{1,2}[시時](?![간間])|\d{1,2}[분分](?![간間의の])"
    r"|\d{2,4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}:\d\d|[월화수목금토일]요일|[月火水木金土日]曜日?|오전|오후|午前|午後|[ap]\.?m\b"
    r"|어제|오늘|내일|昨日|今日|明日|(?:令和|平成)\d+[년年]"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,2}"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_TOKEN = lazy(
    rf"{_DATE.pattern}|\d[\d,.]*\d|\d|[십백천만억조万億兆千百]+(?=[원엔円개곳명건%])|[A-Za-z][\w'.-]*|[가-힣]+|[ァ-ヶー]+"
    r"|[一-龠々]+|[ぁ-ん]+|\S",
    re.IGNORECASE,
)


class Version(NamedTuple):
    """The texts of an article at one time."""

    title: str
    subtitle: str | None
    body: str


class Change(NamedTuple):
    """One change: its kind, its field, the words before and after."""

    kind: Kind
    field: Field
    before: str | None
    after: str | None


class Piece(NamedTuple):
    """A piece of a diff: text that both versions have, or only one of them."""

    change: Literal["same", "removed", "added"]
    text: str


def between(before: Version, after: Version) -> list[Change]:
    """Return the typed changes from one version to the next; none if only boilerplate changed."""
    changes: list[Change] = []
    notice = False
    fields: tuple[tuple[Literal["title", "subtitle"], str, str], ...] = (
        ("title", before.title, after.title),
        ("subtitle", before.subtitle or "", after.subtitle or ""),
    )
    for field, old, new in fields:
        if _essence(old) != _essence(new):
            changes.append(Change(field, field, old or None, new or None))
            notice = notice or (is_notice(new) and not is_notice(old))
    if notice:
        changes.append(Change("correction notice", "title", before.title, after.title))
    return changes + list(_of_body(before.body, after.body))


def diff(before: str, after: str) -> list[Piece]:
    """Return how ``before`` becomes ``after``, character by character.

    The "same" and "removed" pieces make up ``before``; "same" and "added" make up ``after``.
    """
    pieces: list[Piece] = []
    for each in Indel.opcodes(before, after):
        if each.tag == "equal":
            pieces.append(Piece("same", before[each.src_start : each.src_end]))
            continue
        if each.src_end > each.src_start:
            pieces.append(Piece("removed", before[each.src_start : each.src_end]))
        if each.dest_end > each.dest_start:
            pieces.append(Piece("added", after[each.dest_start : each.dest_end]))
    return _in_words(pieces)


def _in_words(pieces: Sequence[Piece]) -> list[Piece]:
    """Join edits separated by a single unchanged character: they read as one."""
    joined: list[Piece] = []
    removed = added = ""
    for at, piece in enumerate(pieces):
        if piece.change == "removed":
            removed += piece.text
        elif piece.change == "added":
            added += piece.text
        elif (removed or added) and len(piece.text) == 1 and at + 1 < len(pieces):
            removed += piece.text
            added += piece.text
        else:
            joined += _edit(removed, added)
            removed = added = ""
            joined.append(piece)
    return joined + _edit(removed, added)


def _edit(removed: str, added: str) -> list[Piece]:
    """Return an edit's pieces, its common prefix and suffix split off as unchanged."""
    first = 0
    while first < min(len(removed), len(added)) and removed[first] == added[first]:
        first += 1
    last = 0
    while last < min(len(removed), len(added)) - first and removed[-1 - last] == added[-1 - last]:
        last += 1
    end_removed, end_added = len(removed) - last, len(added) - last
    pieces = (
        Piece("same", removed[:first]),
        Piece("removed", removed[first:end_removed]),
        Piece("added", added[first:end_added]),
        Piece("same", removed[end_removed:]),
    )
    return [piece for piece in pieces if piece.text]


def _essence(text: str) -> str:
    """Return a text without case, spacing and quotation marks: equal where only these differ."""
    return _TYPOGRAPHY.sub("", fold(text))


def _sentences(body: str) -> list[str]:
    return [part.strip() for line in printed_text_lines(body) for part in split(line)]


def _of_body(before: str, after: str) -> Iterator[Change]:
    old, new = _sentences(before), _sentences(after)
    old_keys, new_keys = list(map(_essence, old)), list(map(_essence, new))
    if "".join(old_keys) == "".join(new_keys):
        return
    removed: list[list[str]] = []
    added: list[list[str]] = []
    pairs: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = _pair(old[first:last], new[start:end], pairs)
        removed += [gone] if gone else []
        added += [come] if come else []
    moved = _moved(removed, added)
    yield from _kinds(removed, added, pairs, moved=moved, grown=len(after) > GROWN * len(before))


def _pair(
    old: list[str], new: list[str], pairs: list[tuple[str, str]]
) -> tuple[list[str], list[str]]:
    """Pair the versions of the same sentence; return the unpaired ones, old and new."""
    left = list(new)
    gone: list[str] = []
    for sentence in old:
        best = max(left, key=lambda each: fuzz.ratio(sentence, each), default=None)
        if best is not None and fuzz.ratio(sentence, best) >= SAME_SENTENCE:
            pairs.append((sentence, best))
            left.remove(best)
        else:
            gone.append(sentence)
    return gone, left


def _moved(removed: list[list[str]], added: list[list[str]]) -> list[str]:
    """Remove from both sides the sentences that only moved, and return them."""
    moved = []
    for block in removed:
        for sentence in list(block):
            key = _essence(sentence)
            for other in added:
                same = next((each for each in other if _essence(each) == key), None)
                if same is not None:
                    block.remove(sentence)
                    other.remove(same)
                    moved.append(sentence)
                    break
    return moved


def _kinds(
    removed: list[list[str]],
    added: list[list[str]],
    pairs: list[tuple[str, str]],
    *,
    moved: list[str],
    grown: bool,
) -> Iterator[Change]:
    """Yield the typed changes of removed and added blocks and of paired sentences."""
    for old, new in pairs:
        if is_notice(new) and not is_notice(old):
            yield Change("correction notice", "body", old, new)
        else:
            for change in _of_sentence(old, new):
                stub_set_out = grown and (change.kind == "wording" or not change.before)
                if not stub_set_out:
                    yield change
    for block in removed:
        if text := " ".join(each for each in block if not _PLACEHOLDER.search(each)):
            yield Change("body removed", "body", text, None)
    for block in added:
        notices = [each for each in block if is_notice(each)]
        rest = [each for each in block if not is_notice(each) and not _PLACEHOLDER.search(each)]
        if notices:
            yield Change("correction notice", "body", None, " ".join(notices))
        if rest:
            yield Change("body added", "body", None, " ".join(rest))
    if moved:
        yield Change("wording", "body", " ".join(moved), " ".join(moved))


def _of_sentence(before: str, after: str) -> Iterator[Change]:
    """Yield the changes within a sentence: figures, dates, names, otherwise wording."""
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    matcher = SequenceMatcher(
        None, [fold(each[0]) for each in old], [fold(each[0]) for each in new], autojunk=False
    )
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        was, now_ = _span(before, old[first:last]), _span(after, new[start:end])
        if _essence(was) == _essence(now_):
            continue
        kind = _kind_of(was, now_, (before, old, first, last), (after, new, start, end))
        yield Change(kind, "body", was or None, now_ or None)


_Place = tuple[str, "list[re.Match[str]]", int, int]


def _kind_of(was: str, now_: str, old: _Place, new: _Place) -> Kind:
    if _DATE.search(was) or _DATE.search(now_):
        return "date"
    if re.search(r"\d|^[십백천만억조万億兆千百]+$", f"{was}\n{now_}", re.MULTILINE):
        return "figure"
    for (text, tokens, first, last), words in ((old, was), (new, now_)):
        if words:
            start, end = tokens[first].start(), tokens[last - 1].end()
            if is_name(text[:start], text[start:end], text[end:]):
                return "name"
    return "wording"


def _span(text: str, tokens: Sequence[re.Match[str]]) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else ""
