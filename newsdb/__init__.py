"""The SQLite file and the records in it: the ground floor, imports nothing of the project."""
