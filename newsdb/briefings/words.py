"""The few sentences that an issue says by itself, in the language that it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsdb.briefings.content import Language

_LANGUAGES = ("en", "ko", "ja")

#: By key: English, Korean, Japanese.
_SAID: dict[str, tuple[str, str, str]] = {
    "taken_away": (
        "Quoted texts that outlets' terms no longer allow are left out: items {places}.",
        "발행 뒤 매체의 이용 조건에 따라 인용문을 싣지 않은 항목: {places}번.",
        "発行後、媒体の利用条件により引用文を掲載していない項目：{places}番。",
    ),
    "forgotten": (
        "[Article removed on request]",
        "[요청에 따라 삭제된 기사]",
        "［要請により削除された記事］",
    ),
    "rest": ("Other", "그 밖", "その他"),
    "title_daily": ("Morning briefing", "조간 브리핑", "朝刊ブリーフィング"),
    "title_weekly": ("Weekly briefing", "주간 브리핑", "週間ブリーフィング"),
    "title_one-off": ("Briefing", "브리핑", "ブリーフィング"),
    "correction": ("Correction of no. {number}", "제{number}호 정정", "第{number}号の訂正"),
    "erratum_changed": (
        "Item {place} of no. {number}: {outlet} has changed “{before}” to “{after}”.",
        "제{number}호 {place}번 항목: ‘{before}’ → ‘{after}’ ({outlet} 기사 수정)",
        "第{number}号の項目{place}：{outlet}は「{before}」を「{after}」に改めました。",
    ),
    "erratum_unquoted": (
        "Item {place} of no. {number}: {outlet} has changed its article after we issued this.",
        "제{number}호 {place}번 항목: 발행 뒤 {outlet}의 기사가 수정되었습니다.",
        "第{number}号の項目{place}：発行後に{outlet}の記事が修正されました。",
    ),
    "erratum_notice": (
        "Item {place} of no. {number}: {outlet} has published a correction: {after}",
        "제{number}호 {place}번 항목: {outlet}의 정정문이 게재되었습니다. {after}",
        "第{number}号の項目{place}：{outlet}が訂正を掲載しました。{after}",
    ),
    "erratum_removed": (
        "Item {place} of no. {number}: {outlet} has removed the article that we cited.",
        "제{number}호 {place}번 항목: 인용한 {outlet}의 기사가 삭제되었습니다.",
        "第{number}号の項目{place}：引用した{outlet}の記事は削除されました。",
    ),
    "erratum_wrong": (
        "We wrote: “{sentence}”",
        "해당 문장: “{sentence}”",
        "該当する文：「{sentence}」",
    ),
}


def said(key: str, language: Language, **values: object) -> str:
    """Return a sentence in a language, its braces filled; raises KeyError for an unknown key."""
    return _SAID[key][_LANGUAGES.index(language)].format(**values)
