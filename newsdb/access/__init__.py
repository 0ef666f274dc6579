"""Who signs in to the desk: sessions, and a log of what concerns access."""
