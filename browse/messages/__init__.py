"""The messages of the desk's own pages in English, Korean and Japanese."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from browse.messages.access import ACCESS
from browse.messages.articles import ARTICLES
from browse.messages.assistants import ASSISTANTS
from browse.messages.briefings import BRIEFINGS
from browse.messages.data import DATA
from browse.messages.desk import DESK
from browse.messages.health import HEALTH
from browse.messages.pages import PAGES
from browse.messages.queue import QUEUE
from browse.messages.review import REVIEW
from browse.messages.sources import SOURCES
from browse.messages.subscriptions import SUBSCRIPTIONS

LANGUAGES = {"en": "English", "ko": "한국어", "ja": "日本語"}
COOKIE = "hanil_lang"
#: Where a request keeps the language of whom its page is for, if that is known otherwise.
LANGUAGE = "hanil.language"

#: By key: English, Korean, Japanese.
MESSAGES: Mapping[str, tuple[str, str, str]] = {
    "sign_in": ("Sign in", "로그인", "サインイン"),
    "name": ("Name", "이름", "ユーザー名"),
    "password": ("Password", "비밀번호", "パスワード"),
    "wrong": (
        "The name or the password is wrong.",
        "이름이나 비밀번호가 맞지 않습니다.",
        "ユーザー名またはパスワードが違います。",
    ),
    "language": ("Language", "언어", "言語"),
    "results": ("Results for “{query}”", "“{query}” 검색 결과", "「{query}」の検索結果"),
    "nothing": (
        "No articles match.",
        "조건에 맞는 기사가 없습니다.",
        "該当する記事はありません。",
    ),
    "no_term": (
        "Type at least one letter or character to search for.",
        "검색할 글자를 한 글자 이상 입력하세요.",
        "検索する文字を1文字以上入力してください。",
    ),
    "search_help": (
        (
            "Finds articles with all the words. “exact phrase”, OR, -without, title:word,"
            " outlet:name, lang:ja, since:2026-11-01, until:2026-11-30."
        ),
        (
            "단어가 모두 들어 있는 기사를 찾습니다. “이어진 구절”, OR, -제외, title:제목의 단어,"
            " outlet:매체, lang:ja, since:2026-11-01, until:2026-11-30."
        ),
        (
            '単語をすべて含む記事を検索します。"フレーズ"、OR（または）、-除外、title:見出しの単語、'
            "outlet:媒体、lang:ko、since:2026-11-01、until:2026-11-30。"
        ),
    ),
    "nearest": (
        "Nothing found. Did you mean",
        "찾은 기사가 없습니다. 비슷한 단어",
        "該当する記事はありません。近い単語",
    ),
    "no_field": (
        "The search has no field “{field}:”, only title, outlet, lang, since and until.",
        "검색에 “{field}:” 항목은 없습니다. title, outlet, lang, since, until만 있습니다.",
        "検索に「{field}:」という項目はありません。title、outlet、lang、since、untilを使えます。",
    ),
    "no_value": (
        "“{field}:” has nothing behind it.",
        "“{field}:” 뒤에 값이 없습니다.",
        "「{field}:」の後に値がありません。",
    ),
    "no_day": (
        "“{field}:{value}” is not a day. Write {field}:2026-11-25.",
        "“{field}:{value}”의 날짜를 읽을 수 없습니다. {field}:2026-11-25처럼 쓰세요.",
        "「{field}:{value}」の日付が読めません。{field}:2026-11-25のように書いてください。",
    ),
    "no_language": (
        "“{field}:{value}” is not ko, ja or en.",
        "“{field}:{value}”: 언어는 ko, ja, en 중 하나여야 합니다.",
        "「{field}:{value}」：言語はko、ja、enのいずれかです。",
    ),
    "no_outlet": (
        "No outlet is named “{value}”.",
        "“{value}”라는 매체가 없습니다.",
        "「{value}」という媒体はありません。",
    ),
    "not_excluded": (
        "“{field}:” can't be excluded.",
        "“{field}:”은 제외할 수 없습니다.",
        "「{field}:」は除外できません。",
    ),
    "take_away": ("Export", "내보내기", "書き出し"),
    "feed": ("Atom feed", "Atom 피드", "Atomフィード"),
    "csv": ("CSV for Excel", "Excel용 CSV", "Excel用CSV"),
    "xlsx": ("Excel (XLSX)", "엑셀(XLSX)", "Excel（XLSX）"),
    "feed_title": ("Korea–Japan SME news", "한일 중소기업 뉴스", "日韓中小企業ニュース"),
    "time_unknown": ("time unknown", "시각 알 수 없음", "時刻不明"),
    "unverified": ("unverified", "확인되지 않은 출처", "未確認の配信元"),
    "unverified_why": (
        "Date and text are not from a page of an outlet that is watched: nobody has checked them.",
        "등록된 매체의 기사 페이지에서 읽은 날짜와 본문이 아니며, 확인되지 않았습니다.",
        "登録された媒体の記事ページから読み取った日時・本文ではなく、確認されていません。",
    ),
    "access_partial": ("part of the text", "본문 일부", "本文の一部"),
    "access_headline": ("headline only", "제목만", "見出しのみ"),
    "access_headline_why": (
        "The page showed no text: only the headline and what is around it could be read.",
        "페이지에 본문이 없어 제목과 그 주변 정보만 읽었습니다.",
        "ページに本文がなく、見出しとその周辺の情報だけを読み取りました。",
    ),
    "changed": ("changed", "수정", "更新"),
    "by_time": ("Newest first", "최신순", "新しい順"),
    "more_articles_than_xlsx": (
        "{count} more articles are not in this file: the CSV has them all.",
        "이 파일에 담지 못한 기사가 {count}건 더 있습니다. CSV에는 모두 들어 있습니다.",
        "このファイルに入らなかった記事がほかに{count}件あります。CSVにはすべて入っています。",
    ),
    "more_stories_than_xlsx": (
        "{count} more stories are not in this file: the CSV has them all.",
        "이 파일에 담지 못한 스토리가 {count}건 더 있습니다. CSV에는 모두 들어 있습니다.",
        "このファイルに入らなかったストーリーがほかに{count}件あります。CSVにはすべて入っています。",
    ),
    **REVIEW,
    **PAGES,
    **ACCESS,
    **ASSISTANTS,
    **ARTICLES,
    **SUBSCRIPTIONS,
    **DATA,
    **DESK,
    **HEALTH,
    **QUEUE,
    **BRIEFINGS,
    **SOURCES,
}

#: Looks up a message in one language.
Translate = Callable[..., str]


def translator(language: str) -> Translate:
    """Return the function that templates call ``t``; it takes a key and values for its braces."""
    place = list(LANGUAGES).index(language)

    def translate(key: str, **values: object) -> str:
        return MESSAGES[key][place].format(**values)

    return translate


def choose(asked: str | None, cookie: str | None, accept: str | None) -> str:
    """Return the page's language: from ``?_lang=``, else the cookie, else Accept-Language."""
    for wanted in (asked, cookie):
        if wanted in LANGUAGES:
            return wanted
    preferred = ((part.split(";")[0].strip().lower()) for part in (accept or "").split(","))
    return next((each[:2] for each in preferred if each[:2] in LANGUAGES), "en")
