"""Copies of the database that can be restored, and saving what a damaged file still holds."""
