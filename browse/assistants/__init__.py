"""Assistants at the desk: where their requests come in, and what the pages about them do."""
