"""Scrapy extensions: run history, robots.txt record, one process per outlet."""
