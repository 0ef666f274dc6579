"""The SQLite file and the records in it: the ground floor, imports nothing of the project."""

#: The release; nothing else states it: pyproject.toml and the user agent take it from here.
__version__ = "0.1.0"
