"""Texts in comparable forms: one for matching, one for recognising copies; never stored.

NFKC alone is wrong for Korean and Japanese news: it turns the middle dot ㆍ into an old jamo, ㅋ
into a conjoining one and 10² into 102, so dots and quotes are mapped first and the others stay.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsdb.text.composing import composed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Signs that look the same to a reader, by the sign to which they are mapped.
_SAME_SIGN = {
    "·": "ㆍᆞ‧•∙⋅・･●﹒",
    "'": "‘’‚‛′´`＇ʼ",
    '"': "“”„‟″＂〝〞",
    "~": "〜～∼˜",
    "-": "‐‑‒–—―−－﹣",
    " ": "\t\n\r\f\v\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
}

#: Pairs of an old form (Korean Hanja, Japanese kyūjitai) and the new form used in Japan.
_OLD_AND_NEW = (
    "經経濟済國国會会學学體体氣気廣広對対關関變変澤沢邊辺邉辺圓円壓圧圍囲爲為醫医壹壱隱隠榮栄營営驛駅緣縁"
    "應応歐欧櫻桜奧奥橫横溫温價価畫画繪絵壞壊懷懐擴拡覺覚樂楽勸勧觀観卷巻陷陥寬寛歸帰龜亀舊旧據拠擧挙虛虚"
    "峽峡狹狭曉暁區区驅駆勳勲薰薫惠恵溪渓螢蛍輕軽繼継莖茎鷄鶏藝芸擊撃硏研縣県險険檢検獻献權権顯顕驗験嚴厳"
    "效効恆恒黃黄鑛鉱號号碎砕齋斎劑剤雜雑參参慘惨產産贊賛殘残絲糸姊姉齒歯辭辞濕湿實実寫写釋釈壽寿收収從従"
    "澁渋獸獣縱縦肅粛處処緖緒敍叙將将稱称燒焼證証奬奨條条狀状乘乗淨浄剩剰疊畳孃嬢讓譲釀醸觸触寢寝愼慎盡尽"
    "圖図粹粋醉酔穗穂隨随髓髄樞枢數数聲声靜静齊斉攝摂竊窃專専戰戦淺浅潛潜纖繊踐践錢銭禪禅雙双壯壮搜捜插挿"
    "爭争總総聰聡莊荘裝装騷騒增増臟臓藏蔵屬属續続墮堕帶帯滯滞臺台瀧滝擇択單単擔担膽胆團団彈弾斷断癡痴遲遅"
    "晝昼蟲虫鑄鋳廳庁聽聴鎭鎮遞逓鐵鉄轉転點点傳伝燈灯當当黨党盜盗稻稲德徳獨独讀読屆届繩縄貳弐惱悩腦脳霸覇"
    "廢廃拜拝賣売麥麦發発髮髪拔抜蠻蛮祕秘濱浜甁瓶拂払佛仏竝並辨弁瓣弁辯弁舖舗寶宝豐豊沒没槪概每毎萬万滿満"
    "默黙彌弥譯訳藥薬豫予餘余與与譽誉搖揺樣様謠謡來来賴頼亂乱覽覧龍竜兩両獵猟綠緑壘塁勵励禮礼隸隷靈霊齡齢"
    "髙高﨑崎嵜崎嶋島嶌島冨富濵浜栁柳桒桑曻昇峯峰舘館渕淵篭籠桧檜埜野凜凛"
    "戀恋爐炉勞労郞郎樓楼錄録灣湾敎教靑青淸清僞偽眞真尙尚曾曽鄕郷卽即飮飲壤壌假仮鹽塩"
)

_ZERO_WIDTH = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
_SIGNS = {
    **{ord(sign): one for one, signs in _SAME_SIGN.items() for sign in signs},
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, _ZERO_WIDTH), ""),
}
_NEW = dict(zip(map(ord, _OLD_AND_NEW[::2]), _OLD_AND_NEW[1::2], strict=True))
_CONJOINING = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
#: Marks that belong to the character before them, with the half-width voicing marks of Kana.
_MARK_RANGES = (
    ("\u0300", "\u036f"), ("\u1ab0", "\u1aff"), ("\u20d0", "\u20ff"),
    ("\u3099", "\u309a"), ("\ufe20", "\ufe2f"), ("\uff9e", "\uff9f"),
)  # fmt: skip
_MARKS = "".join(f"{first}-{last}" for first, last in _MARK_RANGES)
_MARKED = re.compile(f".[{_MARKS}]+", re.DOTALL)
_ALL_MARKS = frozenset(
    chr(each) for first, last in _MARK_RANGES for each in range(ord(first), ord(last) + 1)
)
_NO_LETTER = re.compile(r"[\W_]+")
_COMMONEST_SIGNS = " .,、。\"'-()%·"


def _han_without_new_form() -> str:
    """Return the Han characters of the main block that folding leaves as they are, as ranges."""
    edges = (0x4DFF, *sorted(each for each in _NEW if 0x4E00 <= each <= 0x9FFF), 0xA000)
    return "".join(
        f"{chr(one + 1)}-{chr(other - 1)}" for one, other in pairwise(edges) if other - one > 1
    )


#: What folding may change: all but Hangul, Kana, Han characters without a new form, small letters,
#: digits and most signs. A set of a text's characters makes an object of each one, which takes six
#: times as long as this.
_CHANGEABLE = re.compile(f"[^\x1e -@[-_a-}}가-힣ぁ-ゖァ-ヺー、。「」{_han_without_new_form()}]")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class _Folds(dict[int, str]):
    """The folded form of each character, for ``str.translate``, computed at its first use."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()  # those that become no character or several

    def __missing__(self, point: int) -> str:
        self[point] = folded = _fold_character(chr(point))
        if len(folded) != 1:
            self.odd.add(chr(point))
        return folded


class Folded(NamedTuple):
    """A folded text with the offsets of its characters in the original."""

    text: str
    #: ``starts[n]`` is where the n-th folded character came from; one more for the end.
    starts: range | list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the start and end in the original of ``text[start:end]``."""
        return self.starts[start], self.starts[end - 1] + self._width(end - 1)

    def _width(self, last: int) -> int:
        """Return how many original characters the folded character at ``last`` stands for."""
        start = self.starts[last]
        after = next((at for at in self.starts[last + 1 :] if at != start), start + 1)
        return after - start


def fold(text: str) -> str:
    """Return ``text`` for matching: one width, one case, one form of dot, quote, dash and Hanja.

    Each whitespace character becomes one space. Folding again changes nothing, but where an
    invisible character stood before a mark.
    """
    text, letters = _composed(text)
    if letters.isdisjoint(_ALL_MARKS):
        return _replace(text, letters)
    return "".join(_pieces(text)[0])


def fold_with_offsets(text: str) -> Folded:
    """Return the folded text with the original offset of each of its characters.

    The offsets are those of ``text`` in NFC, as articles are stored.
    """
    text, letters = _composed(text)
    if letters.isdisjoint(_ALL_MARKS):
        folded = _replace(text, letters)
        if _FOLDS.odd.isdisjoint(letters):
            return Folded(folded, range(len(text) + 1))
    pieces, widths = _pieces(text)
    starts: list[int] = []
    at = 0
    for piece, width in zip(pieces, widths, strict=True):
        starts += [at] * len(piece)
        at += width
    return Folded("".join(pieces), [*starts, at])


def _composed(text: str) -> tuple[str, set[str]]:
    """Return a text in NFC with those of its characters that folding may change."""
    letters = set(_CHANGEABLE.findall(text))
    plain = composed(text)
    return plain, (letters if plain == text else set(_CHANGEABLE.findall(plain)))


def skeleton(text: str) -> str:
    """Return the folded letters and digits of ``text``, which a reprint leaves unchanged."""
    return letters(fold(text))


def letters(folded: str) -> str:
    """Return the letters and digits of an already folded text."""
    # Blanks, which are most of what goes, are taken out faster so than by a pattern.
    return _NO_LETTER.sub("", "".join(folded.split()))


def letters_of_each(folded: Sequence[str]) -> list[str]:
    """Return ``letters`` of each of some folded texts; no folded text has an end of line.

    The commonest signs are taken out of all at once, so that few of the texts need a pattern.
    """
    joined = "\n".join(folded)
    for sign in _COMMONEST_SIGNS:
        joined = joined.replace(sign, "")
    rest = joined.split("\n") if folded else []
    return [each if each.isalnum() else _NO_LETTER.sub("", each) for each in rest]


def _replace(text: str, letters: set[str]) -> str:
    """Return ``text`` with each of ``letters``, those that folding may change, folded.

    Few characters change, and none into one that changes again, so replacing them one by one gives
    the same result as ``str.translate`` in a third of the time.
    """
    changing = letters - _SAME
    capitals = changing & _CAPITALS
    for letter in changing - capitals:
        folded = _FOLDS[ord(letter)]
        if folded == letter:
            _SAME.add(letter)
        else:
            text = text.replace(letter, folded)
    if text.isascii():  # as most English is now that its quotes are straight
        return text.lower()
    for letter in capitals:
        text = text.replace(letter, letter.lower())
    return text


def _pieces(text: str) -> tuple[list[str], list[int]]:
    """Return the folded form and the original length of each character with its marks."""
    pieces: list[str] = []
    widths: list[int] = []
    at = 0
    for marked in _MARKED.finditer(text):
        plain = text[at : marked.start()]
        pieces += [_FOLDS[ord(character)] for character in plain]
        widths += [1] * len(plain)
        pieces.append(_fold_character(marked.group()))
        widths.append(len(marked.group()))
        at = marked.end()
    plain = text[at:]
    pieces += [_FOLDS[ord(character)] for character in plain]
    widths += [1] * len(plain)
    return pieces, widths


def _fold_character(character: str) -> str:
    """Fold one character with its marks."""
    if len(character) == 1 and unicodedata.category(character) == "No":
        return character  # ² and ½ and ① are not 2 and 1/2 and 1
    before = character.translate(_SIGNS)
    folded = composed(before, "NFKC")
    folded = composed(folded.casefold(), "NFKC") if folded != before else before
    if _CONJOINING.search(folded) and not _CONJOINING.search(before):
        # A half-width or circled jamo: its plain form if there is one, never the conjoining one.
        plain = unicodedata.decomposition(before[:1]).rpartition(" ")[2]
        letter = chr(int(plain, 16)) if plain else before
        folded = before if _CONJOINING.search(letter) else letter
    folded = composed(folded.casefold())
    return folded.translate(_SIGNS).translate(_NEW)


_FOLDS = _Folds()
_SAME: set[str] = set()  # characters seen so far that don't change
