"""One step per file: a pure function and its pipeline class."""
