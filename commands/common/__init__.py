"""What several commands share: options, the database, tables for a terminal."""
