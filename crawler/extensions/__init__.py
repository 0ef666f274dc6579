"""Scrapy extensions: run history, one process per outlet."""
