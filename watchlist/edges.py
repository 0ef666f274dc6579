"""Word edges in Korean, Japanese and Latin script: which matches of a name really are the name.

Korean particles are attached to the noun (중소기업의), Japanese has no spaces, Latin words have:
each script has its own rule, and a name may require (``|``) or waive (``~``) an edge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newsdb.text.lazy_patterns import compile_pattern, lazy
from newsdb.text.particles import on_nouns

_HANGUL = lazy(r"[가-힣]")
_HAN = lazy(r"[㐀-䶿一-鿿々]")
_KATAKANA = lazy(r"[ァ-ヺーｦ-ﾟ]")
_LATIN = lazy(r"[0-9a-zà-ɏ]")

#: What precedes a 日 that means day, not Japan: 22日韓国政府, 今日, 土曜日, 平日.
_DAY = lazy(r"[0-9一二三四五六七八九十〇本毎今翌前同当平祝休曜昨明全先後近連半終初元]")

#: What may separate the characters of a name without making it another one: 한·일, 한-일.
GAPS = " ·-/"
GAP = lazy(rf"[{re.escape(GAPS)}]")
#: What is said of a name of which nothing remains without them.
NO_LETTER = "a name needs a letter"
_ONLY_BLANK = lazy(r"(?<![·\-/ ]) +(?![·\-/ ])")
_WIDEST_GAP = lazy(r"[ ·\-/]{4}")

#: From this length on, a name is recognised despite spaces inside it: 중 소 기업.
_SPACED_FROM = 4

#: What ends a word in any script; checked first, since it usually is one of these.
_SEPARATORS = frozenset(" ,.·()[]<>\"'-…、。「」『』\ue000")

_SHORT_HANGUL = 2
_SHORT_KATAKANA = 4


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges that a name requires, and the gaps that it may contain."""

    length: int  # without gaps
    script: str  # of its first and last character
    left: bool
    right: bool
    day: bool  # starts with a 日 that may mean day
    gaps: frozenset[int]  # where the name has its own gaps
    compounds: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        """Whether nothing is required of its surroundings."""
        return not (self.left or self.right or self.day)

    def hold(self, text: str, start: int, end: int) -> bool:
        """Return whether ``text[start:end]`` of a folded text is the name itself, not a part."""
        if end - start != self.length and not self._gaps_hold(text[start:end]):
            return False
        if start and (self.left or self.day):
            before = text[start - 1]
            if before not in _SEPARATORS and not self._left_holds(before):
                return False
        return (
            not self.right
            or end >= len(text)
            or text[end] in _SEPARATORS
            or self._right_holds(text, end)
        )

    def _left_holds(self, before: str) -> bool:
        if self.day and _DAY.match(before):
            return False
        if not self.left:
            return True
        if self.script[0] == "k":
            return not _KATAKANA.match(before)
        if self.script[0] == "l":
            return not _LATIN.match(before)
        return not (_HANGUL.match(before) or _HAN.match(before) or _LATIN.match(before))

    def _right_holds(self, text: str, end: int) -> bool:
        after = text[end]
        last = self.script[1]
        if last == "k":
            return not _KATAKANA.match(after)
        if last == "l":
            plural = after == "s" and not _LATIN.match(text[end + 1 : end + 2] or " ")
            return plural or not _LATIN.match(after)
        if last == "c":
            return not _HAN.match(after)
        if not (_HANGUL.match(after) or _HAN.match(after)):
            return True
        return bool(
            _particle_run().match(text, end)
            or (self.compounds and text.startswith(self.compounds, end))
        )

    def _gaps_hold(self, found: str) -> bool:
        if self.script[0] == "l" or self.script[1] == "l":
            return _gaps_in(found) <= self.gaps
        if _WIDEST_GAP.search(found):
            return False
        return (
            self.length >= _SPACED_FROM
            or not _ONLY_BLANK.search(found)
            or _gaps_in(found) <= self.gaps
        )


def _gaps_in(name: str) -> frozenset[int]:
    """Return before which of its characters, gaps not counted, a name has gaps."""
    at, gaps = 0, set()
    for character in name:
        if GAP.match(character):
            gaps.add(at)
        else:
            at += 1
    return frozenset(gaps)


@cache
def _particle_run() -> re.Pattern[str]:
    """Return the pattern of particles in sequence after a noun (에서는, 들과의, 이라고)."""
    return compile_pattern(rf"{on_nouns()}{{1,3}}(?![가-힣])")


def packed_name(name: str) -> str:
    """Return a folded name without gaps and marks, as it is searched for; may be empty."""
    return GAP.sub("", _bare(name))


def _bare(name: str) -> str:
    return name.strip("|~").strip()


def read_name(name: str, compounds: tuple[str, ...] = ()) -> tuple[str, Edges]:
    """Return a folded name without gaps and marks, as it is searched for, and its edges.

    Raises ValueError when nothing of it remains.
    """
    packed = packed_name(name)
    if not packed:
        raise ValueError(NO_LETTER)
    left_mark, right_mark = name[0], name[-1]
    script = _script(packed[0]) + _script(packed[-1])
    short_left = _demands(packed, script[0])
    edges = Edges(
        length=len(packed),
        script=script,
        left=left_mark == "|" or (short_left and left_mark != "~"),
        right=right_mark == "|" or (_demands_right(packed, script[1]) and right_mark != "~"),
        day=packed[0] == "日",
        gaps=_gaps_in(_bare(name)),
        compounds=compounds,
    )
    return packed, edges


def _demands(name: str, script: str) -> bool:
    if script == "l":
        return True
    if script == "k":
        return len(name) <= _SHORT_KATAKANA
    return script == "h" and len(name) <= _SHORT_HANGUL


def _demands_right(name: str, script: str) -> bool:
    return script == "l" or (script == "k" and len(name) <= _SHORT_KATAKANA)


def _script(character: str) -> str:
    """Return a letter for the script: h(angul), c (Han), k(atakana), l(atin), o(ther)."""
    for letter, script in (("h", _HANGUL), ("c", _HAN), ("k", _KATAKANA), ("l", _LATIN)):
        if script.match(character):
            return letter
    return "o"
