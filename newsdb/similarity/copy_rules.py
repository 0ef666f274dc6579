"""When one text is a copy of another: all the rules, and their application to a pair.

The rules are a first setting, to be refitted on labelled pairs (``benchmarks/duplicates.py``).
Source of the numbers: pairs of Korean, Japanese and English texts with 20 kinds of edit and 11
kinds of texts that only resemble each other. Containment separates copies, even abridged ones,
from others; it can't tell copies from texts of one template, but those differ in their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.lazy_modules import LazyModule
from newsdb.similarity.traits import (
    CAPTION,
    LONG,
    SAME_TITLE,
    SAME_TITLE_OF_CAPTIONS,
    difference,
    other_figures_of_title,
    same_title,
    same_words_of_title,
)

if TYPE_CHECKING:
    import numpy as np

    from newsdb.similarity.signatures import Sample, Signature
    from newsdb.similarity.traits import Traits
else:
    np = LazyModule("numpy")

Kind = Literal["exact", "near", "contains", "rewrite", "series", "same_event"]

#: Kinds that belong to one story by the text alone.
COPIES = ("exact", "near", "contains", "rewrite")
#: Kinds of copies of which only one article needs to be shown.
HIDDEN = ("exact", "near", "contains")

#: Texts further apart than this, in days, are copies only if they are exact.
WINDOW = 60

#: Texts with fewer shingles than this are commonplace: only exact ones are copies, by title too.
LEAST = 20
#: Texts with fewer shingles than TINY, or than SHORT, must agree almost entirely.
TINY, TINY_JACCARD = 40, 0.85
SHORT, SHORT_CONTAINMENT = 80, 0.97
ALL_NUMBERS = 0.99

#: With this many numbers in both texts, the numbers show whether they share only a template.
ENOUGH_NUMBERS = 4
COPY, COPY_NUMBERS = 0.80, 0.5
CLOSE_COPY, CLOSE_COPY_NUMBERS = 0.90, 0.35
REWRITE, REWRITE_NUMBERS = 0.55, 0.75
CLOSE_REWRITE, CLOSE_REWRITE_NUMBERS = 0.70, 0.6
SERIES, SERIES_NUMBERS = 0.35, 0.5

#: Two or three numbers say less, so the words must agree more.
SOME_NUMBERS = 2
COPY_BY_WORDS, COPY_BY_WORDS_NUMBERS = 0.85, 0.5
REWRITE_BY_WORDS = 0.60
#: With one number or none only the words count, and notices of one template reach 0.84.
COPY_BY_WORDS_ALONE = 0.88
#: From here on it is the same text if any number agrees: the others were corrected. If none does,
#: it is the bulletin of another day.
SAME_WORDS = 0.95

#: A text of which so much is the same, with the same title but for figures, was corrected if it
#: came within so many days; else it is the notice of another time.
CORRECTED, CORRECTED_WITHIN = 0.85, 3
#: Two short texts of one day with one title share at least this.
SAME_DAY_AND_TITLE = 0.4
#: A text with less than this share of the other's shingles is a part of it.
PART = 0.6
#: Texts with this Jaccard index are the same but for a few words.
NEARLY_EQUAL = 0.8
#: Of texts that share so much, a much later one in which words were replaced is another one.
OF_ANOTHER_TIME = 0.6
#: A text of the same day and title that shares so much is told in other words.
RETOLD = 0.5
#: A text of the same day that shares so much, and every one of ENOUGH_NUMBERS or more, was
#: shortened, or told in other words.
SHORTENED = 0.35
#: Only texts that share so much are looked at for what tells them apart.
LEAST_SETTLED = 0.35

#: Copies that share so much of both are near, else one contains the other.
NEAR_JACCARD = 0.7

#: A later text of which less than this is in the earlier one adds more than it repeats: it is
#: shown, and doesn't make other stories one.
MOSTLY = 0.5

# What each rule says, for people who ask why.
_TINY_COPY = f"short: Jaccard from {TINY_JACCARD}, all numbers"
_SHORT_COPY = f"short: containment from {SHORT_CONTAINMENT}, all numbers"
_TOO_SHORT = f"texts of fewer than {SHORT} shingles must agree almost entirely"
_COPY_BY_WORDS = (
    f"fewer than {ENOUGH_NUMBERS} numbers: containment from {COPY_BY_WORDS} and numbers from"
    f" {COPY_BY_WORDS_NUMBERS}; fewer than {SOME_NUMBERS}: from {COPY_BY_WORDS_ALONE} and all;"
    f" or from {SAME_WORDS} and any"
)
_REWRITE_BY_WORDS = f"containment from {REWRITE_BY_WORDS}, all of {SOME_NUMBERS} or more numbers"
_SERIES_BY_WORDS = f"containment from {REWRITE_BY_WORDS}, numbers below {SERIES_NUMBERS}"
_OTHER_WORDS = f"few numbers, containment below {REWRITE_BY_WORDS} or too few of the numbers"
_COPY = (
    f"containment from {COPY} and numbers from {COPY_NUMBERS},"
    f" or from {CLOSE_COPY} and {CLOSE_COPY_NUMBERS}"
)
_REWRITE = (
    f"containment from {REWRITE} and numbers from {REWRITE_NUMBERS},"
    f" or from {CLOSE_REWRITE} and {CLOSE_REWRITE_NUMBERS}"
)
_SERIES = f"containment from {SERIES}, numbers below {SERIES_NUMBERS}"
_ANOTHER_CAPTION = "a short text, under another title or on another day"
_SAME_TITLE = f"short, with its title and on its day: containment from {SAME_DAY_AND_TITLE}"
_RETOLD = f"with its title and on its day: containment from {RETOLD}"
_SHORTENED = (
    f"on its day, all of {ENOUGH_NUMBERS} or more numbers, the same names: containment from"
    f" {SHORTENED}"
)
_CORRECTED = f"corrected: containment from {CORRECTED}, the title, within {CORRECTED_WITHIN} days"
_OTHER_FIGURES = "other figures in the title"
_OTHER_TEXT = "too little in common"


class Resemblance(NamedTuple):
    """What two texts have in common, by character shingles and numbers, each from 0 to 1."""

    kind: Kind | None
    containment: float  # the shared part of the text with fewer shingles
    jaccard: float  # the shared part of both together
    covered: float  # the share of the first text that is in the second
    covered_other: float  # the share of the second text that is in the first
    numbers: float  # the share of the numbers of the text with fewer that the other has
    fewer_numbers: int
    fewer_shingles: int
    rule: str


def compare(one: Signature, other: Signature) -> Resemblance:
    """Return what ``one`` has in common with ``other`` and what the rules make of it."""
    fewer = min(one.numbers.total, other.numbers.total)
    fewer_shingles = min(one.shingles.total, other.shingles.total)
    if one.skeleton == other.skeleton and one.shingles.total == other.shingles.total:
        same = Resemblance(
            "exact", 1, 1, 1, 1, 1, fewer, fewer_shingles, "the same letters and digits"
        )
        return _settled(one, other, same)
    in_one, in_other, shared = _shared(one.shingles, other.shingles)
    of_one = shared / in_one if in_one else 0.0
    of_other = shared / in_other if in_other else 0.0
    containment = of_one if one.shingles.total <= other.shingles.total else of_other
    union = in_one + in_other - shared
    jaccard = shared / union if union else 0.0
    numbers = _numbers(one.numbers, other.numbers)
    kind, rule = judge(containment, jaccard, numbers, fewer, fewer_shingles)
    found = Resemblance(
        kind, containment, jaccard, of_one, of_other, numbers, fewer, fewer_shingles, rule
    )
    return _settled(one, other, found) if containment >= LEAST_SETTLED else found


def _settled(one: Signature, other: Signature, found: Resemblance) -> Resemblance:
    """Return what two texts that share their wording are by their titles, days and traits."""
    mine, theirs = one.traits, other.traits
    if not mine.words or not theirs.words:
        return found
    days = abs(one.day - other.day) if one.day and other.day else 0
    soon = days <= CORRECTED_WITHIN
    shorter = min(mine.length, theirs.length)
    if shorter < LONG:
        caption = shorter == CAPTION
        least = SAME_TITLE_OF_CAPTIONS if caption else SAME_TITLE
        says = (days <= 1) + same_title(mine, theirs, least=least)
        if found.kind in COPIES and says < (2 if caption else 1):
            return found._replace(kind=None, rule=_ANOTHER_CAPTION)
        if found.kind is None and days <= 1 and same_words_of_title(mine, theirs):
            agree = found.containment >= SAME_DAY_AND_TITLE and found.numbers >= SERIES_NUMBERS
            found = found._replace(kind="near", rule=_SAME_TITLE) if agree else found
    if days <= 1 and (rule := _retold(mine, theirs, found)):
        found = found._replace(kind="rewrite", rule=rule)
    if found.kind == "exact":
        if not soon and same_title(mine, theirs) and other_figures_of_title(mine, theirs):
            return found._replace(kind="series", rule=f"the same wording, but {_OTHER_FIGURES}")
        return found
    corrected = soon and same_words_of_title(mine, theirs)
    few = found.fewer_numbers < ENOUGH_NUMBERS
    if found.kind == "series" and few and corrected and found.containment >= CORRECTED:
        found = found._replace(kind="near", rule=_CORRECTED)
    if found.kind in COPIES:
        longer = max(one.shingles.total, other.shingles.total)
        differs = difference(
            mine,
            theirs,
            part=found.fewer_shingles < PART * longer,
            equal=found.jaccard >= NEARLY_EQUAL,
            later=not soon and found.jaccard >= OF_ANOTHER_TIME,
        )
        other_figures = same_title(mine, theirs) and other_figures_of_title(mine, theirs)
        if differs is None and other_figures and not soon and found.kind in HIDDEN:
            differs = _OTHER_FIGURES
        equal = found.jaccard >= NEARLY_EQUAL
        if differs is None and few and equal and found.numbers < ALL_NUMBERS and not soon:
            differs = "other figures at another time"
        if differs:
            return found._replace(kind="series", rule=f"the same wording, but {differs}")
    return found


def _retold(mine: Traits, theirs: Traits, found: Resemblance) -> str | None:
    """Return by what rule one text of a day tells another in other words; None if it doesn't."""
    if found.kind is not None:
        return None
    same_title = same_words_of_title(mine, theirs)
    if same_title and found.containment >= RETOLD and found.numbers >= SERIES_NUMBERS:
        return _RETOLD
    all_numbers = found.fewer_numbers >= ENOUGH_NUMBERS and found.numbers >= ALL_NUMBERS
    if not all_numbers or found.containment < SHORTENED:
        return None
    differs = difference(mine, theirs, part=True, equal=False, later=False)
    return _SHORTENED if differs is None else None


def judge(
    containment: float, jaccard: float, numbers: float, fewer: int, shingles: int
) -> tuple[Kind | None, str]:
    """Return the kind of copy for these figures, None if it is none, and the rule."""
    copy: Kind = "near" if jaccard >= NEAR_JACCARD else "contains"
    all_numbers = numbers >= ALL_NUMBERS
    rules: tuple[tuple[bool, Kind | None, str], ...]
    if shingles < SHORT:
        same = shingles >= TINY and containment >= SHORT_CONTAINMENT
        rules = (
            (shingles >= LEAST and jaccard >= TINY_JACCARD and all_numbers, "near", _TINY_COPY),
            (same and all_numbers, copy, _SHORT_COPY),
            (True, None, _TOO_SHORT),
        )
    elif fewer < ENOUGH_NUMBERS:
        few = fewer < SOME_NUMBERS
        words = COPY_BY_WORDS_ALONE if few else COPY_BY_WORDS
        agree = all_numbers if few else numbers >= COPY_BY_WORDS_NUMBERS
        rewritten = all_numbers and not few
        corrected = containment >= SAME_WORDS and numbers > 0
        rules = (
            ((containment >= words and agree) or corrected, copy, _COPY_BY_WORDS),
            (containment >= REWRITE_BY_WORDS and rewritten, "rewrite", _REWRITE_BY_WORDS),
            (
                containment >= REWRITE_BY_WORDS and numbers < SERIES_NUMBERS,
                "series",
                _SERIES_BY_WORDS,
            ),
            (True, None, _OTHER_WORDS),
        )
    else:
        close = containment >= CLOSE_COPY and numbers >= CLOSE_COPY_NUMBERS
        close_rewrite = containment >= CLOSE_REWRITE and numbers >= CLOSE_REWRITE_NUMBERS
        rewritten = containment >= REWRITE and numbers >= REWRITE_NUMBERS
        rules = (
            ((containment >= COPY and numbers >= COPY_NUMBERS) or close, copy, _COPY),
            (rewritten or close_rewrite, "rewrite", _REWRITE),
            (containment >= SERIES and numbers < SERIES_NUMBERS, "series", _SERIES),
            (True, None, _OTHER_TEXT),
        )
    return next((kind, why) for holds, kind, why in rules if holds)


def _shared(one: Sample, other: Sample) -> tuple[int, int, int]:
    """Return how many hashes of each lie below the lower limit, and how many both have."""
    first, second = one.values, other.values
    if one.limit != other.limit:
        limit = min(one.limit, other.limit)
        first = first[: np.searchsorted(first, limit)]
        second = second[: np.searchsorted(second, limit)]
    if len(first) > len(second):
        fewer, more = second, first
    else:
        fewer, more = first, second
    if not len(fewer):
        return len(first), len(second), 0
    at = np.searchsorted(more, fewer)
    at[at == len(more)] = 0
    return len(first), len(second), int((more[at] == fewer).sum())


def _numbers(one: Sample, other: Sample) -> float:
    """Return the share of the numbers of the text with fewer that the other has as often."""
    limit = min(one.limit, other.limit)
    first = one.values[: np.searchsorted(one.values, limit)].tolist()
    second = other.values[: np.searchsorted(other.values, limit)].tolist()
    if not first or not second:
        return 1.0
    shared = at = 0
    fewer, more = (first, second) if len(first) <= len(second) else (second, first)
    for value in fewer:
        while at < len(more) and more[at] < value:
            at += 1
        if at < len(more) and more[at] == value:
            shared += 1
            at += 1
    return shared / len(fewer)
