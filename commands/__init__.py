"""Scrapy commands: thin, and free to import every other package."""
