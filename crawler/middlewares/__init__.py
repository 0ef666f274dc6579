"""Downloader middlewares: retries with growing pauses, truncated responses."""
