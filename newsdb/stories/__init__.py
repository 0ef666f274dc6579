"""Copies and events: signatures, links between copies, stories, and what articles add."""
