"""Detects texts decoded with the wrong charset: they must become rejections, not articles."""

from __future__ import annotations

from newsdb.text.lazy_patterns import lazy

#: A larger share of undecodable characters means a wrong charset.
_MOST_UNREADABLE = 0.002

#: What a wrong charset turns Korean and Japanese into, and the share of a text that is evidence:
#: UTF-8 or EUC read as Latin-1 or Windows-1252, UTF-8 read as Shift_JIS, Shift_JIS read as EUC,
#: UTF-8 read as EUC-KR.
_SIGNS = (
    (lazy(r"[\x80-\xff]"), 0.3),
    (lazy(r"[縺繧繝譁蜿荳鬘莨謖驛]"), 0.06),
    (lazy(r"[ｦ-ﾟ]"), 0.25),
    (lazy(r"[占쎈룸덉뎄꾩떎媛쒖븳湲곗뾽]|\?[가-힣]\?"), 0.2),
)
_SHORTEST = 30  # letters; fewer are no evidence


def garbled(text: str) -> str | None:
    """Return the evidence that ``text`` was misread, for a person; None when there is none."""
    broken = text.count("\ufffd")
    if broken > _MOST_UNREADABLE * len(text) + 1:
        return f"{broken} undecodable characters of {len(text)}"
    letters = sum(map(str.isalpha, text))
    if letters < _SHORTEST:
        return None
    for sign, least in _SIGNS:
        found = sign.findall(text)
        if len(found) >= least * letters:
            return f"{len(found)} characters like {''.join(found[:5])} of {len(text)}"
    return None
