"""FROZEN: the form in which m007_search indexed a text, as of release 0.1.0.

A released migration must do to a database what it did when it was released, so it calls no code
that may still change. This is a copy of what ``newsdb.text`` did then and must never be changed. A
later change of the index's form is a migration of its own, which rebuilds the index.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import add

#: Signs that are one sign to a reader, by the sign that they become.
_SAME_SIGN = {
    "·": "ㆍᆞ‧•∙⋅・･●﹒",
    "'": "‘’‚‛′´`＇ʼ",
    '"': "“”„‟″＂〝〞",
    "~": "〜～∼˜",
    "-": "‐‑‒–—―−－﹣",
    " ": "\t\n\r\f\v\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
}

#: Old forms of characters (Korean Hanja, Japanese kyūjitai) before the new ones of Japan.
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
_MARKED = re.compile(
    ".[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f]+", re.DOTALL
)

#: Hangul, Hanja and Kanji, Kana: scripts whose words are not told by spaces alone.
CJK = (
    "\uac00-\ud7a3\u3131-\u318e"
    "\u3005\u3006\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe"
)
_RUN = re.compile(
    f"(?P<day>(?<=[0-9])日)"
    f"|(?P<pairs>[{CJK}](?:[·-]?[{CJK}])*)"
    f"|(?P<number>[0-9]+(?:,[0-9]{{3}})+(?![0-9]))"
    f"|(?P<word>[^\\W_{CJK}]+(?:'[^\\W_{CJK}]+)?)"
)
_SKIPPED = {ord(sign): None for sign in "·-"}

#: Endings and how long a word must be to have one.
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


def index_form(text: str) -> str:
    """Return the terms of a text, separated by spaces."""
    found: list[str] = []
    for run in _RUN.finditer(_fold(text)):
        kind, text = run.lastgroup, run.group()
        if kind == "word":
            found.append(_english(text))
        elif kind == "number":
            found.append(text.replace(",", ""))
        else:
            signs = text.translate(_SKIPPED)
            found += map(add, signs, signs[1:])
            found.append(signs[-1])
    return " ".join(found)


def _fold(text: str) -> str:
    pieces: list[str] = []
    at = 0
    text = unicodedata.normalize("NFC", text)
    for marked in _MARKED.finditer(text):
        pieces += map(_fold_character, text[at : marked.start()])
        pieces.append(_fold_character(marked.group()))
        at = marked.end()
    return "".join([*pieces, *map(_fold_character, text[at:])])


@lru_cache(maxsize=1 << 16)
def _fold_character(character: str) -> str:
    """Fold one character with its marks."""
    if len(character) == 1 and unicodedata.category(character) == "No":
        return character  # ² and ½ and ① are not 2 and 1/2 and 1
    before = character.translate(_SIGNS)
    folded = unicodedata.normalize("NFKC", before)
    folded = unicodedata.normalize("NFKC", folded.casefold()) if folded != before else before
    if _CONJOINING.search(folded) and not _CONJOINING.search(before):
        # A half-width or circled jamo: the plain one where there is one, never the conjoining.
        plain = unicodedata.decomposition(before[:1]).rpartition(" ")[2]
        letter = chr(int(plain, 16)) if plain else before
        folded = before if _CONJOINING.search(letter) else letter
    folded = unicodedata.normalize("NFC", folded.casefold())
    return folded.translate(_SIGNS).translate(_NEW)


@lru_cache(maxsize=1 << 16)
def _english(word: str) -> str:
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


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word)
