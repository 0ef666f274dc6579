"""Fields typed into the search box of the articles become the table's own filters.

``outlet:mk since:2026 공급망`` is answered like ``?_search=공급망`` with filters of columns: the
list, its JSON and CSV, exports and feeds then have them without knowing of it. Words of which
all are excluded (``outlet:mk -축구``) become the argument ``_without``, since the index can only
be asked for what is there: ``browse.plugins.search`` makes a filter of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from browse.news import ask
from newsdb.search.fields import Fields, read, resolve
from newsdb.search.queries import MOST_LETTERS, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datasette.app import Datasette

    from browse.access_control import App, Message, Receive, Send

#: Where a request carries what was typed and its faults, for the page to say.
TYPED, FAULTS = "hanil_search_typed", "hanil_search_faults"
#: The argument with words that may not be there, as typed.
WITHOUT = "_without"
_TABLE = "/news/articles"
_ENDINGS = ("", ".json", ".csv")


class SearchFields:
    """Rewrites the query string of requests for the list of articles (ASGI)."""

    def __init__(self, app: App, desk: Datasette) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, with its fields as filters."""
        if scope["type"] == "http" and b"_search=" in scope.get("query_string", b""):
            path = scope["path"]
            if path.startswith(_TABLE) and path.removeprefix(_TABLE) in _ENDINGS:
                scope = await self._rewritten(scope)
                if scope.get(FAULTS) and path != _TABLE:
                    await _refuse(send, "; ".join(map(str, scope[FAULTS])))
                    return
        await self.app(scope, receive, send)

    async def _rewritten(self, scope: Message) -> Message:
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        typed = next((value for name, value in pairs if name == "_search"), "")
        words, fields = read(typed[:MOST_LETTERS])
        argument = WITHOUT if excludes_only(words) else "_search"
        kept = [each for each in pairs if each[0] not in {"_search", WITHOUT}]
        if (
            not fields
            and not fields.faults
            and argument == "_search"
            and len(kept) == len(pairs) - 1
        ):
            return scope
        fields = await ask(self.desk, lambda db: resolve(db, fields))
        if words.strip():
            kept.append((argument, " ".join(words.split())))
        query = urlencode([*kept, *filters_of(fields)])
        return {**scope, "query_string": query.encode(), TYPED: typed, FAULTS: fields.faults}


def excludes_only(words: str) -> bool:
    """Tell whether all words of a query are excluded ones."""
    query = parse(words)
    return bool(query.excluded) and not query.has_words


def filters_of(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield Datasette's arguments for resolved fields."""
    for column, wanted, unwanted in (
        ("outlet", fields.outlets, fields.without_outlets),
        ("language", fields.languages, fields.without_languages),
    ):
        if wanted:
            yield f"{column}__in", json.dumps(wanted, ensure_ascii=False)
        if unwanted:
            yield f"{column}__notin", json.dumps(unwanted, ensure_ascii=False)
    if fields.since:
        yield "published_at__gte", fields.since
    if fields.before:
        yield "published_at__lt", fields.before


async def _refuse(send: Send, text: str) -> None:
    """Answer a program, which would take a list without its fields for the right one."""
    body: Any = json.dumps({"ok": False, "error": text, "status": 400}).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})
