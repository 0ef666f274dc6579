"""Briefings: what an editor composes from stories, and what an issue has frozen of it."""
