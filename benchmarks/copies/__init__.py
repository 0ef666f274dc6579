"""Invented news in three languages, edited copies of it, and texts that only resemble it."""
