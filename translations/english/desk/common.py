"""Messages of several pages: signing in, searching, what is said of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "sign_in": "Sign in",
    "name": "Name",
    "password": "Password",
    "wrong": "The name or the password is wrong.",
    "language": "Language",
    "results": "Results for “{query}”",
    "nothing": "No articles match.",
    "no_term": "Type at least one letter or character to search for.",
    "search_help": (
        "Finds articles with all the words. “exact phrase”, OR, -without, title:word,"
        " outlet:name, lang:ja, since:2026-11-01, until:2026-11-30."
    ),
    "nearest": "Nothing found. Did you mean",
    "no_field": "The search has no field “{field}:”, only title, outlet, lang, since and until.",
    "no_value": "“{field}:” has nothing behind it.",
    "no_day": "“{field}:{value}” is not a day. Write {field}:2026-11-25.",
    "no_language": "“{field}:{value}” is not ko, ja or en.",
    "no_outlet": "No outlet is named “{value}”.",
    "too_long": "The search is too long: nothing from “{value}” on was looked for.",
    "not_excluded": "“{field}:” can't be excluded.",
    "take_away": "Export",
    "feed": "Atom feed",
    "csv": "CSV for Excel",
    "xlsx": "Excel (XLSX)",
    "feed_title": "Korea–Japan SME news",
    "time_unknown": "time unknown",
    "unverified": "unverified",
    "unverified_why": (
        "Date and text are not from a page of an outlet that is watched: nobody has checked them."
    ),
    "access_partial": "part of the text",
    "access_headline": "headline only",
    "access_headline_why": (
        "The page showed no text: only the headline and what is around it could be read."
    ),
    "changed": "changed",
    "by_time": "Newest first",
    "more_articles_than_xlsx": "{count} more articles are not in this file: the CSV has them all.",
    "more_stories_than_xlsx": "{count} more stories are not in this file: the CSV has them all.",
}
