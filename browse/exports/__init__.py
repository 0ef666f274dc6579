"""Lists to take away: feeds, spreadsheets, the briefing."""
