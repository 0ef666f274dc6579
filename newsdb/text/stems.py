"""Words stripped of their endings for the search: particles, okurigana, plurals.

By rules, not a dictionary. Korean and Japanese words are stripped in queries only, since the index
finds a stem inside any longer word; English words are stripped in texts and in queries.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from newsdb.text.lazy_patterns import lazy
from newsdb.text.particles import Particle, to_strip


class Stem(NamedTuple):
    """A word without its ending."""

    text: str
    #: Whether it may be part of a longer word; if not, only the word's end or a particle follows.
    inside: bool


#: Endings that are often part of a noun (제주도, 판로): what may follow the stem is restricted.
_DOUBTFUL = frozenset("도 로".split())
#: Nouns that seem to end with a particle or verb; a word ending with one keeps its ending.
_WHOLE = tuple(
    (
        "회의 협의 합의 논의 결의 건의 동의 주의 정의 제의 심의 문의 편의 강의 예의 유의 호의"
        " 명의 신의 결과 성과 학과 통과 경과 초과 사과 능가 추가 주가 허가 유가 시가 호가 대가"
        " 화가 투자가 정치가 어린이 차이 나이 사이 종이 높이 길이 넓이 놀이 나들이 먹거리 마을"
        " 가을 노을 불만 대만 자만 제도 정도 속도 온도 한도 강도 인도 보도 지도 시도 의도 태도"
        " 각도 고도 한반도 경로 도로 진로 활로 통로 회로 기로 서로 새로 바로 제로 북한 남한 제한"
        " 권한 기한 시한 상한 하한 무한 유한 역할 분할 관할 이해 피해 손해 재해 공해 견해 오해"
        " 화해 방해 저해 올해 새해 지난해 동해 서해 남해"
    ).split()
)
_KANA_END = lazy("(?<=[\u3005\u3400-\u9fff\u30a1-\u30fa\u30fc])[\u3041-\u3096]{1,6}$")
_OKURIGANA = lazy("(?<=[\u3400-\u9fff])[\u3041-\u3096](?=[\u3400-\u9fff])")
#: Kanji that begin verbs, and the Kana that may follow them in a noun (申込: 申し込み).
_VERB_KANA = dict(
    zip(
        "申取打引買受立売締割貸借積切払振差繰呼乗押持落",
        "しりちきいけちりめりしりみりいりしりびりしちち",
        strict=True,
    )
)
_VERB_IN_NOUN = lazy(f"[{''.join(_VERB_KANA)}](?=[\u3400-\u9fff])")
_KATAKANA_LONG = lazy("[\u30a1-\u30fa\u30fc]{3}\u30fc$")
#: Endings, and the shortest word from which each is stripped.
_ENGLISH_ENDINGS = (
    ("ment", 8),
    ("ing", 6),
    ("ion", 8),
    ("ive", 8),
    ("ed", 5),
    ("er", 7),
    ("or", 8),
    ("ly", 6),
    ("n", 5),
)
_RIEUL = 8  # its number among the final consonants, of which 0 is none


def stems(word: str) -> list[Stem]:
    """Return the stems of a folded word of a query; empty if it has no ending."""
    if korean_stem := korean(word):
        return [korean_stem]
    return [Stem(each, inside=True) for each in japanese(word)]


def particles_behind() -> list[str]:
    """Return the particles that may follow a stem that must not be part of a longer word."""
    return [each.text for each in to_strip() if each.kind != "verb"]


def korean(word: str) -> Stem | None:
    """Return a Korean word without its particle: 중소기업의 is 중소기업; None if it has none.

    At least two characters remain, and the particle's form must fit the sound before it.
    """
    if not "가" <= word[-1:] <= "힣":
        return None
    whole = max((len(noun) for noun in _WHOLE if word.endswith(noun)), default=0)
    for particle in to_strip():
        stem = word.removesuffix(particle.text)
        if stem == word or len(particle.text) <= whole or len(stem) < 2:
            continue
        if _suits(particle, stem[-1]):
            if particle.text in _DOUBTFUL:
                return Stem(stem, inside=False)
            return Stem(stem.removesuffix("들") if len(stem) > 2 else stem, inside=True)
    return None


def japanese(word: str) -> list[str]:
    """Return a Japanese word without particles and inflection, with and without okurigana.

    中小企業の: 中小企業; 取り組み: 取り組, 取組; 申込: 申し込; サプライヤー: サプライヤ.
    """
    found: list[str] = []
    if (ending := _KANA_END.search(word)) and ending.start() >= 2:
        found.append(word[: ending.start()])
    elif _KATAKANA_LONG.search(word):
        found.append(word[:-1])
    stem = found[0] if found else word
    bare = _OKURIGANA.sub("", stem)
    full = _VERB_IN_NOUN.sub(lambda verb: verb.group() + _VERB_KANA[verb.group()], stem)
    found += [each for each in (bare, full) if each != stem and len(each) >= 2]
    return found


@lru_cache(maxsize=1 << 16)
def english(word: str) -> str:
    """Return a folded English word without possessive, plural and the commonest endings.

    firms: firm, companies: company, shared and sharing: share without its e, exporter and exports:
    export, cooperation and cooperative: cooperate without its e, Korean: Korea.
    """
    word = word.removesuffix("'s").replace("'", "")
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    word = _singular(word)
    for ending, shortest in _ENGLISH_ENDINGS:
        rest = word.removesuffix(ending)
        if rest == word or len(word) < shortest or not _has_vowel(rest):
            continue
        if (ending == "ion" and rest[-1] not in "st") or word.endswith("eed"):
            continue
        if ending == "n":
            return rest if rest.endswith(("ea", "ia")) else word
        doubled = ending in {"ing", "ed", "er"} and rest[-1] == rest[-2]
        word = rest[:-1] if doubled and rest[-1] not in "lsz" else rest
        break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4 and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if not word.endswith("s") or word.endswith(("us", "ss", "is")):
        return word
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses", "zes")) else word[:-1]


def _suits(particle: Particle, before: str) -> bool:
    """Return whether a particle's form fits the sound before it; any fits Hanja and letters."""
    if not "가" <= before <= "힣":
        return True
    final = (ord(before) - 0xAC00) % 28
    if particle.after == "consonant":
        return final != 0
    if particle.after == "vowel":
        return final == 0
    return particle.after == "any" or final in {0, _RIEUL}


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word)
