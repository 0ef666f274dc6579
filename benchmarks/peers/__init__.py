"""How well and how fast pages are read, beside what others would use for it."""
