"""Saved pages, lists and archives, read again."""
