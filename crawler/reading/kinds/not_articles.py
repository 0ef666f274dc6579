"""What a page without an article is: login, consent, block page, gone, empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.reading.markup.parsed_page import text_in
from crawler.reading.text import tidy
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from crawler.reading.markup.parsed_page import Page

_BY_ADDRESS = (
    (
        "login",
        lazy(r"/(?:[\w-]*log-?in|sign-?in|auth|sso|member)\b|[?&]returnurl=", re.IGNORECASE),
    ),
    ("consent", lazy(r"/(?:consent|gdpr|privacy-?gate|cookie-?wall)\b", re.IGNORECASE)),
    ("blocked", lazy(r"/(?:blocked?|captcha|denied|challenge)\b", re.IGNORECASE)),
)

_BY_WORDS = (
    (
        "blocked",
        lazy(
            r"access denied|forbidden|just a moment|attention required|are you a robot|captcha"
            r"|block ?page|request rejected|unusual traffic"
            r"|비정상적인 접근|접근이 차단|접속이 차단|アクセスが拒否|アクセスを制限",
            re.IGNORECASE,
        ),
    ),
    (
        "gone",
        lazy(
            r"존재하지 않는|찾을 수 없|삭제된 (?:기사|페이지|뉴스)|없는 (?:기사|페이지)"
            r"|見つかりません|存在しません|削除されました|掲載期間.{0,6}終了"
            r"|not found|no longer available|\b404\b",
            re.IGNORECASE,
        ),
    ),
    ("consent", lazy(r"쿠키.{0,8}동의|cookie consent|クッキー.{0,8}同意", re.IGNORECASE)),
    (
        "login",
        lazy(r"^\W*(?:(?:회원 )?로그인|ログイン|log ?in|sign ?in)\b", re.IGNORECASE),
    ),
)

#: The reason where nothing says why a page has no text.
NO_BODY = "no body"

#: An article may mention a block; a block page says little else.
_LONGEST = 1500
#: As much of a page's text tells whether there is more, unless it is mostly blanks.
_ENOUGH = 20_000


def reason_by_address(url: str) -> str:
    """Return the reason for a request that ended at ``url``, which is not an article URL."""
    for reason, sign in _BY_ADDRESS:
        if sign.search(url):
            return reason
    return "home page" if urlsplit(url).path in {"", "/"} else "redirected"


def reason_by_words(page: Page, *, usual: str = NO_BODY) -> str:
    """Return what a page without an article is, judged by its words; ``usual`` if unknown."""
    headings = page.heading_texts("title", "h1", "h2")
    text = text_in(page.body) if page.body is not None else ""
    visible = tidy(text[:_ENOUGH])
    if len(visible) <= _LONGEST and len(text) > _ENOUGH:
        visible = tidy(text)
    texts = [*map(tidy, headings), visible if len(visible) <= _LONGEST else ""]
    for reason, sign in _BY_WORDS:
        if any(sign.search(text) for text in texts):
            return reason
    if usual == NO_BODY and page.select("input[type=password]"):
        return "login"
    return usual
