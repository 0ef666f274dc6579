"""Terms that part what people found relevant from what they did not, by counts of stories.

A name of the watch list is no candidate: what it says already needs no suggestion.
"""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newsdb.learning import Example

#: Fewer stories with a term are chance; so many deviations a term must stand apart by.
LEAST_STORIES, LEAST_DEVIATIONS = 3, 2.0
#: The least share of the stories with a term that must speak for the suggestion.
LEAST_SHARE = 0.8
#: Candidates of a kind and language.
MOST = 12


class Candidate(NamedTuple):
    """A term, with the stories for which it would have made a difference."""

    kind: Literal["find", "spare"]
    term: str  # as printed
    form: str
    language: str
    relevant: frozenset[int]  # stories with the term that people found relevant
    not_relevant: frozenset[int]
    wrong: frozenset[int]  # of these the ones that the watch list judged otherwise
    deviations: float


def candidates(
    examples: Sequence[Example],
    terms: Mapping[int, Mapping[str, str]],
    known: Collection[str],
) -> list[Candidate]:
    """Return the terms that may be worth a suggestion, the clearest first.

    ``terms`` are those of each example, by its id: printed by their folded form. ``known`` are
    the forms of the watch list's names. Stories count once, whatever number of copies they have.
    """
    found: list[Candidate] = []
    for language in ("ko", "ja", "en"):
        own = [each for each in examples if each.language == language]
        found += _of_language(own, terms, known)
    return found


def _of_language(
    examples: Sequence[Example], terms: Mapping[int, Mapping[str, str]], known: Collection[str]
) -> list[Candidate]:
    stories: dict[str, dict[bool, set[int]]] = defaultdict(lambda: {True: set(), False: set()})
    printed: dict[str, str] = {}
    missed: set[int] = set()
    taken: set[int] = set()
    totals: dict[bool, set[int]] = {True: set(), False: set()}
    for each in examples:
        if each.relevant is None:
            continue
        totals[each.relevant].add(each.story)
        if each.relevant and each.decision != "relevant":
            missed.add(each.story)
        if not each.relevant and each.decision in {"relevant", "review"}:
            taken.add(each.story)
        for form, words in terms[each.id].items():
            if form not in known:
                stories[form][each.relevant].add(each.story)
                printed.setdefault(form, words)
    language = examples[0].language if examples else ""
    sizes = (len(totals[True]), len(totals[False]))
    found = []
    for form, by_class in stories.items():
        yes, no = by_class[True], by_class[False]
        deviations = _deviations(len(yes), len(no), *sizes)
        for kind, own, other, wrong, apart in (
            ("find", yes, no, missed & yes, deviations),
            ("spare", no, yes, taken & no, -deviations),
        ):
            if (
                len(wrong) >= LEAST_STORIES
                and apart >= LEAST_DEVIATIONS
                and len(own) >= LEAST_SHARE * (len(own) + len(other))
            ):
                found.append(
                    Candidate(
                        kind,  # type: ignore[arg-type] # one of the two above
                        printed[form],
                        form,
                        language,
                        frozenset(yes),
                        frozenset(no),
                        frozenset(wrong),
                        apart,
                    )
                )
    return [
        each
        for kind in ("find", "spare")
        for each in _without_repeats([one for one in found if one.kind == kind])
    ]


def _deviations(yes: int, no: int, all_yes: int, all_no: int) -> float:
    """Return by how many deviations a term's share of relevant stories is above that of others.

    The test of two proportions with their common variance; 0 where nothing can be compared.
    """
    if not all_yes or not all_no:
        return 0.0
    common = (yes + no) / (all_yes + all_no)
    variance = common * (1 - common) * (1 / all_yes + 1 / all_no)
    return (yes / all_yes - no / all_no) / sqrt(variance) if variance > 0 else 0.0


def _without_repeats(found: Sequence[Candidate]) -> list[Candidate]:
    """Return the clearest candidates, each of which helps with stories that no other does.

    Of a word and a longer term of the same stories (승계, 가업승계) the longer one stays: it is
    found in fewer other articles.
    """
    kept: list[Candidate] = []
    explained: set[int] = set()
    for each in sorted(found, key=lambda one: (-one.deviations, -len(one.form), one.form)):
        longer = next(
            (
                place
                for place, one in enumerate(kept)
                if one.form in each.form and len(one.wrong - each.wrong) * 5 < len(one.wrong)
            ),
            None,
        )
        if longer is not None:
            kept[longer] = each
            explained |= each.wrong
        elif len(each.wrong - explained) >= LEAST_STORIES:
            kept.append(each)
            explained |= each.wrong
        if len(kept) >= MOST:
            break
    return kept
