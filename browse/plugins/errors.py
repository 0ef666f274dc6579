"""Error pages in the reader's language, with the navigation of every other page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils import await_me_maybe
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from datasette.app import Datasette

_MISSING, _FAULT = 404, 500
_KINDS = {_MISSING: "missing", 403: "forbidden"}


@hookimpl(wrapper=True, tryfirst=True)
def handle_exception(
    datasette: Datasette, request: Any, exception: Exception
) -> Generator[None, list[Any], list[Callable[[], Awaitable[Any]]]]:
    """Keep the status, headers and JSON that Datasette answers, and write the page anew."""
    answers = yield

    async def translated() -> Any:
        answer = None
        for each in answers:
            answer = answer or await await_me_maybe(each)
        if answer is not None and (answer.content_type or "").startswith("text/html"):
            answer.body = await _page(datasette, request, answer.status, exception)
        return answer

    return [translated]


async def _page(desk: Datasette, request: Any, status: int, exception: Exception) -> str:
    kind = _KINDS.get(status, "fault" if status >= _FAULT else "wrong")
    # Of what is missing the page itself says all that "Database not found" would, and in words.
    error = "" if status == _MISSING else _reason(exception, status)
    values = {"status": status, "kind": kind, "error": error}
    page: str = await desk.render_template("error.html", values, request=request)
    return page


def _reason(exception: Exception, status: int) -> Any:
    """Return what the page may say of an error; a fault's own words are for the log."""
    if isinstance(exception, DatasetteError):
        said = exception.message
    elif isinstance(exception, Base400):
        said = str(exception.args[0]) if exception.args else ""
    else:
        said = "" if status >= _FAULT else str(exception)
    # What was sent may be quoted. A message that is HTML is Datasette's own.
    return without_controls(said) if type(said) is str else said
