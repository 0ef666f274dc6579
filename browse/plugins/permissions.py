"""Who may do what, as Datasette asks it; what requests pass through; pages for who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.permissions import Action, PermissionSQL
from datasette.resources import TableResource

from browse.access.identity import VERIFIED, identify
from browse.access_control import AccessControl, App
from browse.language import language_of
from browse.permissions import REVIEW, SEE_ACCESS, hidden_tables, may, people_of
from translations.catalogues import LANGUAGES
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

_WHOLE_DESK = frozenset({"view-instance", "permissions-debug", "debug-menu", REVIEW, SEE_ACCESS})


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    return lambda app: AccessControl(
        app, people_of(datasette), lambda cookies: identify(datasette, cookies)
    )


@hookimpl(tryfirst=True)
def actor_from_request(request: Any) -> dict[str, Any] | None:
    """Return whom the gate let in; without one no cookie is left from which to read another."""
    actor: dict[str, Any] | None = request.scope.get(VERIFIED)
    return actor


@hookimpl
def register_actions() -> list[Action]:
    return [
        Action(name=REVIEW, abbr=None, description="Decide, star, tag and note articles"),
        Action(name=SEE_ACCESS, abbr=None, description="See who signed in, end sessions"),
    ]


@hookimpl
def permission_resources_sql(
    datasette: Datasette, actor: dict[str, Any] | None, action: str
) -> PermissionSQL | None:
    """Allow what the actor's role may do, in our database only; what no rule allows is denied."""
    role = people_of(datasette).role(actor)
    if not may(role, action):
        return None
    if action in _WHOLE_DESK:
        return PermissionSQL.allow(reason="role")
    rules = ["SELECT 'news' AS parent, NULL AS child, 1 AS allow, 'role' AS reason"]
    if action == "view-table":
        rules += [
            f"SELECT 'news', '{name}', 0, '{reason}'"
            for name, reason in hidden_tables(role).items()
        ]
    return PermissionSQL(sql=" UNION ALL ".join(rules))


@hookimpl
def extra_template_vars(datasette: Datasette, request: Any) -> dict[str, Any]:
    language = language_of(request)
    return {
        "t": DESK.translator(language),
        "language": language,
        "languages": LANGUAGES,
        "other_language": lambda code: _with_language(request, code),
        "role": people_of(datasette).role(request.actor if request else None),
    }


async def may_view_articles(datasette: Datasette, actor: dict[str, Any] | None) -> bool:
    """Tell whether an actor may see the articles, as Datasette's own pages ask it."""
    return bool(
        await datasette.allowed(
            action="view-table", resource=TableResource("news", "articles"), actor=actor
        )
    )


def _with_language(request: Any, code: str) -> str:
    kept = [
        each
        for each in parse_qsl(request.query_string, keep_blank_values=True)
        if each[0] != "_lang"
    ]
    return f"{request.path}?{urlencode([*kept, ('_lang', code)])}"
