"""One step a file: a pure function beside its pipeline class."""
