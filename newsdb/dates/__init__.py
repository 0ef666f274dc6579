"""Dates as pages, listings and feeds give them, read to the minute, to the day or not at all."""
