"""The MCP server: the official SDK around ``assistants.calling``. Imported when it is first used.

The SDK's low-level server, since that of its decorators also offers prompts and resources, sets up
logging, and words errors itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from assistants import catalogue
from assistants.calling import call
from newsdb import __version__

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from assistants.calling import Caller, Desk

#: What an assistant sends is a query, not a text.
LARGEST_REQUEST = 65_536

_READS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def server_for(desk: Desk, caller: Caller) -> Server[Any]:
    """Return a server that answers one caller; it is cheap, each request has its own."""

    async def list_tools(_context: Any, _asked: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_listed(catalogue.for_role(caller.role)))

    async def call_tool(_context: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        answered = await call(desk, caller, asked.name, asked.arguments or {})
        said = types.TextContent(type="text", text=answered.error or answered.json)
        if answered.error:
            return types.CallToolResult(content=[said], is_error=True)
        # Twice, as the protocol asks: some clients hand on the one, some the other.
        return types.CallToolResult(content=[said], structured_content=json.loads(answered.json))

    return Server(
        "hanil-news-watch",
        version=__version__,
        title="Hanil News Watch",
        instructions=catalogue.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def answer_http(
    desk: Desk,
    caller: Caller,
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    """Answer one request of the stateless streamable HTTP transport.

    Who asks, from which host and page, is for the caller to check. Nothing is kept between
    requests, so that a restart of the desk breaks no conversation.
    """
    manager = StreamableHTTPSessionManager(
        app=server_for(desk, caller),
        json_response=True,
        stateless=True,
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=LARGEST_REQUEST,
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)


def _listed(tools: dict[str, catalogue.Tool]) -> list[types.Tool]:
    return [
        types.Tool(
            name=name,
            description=each.description,
            input_schema=_short(each.arguments.model_json_schema()),
            output_schema=_short(each.answer.model_json_schema(mode="serialization")),
            annotations=_READS,
        )
        for name, each in tools.items()
    ]


def _short(schema: Any) -> Any:
    """Return a schema without the titles that pydantic makes of names: they cost who reads it."""
    if isinstance(schema, list):
        return [_short(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _short(each) for key, each in value.items()}
        if name in {"properties", "$defs"}
        else _short(value)
        for name, value in schema.items()
        if not (name == "title" and isinstance(value, str))
    }
