"""Whole crawls of what an outlet could send to harm whoever reads it."""
