"""The SQLite database and its records: the lowest layer, which imports nothing of the project."""

#: The release number, stated only here: pyproject.toml and the user agent read it.
__version__ = "0.1.0"
