"""Assistants read the archive by MCP: tools as functions, and the server that offers them."""
