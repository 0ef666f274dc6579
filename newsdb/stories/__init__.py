"""Links between copies, the stories that they form, suggestions, and what articles add."""
