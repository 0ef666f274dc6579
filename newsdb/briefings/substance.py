"""Whether an outlet's edit changes what a briefing rests on, and which of its sentences.

Pure functions. A figure, a name or a date that became another one, a statement that became its
opposite, a correction notice, an article that is gone: that is substance. Wording, order, added
paragraphs, other ways to write the same number or name are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles.changes import Change, Version, between
from newsdb.similarity.amounts import amounts
from newsdb.similarity.facts import are_opposed
from newsdb.text import sounds
from newsdb.text.folding import fold, skeleton
from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: Days that are named from the day of publication: who writes the date instead corrects nothing.
_RELATIVE = re.compile(
    r"어제|오늘|내일|지난|이번|다음|昨日|今日|明日|本日|前日|翌日|今月|来月|先月|今年|来年|昨年"
    r"|yesterday|today|tomorrow|last |next |this ",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_HALF_DAYS = ((re.compile(r"오전|午前|a\.?m"), re.compile(r"오후|午後|p\.?m")),)
_WEEKDAYS = re.compile(
    r"([월화수목금토일])요일|([月火水木金土日])曜|\b(mon|tues|wednes|thurs|fri|satur|sun)day"
)
#: Words that deny, and turns of phrase with one that don't.
_DENIAL = re.compile(
    r"지\s?(?:않|못|아니)|(?<![가-힣])(?:안|못)\s(?=[가-힣])|아니[다라며]"
    r"|なかった|ない|ません|なく(?:なった|なる)"
    r"|\b(?:not|never|no longer|cannot|refused to|failed to)\b|n't\b"
)
_NO_DENIAL = re.compile(
    r"지\s?않을까|뿐\s?(?:만\s)?아니라|못지\s?않"
    r"|かもしれ(?:ない|ません)|違いない|ではないか|じゃないか|(?:ば|ては|と)なら(?:ない|ません)"
    r"|(?:いけ|少)な(?:い|く)|だけで(?:は)?なく|のみならず"
    r"|\bnot only\b"
)
#: Numbers in words, which a change has without what they count.
_NUMBER_WORDS = frozenset(
    "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 스무"
    " one two three four five six seven eight nine ten eleven twelve dozen".split()
)
#: A shorter word that stands in a sentence too stands there by chance.
_LEAST_LETTERS = 2


class Words(NamedTuple):
    """The words of an entry of a briefing, by what they are."""

    sentence: str
    note: str
    headline: str
    excerpt: str
    additions: tuple[str, ...] = ()  # of the article that changed


class Affected(NamedTuple):
    """The sentence of a briefing that a change affects; ``is_hit``: it has the changed words."""

    sentence: str
    is_quoted: bool  # it is the outlet's, not the editor's
    is_hit: bool


def is_substantial(change: Change) -> bool:
    """Return whether a change is more than wording."""
    before, after = change.before or "", change.after or ""
    if change.kind in {"correction notice", "removed at source"}:
        return True
    compare = _COMPARED.get(change.kind)
    return bool(before and after and compare and compare(before, after))


def affected(change: Change, words: Words) -> Affected:
    """Return the sentence that a change affects: the editor's own first, then what is quoted.

    If none has the words that changed it is the entry's main sentence.
    """
    candidates = [
        *((each, False) for each in (*_sentences(words.sentence), *_sentences(words.note))),
        (words.headline, False),
        *((each, True) for each in _sentences(words.excerpt)),
        *((each, True) for text in words.additions for each in _sentences(text)),
    ]
    for sentence, is_quoted in candidates:
        if _has(sentence, change):
            return Affected(sentence, is_quoted, is_hit=True)
    main = next(iter(_sentences(words.sentence)), words.headline)
    return Affected(main, is_quoted=False, is_hit=False)


def takes_out_quoted(change: Change, words: Words) -> bool:
    """Return whether a change takes out, or rewrites, a sentence that the briefing quotes."""
    if change.kind != "body removed" or not change.before:
        return False
    gone = {skeleton(each) for each in _sentences(change.before)} - {""}
    quoted = (
        *_sentences(words.excerpt),
        *(s for text in words.additions for s in _sentences(text)),
    )
    return any(skeleton(each) in gone for each in quoted)


def _within(before: str, after: str) -> list[Change]:
    """Return the changes within a line as if it were a text."""
    found = between(Version("", None, before), Version("", None, after))
    return [each for each in found if each.kind not in {"title", "subtitle"}]


def _sentences(text: str) -> Sequence[str]:
    return [each.strip() for line in text.splitlines() for each in split(line) if each.strip()]


def _has(sentence: str, change: Change) -> bool:
    """Return whether a sentence has what a change took out of the article, in any script."""
    return any(_has_words(sentence, before, change.kind) for before in _taken(change))


def _has_words(sentence: str, words: str, kind: str) -> bool:
    if numbers := _numbers(words):
        return numbers <= _numbers(sentence) or bool(_large(amounts(words)) & amounts(sentence))
    letters = skeleton(words)
    if len(letters) >= _LEAST_LETTERS and letters in skeleton(sentence):
        return True
    return kind == "name" and bool(_sounds(words) & _sounds(sentence))


def _taken(change: Change) -> Iterable[str]:
    """Yield the words that are not true any more: of a notice, those that it corrects."""
    if change.kind in {"title", "subtitle"} and change.before and change.after:
        yield from (each.before for each in _within(change.before, change.after) if each.before)
    elif change.kind == "correction notice":
        yield from _DIGITS_WITH_COMMAS.findall(change.after or "")
    elif change.before:
        yield change.before


_DIGITS_WITH_COMMAS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _numbers(text: str) -> frozenset[str]:
    return frozenset(
        each.replace(",", "").rstrip(".") for each in _DIGITS_WITH_COMMAS.findall(fold(text))
    )


def _large(values: Iterable[float]) -> frozenset[float]:
    return frozenset(each for each in values if each >= 3)


def _sounds(text: str) -> frozenset[str]:
    words = re.findall(r"[가-힣]{2,5}|[ァ-ヶー]{3,}|[a-z][a-z'-]{2,}", fold(text))
    return frozenset(key for word in words[:200] for key in sounds.keys(word))


def _are_other(one: frozenset[float], two: frozenset[float]) -> bool:
    """Return whether numbers became others: not where one text only has some more of them."""
    return bool(one and two) and not (one <= two or two <= one)


def _is_other_date(before: str, after: str) -> bool:
    if _RELATIVE.search(before) or _RELATIVE.search(after):
        return False
    one, two = (frozenset(map(int, _DIGITS.findall(fold(each)))) for each in (before, after))
    if one or two:
        return bool(one and two) and not (one <= two or two <= one)
    folded = fold(before), fold(after)
    for earlier, later in _HALF_DAYS:
        halves = [(bool(earlier.search(each)), bool(later.search(each))) for each in folded]
        if any(halves[0]) and any(halves[1]) and halves[0] != halves[1]:
            return True
    days = [{next(filter(None, found)) for found in _WEEKDAYS.findall(each)} for each in folded]
    return bool(days[0] and days[1]) and days[0].isdisjoint(days[1])


def _is_other_name(before: str, after: str) -> bool:
    one, two = skeleton(before), skeleton(after)
    if one in two or two in one:
        return False  # a title or a first name more
    return not _sounds(before) & _sounds(after)


def _denies(text: str) -> bool:
    return bool(_DENIAL.search(_NO_DENIAL.sub("", fold(text))))


def _is_other_title(before: str, after: str) -> bool:
    return any(map(is_substantial, _within(before, after)))


def _is_other_figure(before: str, after: str) -> bool:
    return _are_other(amounts(before), amounts(after))


def _is_other_statement(before: str, after: str) -> bool:
    return (
        are_opposed(before, after)
        or _denies(before) != _denies(after)
        or _is_other_figure(before, after)
        or {before.strip().lower(), after.strip().lower()} <= _NUMBER_WORDS
    )


#: How the words before and after are compared, by the kind of a change.
_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "title": _is_other_title,
    "subtitle": _is_other_title,
    "figure": _is_other_figure,
    "date": _is_other_date,
    "name": _is_other_name,
    "wording": _is_other_statement,
}
