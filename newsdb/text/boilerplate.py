"""What stands around a text and is not of it: bylines, rights, related links, counters, adverts.

Left out of the copy that is compared, never of what is stored. The patterns are of kinds, with no
outlet's name in them: a reprint carries another outlet's boilerplate around the same words.
They are written for folded text (``newsdb.text.folding``).
"""

from __future__ import annotations

import re

from newsdb.text.folding import fold

_EMAIL = r"[a-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+"
_PERSON = r"[가-힣]{2,4}"
_ROLE = r"(?:(?:선임|수습|인턴|객원|전문|사진)?\s?기자|특파원|통신원|논설위원|리포터|記者|特派員)"

#: The longest line, in characters, that can be boilerplate: what is longer is prose.
LONGEST_LINE = 160

#: The longest line in a list of other articles' headlines.
LONGEST_HEADLINE = 70


def _any(patterns: str) -> str:
    """Return one pattern that matches any of those that stand in a line each."""
    return f"(?:{'|'.join(line.strip() for line in patterns.strip().splitlines())})"


#: Whose right it is: this line is no text however it ends.
_RIGHTS = re.compile(
    _any(r"""
        저작권자\s*[(<©:]
        무단\s?(?:전재|복제|배포)
        재배포\s?금지
        all rights reserved
        copyright\s*[©(\d]
        ^\W*©
        無断(?:転載|複製)
        禁無断
    """)
)
#: What such a line has, looked for first, since most lines have none.
_RIGHTS_SIGN = re.compile("저작권|무단|재배포|reserved|copyright|©|無断")

#: A heading over other articles' headlines.
_OTHERS = _any(r"""
    (?:관련|인기|추천|주요|실시간|다른|많이 본|함께 보면 좋은)\s?(?:기사|뉴스|링크)
    이 시각 \S{2,6}
    핫이슈
    関連(?:記事|リンク|ニュース)
    あわせて読みたい
    おすすめ(?:の?記事)?
    (?:アクセス)?ランキング
    (?:related|more) (?:articles?|stories|news|links?)
    (?:also )?read(?: more| also)
    most read
    trending(?: now)?
""")
_HEADING = re.compile(rf"^\W*{_OTHERS}\W*$")

#: Something to press, count or buy, alone in its line.
_BUTTON = _any(r"""
    기사\s?원문|본문\s?듣기|글자\s?크기|공유(?:하기)?|구독(?:하기)?|좋아요|싫어요|조회수?|댓글|추천|스크랩|프린트
    기사\s?입력|입력|수정|승인|광고
    最終更新|更新|配信|シェア|いいね|コメント|閲覧数?|広告|スポンサー(?:リンク)?
    pr|ad|advertisement|sponsored(?: content)?
    share|subscribe|sign up|follow us|newsletter|updated|posted
    views?|likes?|comments?|shares?|reads?
""")
_COUNTED = _any(r"""
    명이 (?:봤|읽|공감|추천)\S*
    회(?: 조회)?
    개의? (?:댓글|좋아요|추천)
    views?|likes?|shares?|comments?|reads?
    件のコメント|回閲覧|人が閲覧|(?:件の)?いいね!?
""")
_WIDGET = re.compile(
    _any(rf"""
        ^\W*{_OTHERS}\s*[:\]>|-]
        ^\W*[▶▷►☞]
        ^\W*{_BUTTON}\s*(?:[:|\[(\]\d)-].*)?$
        ^\W*[\d,.]+\s*[만천km]?\s*{_COUNTED}\W*$
        ^\W*(?:사진|写真|photo|그래픽|자료\s?사진)\s?(?:제공)?\s?[=:|/]
        ^\W*\S{{2,12}}\s.{{0,30}}(?:구독|팔로우|친구\s?추가|제보)(?:하기|하세요)?\W*$
        ^\W*(?:기사\s?)?제보(?:하기|는| 및)?\b
        앱에서 (?:보기|읽기)\W*$
    """)
)

#: Who wrote it, alone in a line.
_BYLINE = re.compile(
    rf"^\W*(?:{_EMAIL}|(?:글|사진|취재|정리|영상)\s?[=:·/]?\s?{_PERSON}"
    rf"|(?:[가-힣a-z0-9·]{{2,12}}\s?[=·]?\s?)?{_PERSON}\s?{_ROLE}(?:\W+{_PERSON}\s?{_ROLE})*"
    r"|(?:by|written by|reporting by|edited by)\s[^.]{2,60}"
    r"|[一-龠ぁ-んァ-ヶ・· ]{2,14}(?:記者|特派員)|(?:文|取材|写真)\s?[=・·:].{2,20})"
    rf"\W*(?:{_EMAIL})?\W*$"
)

#: What a text opens with: 【서울=뉴시스】 김하나 기자 =, (東京=聯合ニュース),
#: seoul, may 5 (yonhap) --.
_OPENING = re.compile(
    r"^\s*(?:(?:[\[【(<〈]\s*[^\]】)>〉]{1,40}[\]】)>〉]\s*){1,2})?"
    rf"(?:{_PERSON}(?:\s?·\s?{_PERSON})*\s?{_ROLE}\s*[=:]?\s*)?(?:=\s*)?"
    r"(?:[a-z][a-z. ]{2,20}(?:, [a-z]+\.? \d{1,2})?,? \([a-z ]{2,20}\)\s*-+\s*)?"
)

#: What a text ends with behind its last sentence.
_CLOSING = re.compile(
    rf"(?<=[.!?\"。」])\s*[/|(]?\s*(?:(?:[가-힣a-z0-9]{{2,10}}\s?=\s?)?{_PERSON}\s?{_ROLE})?"
    rf"\s*[(/]?\s*(?:{_EMAIL})?\)?\s*$"
)
_EMAILS = re.compile(rf"[(<]?{_EMAIL}[)>]?")
_SENTENCE_ENDS = ("다.", "요.", "。")
_ENGLISH_END = re.compile(r"[a-z]\.[\"')\]]*$")

#: What a text that an organisation sent out says of itself. Each begins with a letter, to which
#: the engine can skip.
_PRESS_RELEASE = re.compile(
    _any(r"""
        보도\s?자료|자료\s?(?:제공|출처)\s?[=:]|언론\s?연락처|뉴스와이어
        pr\s?newswire|business\s?wire|globe\s?newswire|pr times
        プレスリリース|ニュースリリース|報道資料|報道関係者
        本件に関する.{0,12}(?:問い?合わせ|お問合せ)
        press release|news release|for immediate release|media contact
    """)
)

#: What a sentence says that corrects an article.
_NOTICE = re.compile(
    _any(r"""
        정정\s?보도|정정(?:합니다|했습니다|하였습니다|함)|[\[【<(]\s*정정|정정\s?:
        바로\s?잡습니다|바로잡(?:았습니다|음)|알려\s?왔습니다
        (?:오류|잘못|오기|오보)\S{0,3}\s.{0,25}(?:수정|바로\s?잡|정정|고쳤|고칩)
        訂正(?:し(?:ます|ました|て)|いたし|します|版)|[【\[(〈<]\s*訂正|訂正\s?:
        お詫び(?:して|と|申)|おわび(?:して|と)|誤りでした
        \bcorrection\s*:|\bcorrect(?:s|ed|ing) (?:to|that|the|an)
        an earlier version of th|we regret the error|has been (?:corrected|updated to correct)
    """)
)


def folded_lines(body: str) -> list[str]:
    """Return the lines of a text folded, without the empty ones."""
    # Folding makes blanks of line ends and a letter of the sign for rights.
    marked = body.replace("\n", "\x1e").replace("ⓒ", "©")
    return [line for line in map(str.strip, fold(marked).split("\x1e")) if line]


def is_boilerplate(line: str) -> bool:
    """Tell whether a folded line is no part of the text."""
    if len(line) > LONGEST_LINE:
        return False
    if _RIGHTS_SIGN.search(line) and _RIGHTS.search(line):
        return True
    return not ends_sentence(line) and bool(_WIDGET.search(line) or _BYLINE.match(line))


def ends_sentence(line: str) -> bool:
    """Tell whether a folded line ends as prose does, which a headline or a button does not."""
    bare = line.rstrip("\"')]」』")
    return bare.endswith(_SENTENCE_ENDS) or bool(_ENGLISH_END.search(line))


def text_lines(body: str) -> list[str]:
    """Return the folded lines of a body that are its text, opening and closing byline off."""
    lines = folded_lines(body)
    kept = [lines[at] for at in _of_the_text(lines)]
    if kept:
        opening = _OPENING.match(kept[0])
        kept[0] = kept[0][opening.end() :] if opening else kept[0]
        kept[-1] = _CLOSING.sub("", kept[-1])
    return [_EMAILS.sub("", line) if "@" in line else line for line in kept]


def printed_text_lines(body: str) -> list[str]:
    """Return the lines of a body that are its text, as printed."""
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return [lines[at] for at in _of_the_text([" ".join(folded_lines(each)) for each in lines])]


def _of_the_text(lines: list[str]) -> list[int]:
    """Return which folded lines are text: no boilerplate, nothing below a list's heading."""
    kept: list[int] = []
    among_others = False
    for at, line in enumerate(lines):
        if _HEADING.match(line):
            among_others = True
        elif not is_boilerplate(line) and not (
            among_others and len(line) <= LONGEST_HEADLINE and not ends_sentence(line)
        ):
            among_others = False
            kept.append(at)
    return kept


def is_press_release(body: str) -> bool:
    """Tell whether a folded text says of itself that an organisation sent it out."""
    return bool(_PRESS_RELEASE.search(body))


def is_notice(sentence: str) -> bool:
    """Tell whether a sentence says that an article was corrected (정정, 訂正, correction)."""
    return bool(_NOTICE.search(fold(sentence)))
