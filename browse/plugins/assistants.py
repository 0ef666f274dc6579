"""Where assistants come in: the MCP server at /-/mcp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette import Response
    from datasette.app import Datasette


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"^/-/mcp$", serve)]


async def serve(datasette: Datasette, request: Any, send: Any, receive: Any) -> Response | None:
    """Answer an assistant; what that takes is loaded when the first one comes."""
    from browse.assistants.endpoint import answer  # noqa: PLC0415

    return await answer(datasette, request, send, receive)
