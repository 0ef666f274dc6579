"""Exports of articles: feeds, spreadsheets, the briefing."""
