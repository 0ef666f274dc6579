"""Downloader middlewares: retries with growing pauses, private addresses, cut off responses."""
