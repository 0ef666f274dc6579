"""Glosses: headlines in the reader's language, made by a machine and marked as such."""
