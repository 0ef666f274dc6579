"""Visits to sites and pages, what is printed and asked about them, spider files."""
