"""Finds articles and reads pages."""
