"""Who is let in: sessions, pauses for who guesses, which scripts a page may run."""
