"""How a run is done: what pytest loads (tests/conftest.py), and how much tests try and search."""
