"""One file an outlet; the file has the name of its spider."""
