"""Invented pages of many kinds, in the markup of common systems: articles and what is none.

A data file has one page after another: a line ``== KIND LANGUAGE URL``, a line ``T:`` with the
title, perhaps a line ``H:`` with more of the head, and the body's own markup. Menu and imprint,
which all pages of a site share, are added here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MENU = {
    "ko": "소개 알림마당 사업안내 자료실 참여마당 오시는길 로그인 회원가입",
    "ja": "ホーム お知らせ 事業内容 会員の方へ 資料室 アクセス お問い合わせ ログイン",
    "en": "Home About News Events Publications Members Contact Login",
}
_FOOT = {
    "ko": "48000 부산 사상구 가상로 1 대표전화 051-000-0000 Copyright 2026. All rights reserved.",
    "ja": "〒800-0000 福岡県架空市1-1 電話 000-000-0000 Copyright 2026 All Rights Reserved.",
    "en": "1 Imaginary Road, Busan. Phone 051-000-0000. © 2026 All rights reserved.",
}


class Page(NamedTuple):
    """A page, where it stands, and its kind."""

    kind: str
    language: str
    url: str
    html: str


def pages(file: Path) -> Iterator[Page]:
    """Yield the pages of a data file, in its order."""
    for block in file.read_text(encoding="utf-8").split("\n== "):
        heading, title, *rest = block.removeprefix("== ").strip().split("\n")
        kind, language, url = heading.split(" ")
        head = rest.pop(0).removeprefix("H: ") if rest[0].startswith("H: ") else ""
        menu = "".join(
            f'<li><a href="/menu/{n}">{word}</a></li>'
            for n, word in enumerate(_MENU[language].split())
        )
        yield Page(
            kind,
            language,
            url,
            f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{title.removeprefix('T: ')}</title>{head}</head><body>"
            f"<header><ul>{menu}</ul></header>{''.join(rest)}"
            f"<footer><p>{_FOOT[language]}</p></footer></body></html>",
        )
