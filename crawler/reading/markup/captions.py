"""Captions among a text's lines: what is written below a picture without an element of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from crawler.reading.markup.blocks import Block

_LONGEST = 250  # characters
_LONGEST_ELSEWHERE = 120  # where no picture stands right above

_PICTURE = (
    r"(?:(?:자료|관련|대표)\s?)?(?:사진|이미지|그래픽|영상|일러스트)|写真|画像|撮影|図版"
    r"|[Pp]hotos?|PHOTO|[Ii]mages?|[Pp]ictures?|[Gg]raphics?|[Ii]llustrations?"
)
_GIVEN = r"(?:제공|출처|촬영|캡[처쳐]|갈무리|提供|[Cc]ourtesy of|[Cc]redit|[Bb]y)"
#: A line that is nothing but the credit of a picture.
_ONLY_CREDIT = lazy(
    rf"^[(\[【（〈<▲△]?\s?(?:{_PICTURE})\s?{_GIVEN}?\s?[=＝:：/／|·・ㅣ]\s?\S.{{0,60}}$"
    rf"|^[(\[【（〈<]?\s?(?:Photo(?:graph)?s? (?:by|courtesy of)|Image (?:by|credit)) .{{2,60}}$"
)
#: A credit at the end of a line: (사진=조합 제공), /사진=…, （写真：組合）, (Photo: AP).
_CREDITED = lazy(
    rf"[(\[【（〈</／|.。]\s?(?:{_PICTURE})\s?{_GIVEN}?\s?[=＝:：·・]\s?[^()（）\[\]【】]{{1,40}}"
    r"[)\]】）〉>]?\W{0,3}$"
    rf"|[(\[【（〈<]\s?(?:{_PICTURE}|[^()（）\[\]【】\n]{{1,30}}(?:제공|提供|撮影|촬영))\s?[)\]】）〉>]\W{{0,3}}$"
    r"|\((?:Photo(?:graph)?s?|Image|Picture)(?: by| courtesy of|:)? [^()]{2,60}\)\W{0,3}$"
)
#: The same below a picture, where less will do: ⓒ 나래일보, [나래일보DB], =조합 제공.
_CREDITED_BELOW = lazy(
    r"[ⓒ©]\s?\S.{0,30}$|[=＝]\s?\S{2,20}\s?(?:제공|提供)\W{0,3}$"
    r"|(?:[.。]|\S)\s?[\[【]\s?\S{2,14}(?:\s?(?:제공|자료사진|DB|提供))?\s?[\]】]$"
)
#: What points from a caption to the picture.
_POINTS = lazy(r"^[▲△▼▽◀◁▶▷↑↓←→]\s?\S")
_NAMES_ITS_PICTURE = lazy(r"^(?:写真は|사진은|▲|△)|(?:모습|전경|조감도|な様子|の様子)[.。]?$")


def is_caption(line: Block) -> bool:
    """Return whether a line of a text is the caption of a picture."""
    text = line.text
    if len(text) > _LONGEST:
        return False
    if line.pictured:
        return bool(
            _POINTS.search(text)
            or _ONLY_CREDIT.search(text)
            or _CREDITED.search(text)
            or _CREDITED_BELOW.search(text)
            or (len(text) <= _LONGEST_ELSEWHERE and _NAMES_ITS_PICTURE.search(text))
        )
    return len(text) <= _LONGEST_ELSEWHERE and bool(
        _ONLY_CREDIT.search(text) or _CREDITED.search(text)
    )
