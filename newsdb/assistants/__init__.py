"""Assistants that read by MCP: the tokens by which they are let in, and what each asked."""
