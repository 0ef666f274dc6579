"""How changes of a draft are read and answered: to the script in JSON, to a form by a page."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import BadRequest, NotFound

from browse.briefings import pages
from browse.briefings.actions import RequestError
from browse.language import language_of, why
from browse.news import ReadOnlyError, write
from newsdb.briefings.journal import Conflict, DraftError, MissingError
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

logger = logging.getLogger(__name__)

_BODY = 200_000  # bytes; far more than the longest text in UTF-8
#: What is told of a row that somebody else changed.
_SHOWN = ("version", "placed", "sentence", "note", "title", "introduction", "correction", "since",
          "until", "kind", "language", "editor")  # fmt: skip


def is_json(request: Any) -> bool:
    """Tell whether a request comes from the script rather than from a form."""
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    return bool(kind == "application/json")


async def answered(
    datasette: Datasette, request: Any, change: Callable[[Database], dict[str, Any]]
) -> Response:
    """Respond to the script in JSON, errors with their status."""
    t = DESK.translator(language_of(request))
    try:
        return Response.json(await write(datasette, change))
    except Conflict as conflict:
        told = t("briefing_conflict", name=conflict.by)
        present = {name: conflict.now.get(name) for name in _SHOWN if name in conflict.now}
        return Response.json(
            {"ok": False, "conflict": True, "error": told, "now": present}, status=409
        )
    except MissingError as error:
        return Response.json({"ok": False, "error": why(error, t)}, status=404)
    except ReadOnlyError:
        return Response.json({"ok": False, "error": t("read_only")}, status=403)
    except (DraftError, RequestError) as error:
        return Response.json({"ok": False, "error": why(error, t)}, status=400)
    except Exception:
        logger.exception("%s failed", request.path)
        return Response.json({"ok": False, "error": t("fault")}, status=500)


async def answered_by_page(
    datasette: Datasette,
    request: Any,
    draft: int,
    form: dict[str, Any],
    change: Callable[[Database], dict[str, Any]],
) -> Response:
    """Respond to a form: back to the draft, or what to do about a conflict."""
    t = DESK.translator(language_of(request))
    try:
        await write(datasette, change)
    except Conflict as conflict:
        more = {
            "draft_id": draft,
            "by": conflict.by,
            "theirs": {name: conflict.now[name] for name in _SHOWN if name in conflict.now},
            "sent": form,
        }
        return await pages.respond(datasette, request, "briefing_conflict.html", more, status=409)
    except MissingError as error:
        raise NotFound(why(error, t)) from error
    except (DraftError, RequestError) as error:
        raise BadRequest(why(error, t)) from error
    entry = str(form.get("entry") or "")
    return Response.redirect(
        f"/-/briefing/draft/{draft}{f'#entry-{entry}' if entry.isdecimal() else ''}"
    )


async def sent(request: Any) -> dict[str, Any]:
    """Return what was posted, as JSON or by a form; raises BadRequest."""
    if not is_json(request):
        return dict(await request.post_vars())
    body = await request.post_body()
    if len(body) > _BODY:
        raise BadRequest("the body is too long")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadRequest("the body must be an object")
    return {name: _whole(value) for name, value in found.items()}


def _whole(value: Any) -> Any:
    """Return a text without halves of characters: valid in JSON, not in UTF-8."""
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value
