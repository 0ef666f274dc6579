"""The language of a page: asked for in its address, kept in a cookie, or the browser's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translations.catalogues import LANGUAGES

if TYPE_CHECKING:
    from newsdb.review.reviews import RefusedError
    from translations.catalogues import Translate

COOKIE = "hanil_lang"
#: Where a request keeps the language of whom its page is for, if that is known otherwise.
LANGUAGE = "hanil.language"


def choose(asked: str | None, cookie: str | None, accept: str | None) -> str:
    """Return the page's language: from ``?_lang=``, else the cookie, else Accept-Language."""
    for wanted in (asked, cookie):
        if wanted and wanted in LANGUAGES:
            return wanted
    preferred = ((part.split(";")[0].strip().lower()) for part in (accept or "").split(","))
    return next((each[:2] for each in preferred if each[:2] in LANGUAGES), "en")


def language_of(request: Any) -> str:
    """Return the language in which a request's page is written."""
    if request is None:
        return "en"
    return choose(
        request.args.get("_lang"),
        request.scope.get(LANGUAGE) or request.cookies.get(COOKIE),
        request.headers.get("accept-language"),
    )


def why(error: RefusedError, t: Translate) -> str:
    """Return why what a person asked for can't be done, in the language of their page."""
    return t(error.key, **error.values) if error.key else str(error)
