"""What a site says around and among its articles: invitations, lists of others, notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Headings under which other articles are listed; nothing of the article comes after them.
_OTHERS = re.compile(
    r"^\W*(?:(?:주요|관련|추천|인기|최신|이 시각|오늘의|지금|함께|실시간|많이)[\s가-힣]{0,8}"
    r"(?:뉴스|기사|이슈|콘텐츠|본|읽은|봐야)[\s가-힣]{0,8}|기자의? 다른 기사"
    r"|핫이슈|이슈 ?NOW|베스트 클릭"
    r"|関連(?:記事|ニュース|キーワード|リンク|情報|企業・業界|トピックス)"
    r"|あわせて読みたい|おすすめ(?:記事|情報|の記事)?"
    r"|(?:アクセス)?ランキング|新着(?:記事|ニュース)|この記事(?:を|に).{0,12}|最新ニュース|人気記事|前後の記事"
    r"|related (?:articles?|stories|news)|most (?:read|viewed|popular)|read more|recommended)\W*$",
    re.IGNORECASE,
)

#: Notices of rights and plain invitations, however they are worded.
_RIGHTS = re.compile(
    r"청소년\s?보호\s?책임자|발행인.{0,40}편집인|등록번호.{0,40}등록일"
    r"|무단\s?전재|재배포\s?금지|무단\s?복제|저작권자|無断(?:転載|複製)|記事利用サービス|転載・複製"
    r"|^(?:sign up|subscribe|click here|follow us|download the app|read more)\b"
    r"|(?:콘텐츠|기사)[은는]? 저작권법|特定商取引"
    r"|all rights reserved|copyright\s?[ⓒ©(]|reproduction or re|^\W*(?:ⓒ|©|Copyright)",
    re.IGNORECASE,
)

#: What the site speaks of to its readers: politely or in scraps, while news is written plainly.
_TO_READERS = re.compile(
    r"有料会員|会員限定|会員登録|読み放題|続きを(?:読む|お読み)|残り[:：]?\d+文字|ログイン|定期購読"
    r"|メールマガジン|ニュースレター|プレスリリースには|メディアユーザー登録|プレスリリースにより"
    r"|関連画像|会員のみ|電子版が"
    r"|제보(?:는|를|하기|\s?[:：]|해)|구독|카카오톡\s?[:：@]|채널\s?추가|네이버.{0,20}(?:구독|설정|만나)"
    r"|후원(?:하기|계좌|해)|여러분의|기사를 읽고|이 기사를"
    r"|(?:본|이) 기사는.{0,40}(?:번역|작성|생성|제공)"
    r"|바로\s?가기|클릭|로그인|회원\s?가입|유료\s?(?:회원|기사)|댓글|좋아요"
    r"|기사\s?원문|본문\s?듣기|글자\s?크기"
    r"|(?:회원|독자) 여러분",
    re.IGNORECASE,
)
#: What stands where a text breaks off for those who do not pay.
_WALL = re.compile(
    r"有料(?:会員|記事|版)(?:限定|の方|です|に登録)|会員限定(?:記事)?です|^\W*(?:有料)?会員限定(?:の?記事)?\W*$"
    r"|残り\s*[:：]?\s*[\d,]+\s*文字|この記事は.{0,6}(?:有料|会員)"
    r"|(?:続き|全文)(?:を|は).{0,14}(?:登録|ログイン|会員|購読|読むには|お読みいただ)"
    r"|(?:유료|프리미엄)\s?(?:회원|구독자?|기사|콘텐츠|서비스)\s?(?:전용|만|입니다|가입)|구독자\s?전용"
    r"|(?:전문|나머지|이어지는 내용).{0,12}(?:로그인|구독|회원)"
    r"|(?:for|only|exclusive) (?:to )?subscribers|subscribers?[- ]only"
    r"|to (?:continue|keep) reading",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?:[^니]다[.”\"']|(?<!ます)(?<!です)(?<!せん)(?<!ました)(?<!さい)。)[”」』\"']?$|[a-z]{3}[.]$"
)
_LONGEST_TO_READERS = 160

#: Lines that only lead elsewhere: ▶ [관련기사] ...
_POINTER = re.compile(
    r"^\s*(?:[▶☞►➡→⇒■◆]\s*|\[|<|【|▷\s*)(?:관련|바로|더|기사|전체|함께|영상|클릭|関連|続き|詳し)"
)

#: What stands between headline and text: dates, counters, names of buttons, a bar of anything.
_DATED = re.compile(
    r"^\W*.{0,20}?(?:\d{4}\s*[.\-/年년]\s*\d{1,2}\s*[.\-/月월]\s*\d{1,2}.{0,30}|\d{1,2}:\d{2}(?::\d{2})?\W*"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}.{0,20})$"
)
_SENTENCE_END = re.compile(r"[.?!。！？][\"'”’」』)\]）]*$")
_LONGEST_BOILERPLATE = 60
_SHORTEST_SUBTITLE = 8
_TOP = 6  # lines of a text among which headline and date may stand once more


def trim(paragraphs: list[str], headlines: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """Return the paragraphs without the site's own words, and the lines that led up to them.

    The second list are the lines between headline and first sentence, where subtitles stand.
    """
    told = {skeleton(each) for each in headlines}
    kept = [text for text in paragraphs if not _is_boilerplate(text)]
    top = [text for text in kept[:_TOP] if skeleton(text) not in told and not _is_stamp(text)]
    kept = [*top, *kept[_TOP:]]
    end = _end(kept)
    start = _start(kept[:end])
    return kept[start:end], [text for text in kept[:start] if len(text) >= _SHORTEST_SUBTITLE]


def wall(lines: Iterable[str]) -> str | None:
    """Return the line that says that the rest of a text is for those who pay, if one does."""
    return next(
        (text for text in lines if len(text) <= _LONGEST_TO_READERS and _WALL.search(text)), None
    )


def _is_stamp(text: str) -> bool:
    return len(text) <= _LONGEST_BOILERPLATE and bool(_DATED.search(text))


def _is_boilerplate(text: str) -> bool:
    return (
        (
            len(text) <= _LONGEST_TO_READERS
            and bool(
                _RIGHTS.search(text) or (_TO_READERS.search(text) and not _PLAIN.search(text))
            )
        )
        or bool(_POINTER.search(text))
        or not any(map(str.isalnum, text))
    )


def _start(paragraphs: list[str]) -> int:
    """Return where the text begins: at the first sentence, if that is near the top."""
    for number, text in enumerate(paragraphs[:12]):
        if _SENTENCE_END.search(text) or len(text) > _LONGEST_BOILERPLATE:
            return number
    return 0


def _end(paragraphs: list[str]) -> int:
    """Return where other articles are listed, if that is behind half of the text."""
    whole = sum(map(len, paragraphs))
    read = 0
    for number, text in enumerate(paragraphs):
        if read * 2 >= whole and _OTHERS.search(text):
            return number
        read += len(text)
    return len(paragraphs)
