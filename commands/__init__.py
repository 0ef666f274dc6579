"""Scrapy commands: thin, they may import every room."""
