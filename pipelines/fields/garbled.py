"""Detects texts decoded with the wrong charset: they must become rejections, not articles."""

from __future__ import annotations

from newsdb.text.lazy_patterns import lazy

#: A larger share of undecodable characters means a wrong charset.
_MOST_UNREADABLE = 0.002

#: What a wrong charset turns Korean and Japanese into, and the share of a text that is evidence:
#: UTF-8 or EUC read as Latin-1 or Windows-1252, UTF-8 read as Shift_JIS, Shift_JIS read as EUC,
#: UTF-8 read as EUC-KR.
_LATIN, _FROM_UTF8, _FROM_SJIS, _FROM_EUC = (
    r"\x80-\xff", "縺繧繝譁蜿荳鬘莨謖驛", "ｦ-ﾟ", "占쎈룸덉뎄꾩떎媛쒖븳湲곗뾽",
)  # fmt: skip
_SIGNS = (
    (lazy(f"[{_LATIN}]"), 0.3),
    (lazy(f"[{_FROM_UTF8}]"), 0.06),
    (lazy(f"[{_FROM_SJIS}]"), 0.25),
    (lazy(rf"[{_FROM_EUC}]|\?[가-힣]\?"), 0.2),
)
#: Any of these; begins with one class of characters, to which the engine skips ahead.
_ANY_SIGN = lazy(rf"[?{_LATIN}{_FROM_UTF8}{_FROM_SJIS}{_FROM_EUC}](?:(?<!\?)|[가-힣]\?)")
_SHORTEST = 30  # letters; fewer are no evidence


def garbled(text: str) -> str | None:
    """Return the evidence that ``text`` was misread, for a person; None when there is none."""
    broken = text.count("\ufffd")
    if broken > _MOST_UNREADABLE * len(text) + 1:
        return f"{broken} undecodable characters of {len(text)}"
    signs = "".join(_ANY_SIGN.findall(text))
    for sign, least in _SIGNS:
        found = sign.findall(signs)
        if len(found) < least * _SHORTEST:
            continue  # whatever the number of letters, which takes longer to count
        letters = sum(map(str.isalpha, text))
        if letters >= _SHORTEST and len(found) >= least * letters:
            return f"{len(found)} characters like {''.join(found[:5])} of {len(text)}"
    return None
