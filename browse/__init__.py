"""The desk: Datasette over the database, for reading what was found."""
