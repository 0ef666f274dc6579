"""Copies and events: signatures, links between copies, stories and what each article adds."""
