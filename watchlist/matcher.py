"""Finds the names of concepts in a text: folded, ignoring gaps, at word edges, longest first.

Aho-Corasick on the text without spaces and dots; each match has its offsets in the stored text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from newsdb.text.acronyms import mark
from newsdb.text.folding import fold, fold_with_offsets
from watchlist.edges import GAPS, read_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsdb.records import Language
    from newsdb.text.folding import Folded
    from watchlist.concepts import Concept
    from watchlist.edges import Edges

#: Replaces line ends in the folded text, so that no name matches across two lines.
_LINE_END = "\ue000"

#: Further mentions of a concept in a text are ignored: they hardly change what it is about, and
#: take time. So many are looked at before those in exclusions are taken out.
MOST, _MOST_LOOKED_AT = 20, 1_000


#: Where a concept was found, as start and end in the folded text, and its id. A plain tuple: of
#: anything else a text's hundred take as long to make as to find.
Match = tuple[int, int, str]


class _Term(NamedTuple):
    concept: str
    edges: Edges
    excludes: bool
    free: bool  # always a match when found without gaps


class Found(NamedTuple):
    """The matches in one text, in order, with the mapping back to the stored text."""

    folded: Folded
    matches: list[Match]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a match starts and ends in the stored text (NFC)."""
        starts = self.folded.starts
        if isinstance(starts, range):  # folding changed no lengths
            return start, end
        if starts[end] != starts[end - 1]:
            return starts[start], starts[end]
        # It ends within a character that folded to several.
        return self.folded.span(start, end)


class Matcher:
    """Searches texts for all names of a watch list.

    What finds those of a language is built with the first text of it: most crawls read one.
    """

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._concepts = concepts
        self._by_language: dict[Language, _Automaton] = {}

    def find(self, text: str, language: Language) -> Found:
        """Return the matches in ``text`` (NFC), an article's title or body in ``language``."""
        folded = fold_with_offsets(mark(text).replace("\n", _LINE_END))
        if language not in self._by_language:
            self._by_language[language] = _Automaton(self._concepts, language)
        return Found(folded, self._by_language[language].find(folded.text))


class _Automaton:
    def __init__(self, concepts: Mapping[str, Concept], language: Language) -> None:
        terms: dict[str, list[_Term]] = {}
        for concept in concepts.values():
            compounds = tuple(map(fold, concept.compounds))
            for names, excludes in ((concept.spellings, False), (concept.exclusions, True)):
                for name in names:
                    if language in name.languages:
                        packed, edges = read_name(fold(mark(name.text)), compounds)
                        term = _Term(concept.id, edges, excludes, free=edges.free)
                        if term not in terms.setdefault(packed, []):
                            terms[packed].append(term)
        self.terms = list(terms.values())
        self.search = AhoCorasick(list(terms), matchkind=MatchKind.Standard) if terms else None

    def find(self, text: str) -> list[Match]:
        if self.search is None:
            return []
        spaced = text
        for gap in GAPS:
            spaced = spaced.replace(gap, " ")
        pieces = spaced.split(" ")
        raw = self.search.find_matches_as_indexes("".join(pieces), overlapping=True)
        if not raw:
            return []
        # The position of each gap in the packed text, and one behind all.
        gaps = [*accumulate(map(len, pieces)), len(text) + 1]
        found: list[Match] = []
        excluded: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        named: defaultdict[str, int] = defaultdict(int)
        for index, start, end in raw:
            before = bisect_right(gaps, start)
            inner = bisect_right(gaps, end - 1, before) if gaps[before] < end else before
            first, last = start + before, end + inner
            for concept, edges, excludes, free in self.terms[index]:
                if (excludes or named[concept] < _MOST_LOOKED_AT) and (
                    (free and inner == before) or edges.hold(text, first, last)
                ):
                    if excludes:
                        excluded[concept].append((first, last))
                    else:
                        named[concept] += 1
                        found.append((first, last, concept))
        if excluded:
            found = _outside(found, excluded)
        if max(named.values(), default=0) > MOST:
            found = _first_of_each(found)
        return _resolve(found)


def _outside(found: list[Match], excluded: Mapping[str, list[tuple[int, int]]]) -> list[Match]:
    """Return the matches that no exclusion of the same concept covers."""
    starts, reaches = {}, {}
    for concept, spans in excluded.items():
        spans.sort()
        starts[concept] = [start for start, _ in spans]
        # How far those that begin there or before reach.
        reaches[concept] = [0, *accumulate((end for _, end in spans), max)]
    return [
        (first, last, concept)
        for first, last, concept in found
        if concept not in excluded or last > reaches[concept][bisect_right(starts[concept], first)]
    ]


def _first_of_each(found: list[Match]) -> list[Match]:
    """Return the first mentions of each concept."""
    named: defaultdict[str, int] = defaultdict(int)
    kept = []
    for match in found:
        named[match[2]] += 1
        if named[match[2]] <= MOST:
            kept.append(match)
    return kept


def _resolve(found: list[Match]) -> list[Match]:
    """Return the matches that explain most of the text without overlapping.

    日韓中小企業 is 日韓 and 中小企業, not 日韓中. Concepts that share a name share its match.
    """
    found.sort()
    resolved: list[Match] = []
    cluster: list[Match] = []
    reach = -1
    for match in found:
        start, end, _ = match
        if start >= reach:
            resolved += cluster if len(cluster) < 2 else _best(cluster)
            cluster, reach = [match], end
        else:
            cluster.append(match)
            reach = max(reach, end)
    return resolved + (cluster if len(cluster) < 2 else _best(cluster))


def _best(cluster: list[Match]) -> list[Match]:
    """Return the non-overlapping spans of ``cluster`` that cover most, then the fewest spans."""
    start, end = cluster[0][0], max(last for _, last, _ in cluster)
    if whole := [each for each in cluster if each[0] == start and each[1] == end]:
        return whole  # the usual case: an organisation's name containing other names
    spans = sorted({(first, last) for first, last, _ in cluster}, key=lambda span: span[1])
    ends = [end for _, end in spans]
    best: list[tuple[int, int, tuple[tuple[int, int], ...]]] = [(0, 0, ())]
    for place, (start, end) in enumerate(spans):
        covered, fewer, chosen = best[bisect_right(ends, start, hi=place)]
        taken = (covered + end - start, fewer - 1, (*chosen, (start, end)))
        best.append(max(best[-1], taken, key=lambda each: each[:2]))
    kept = set(best[-1][2])
    return [each for each in cluster if each[:2] in kept]
