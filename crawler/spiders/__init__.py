"""One file per outlet, named after its spider."""
