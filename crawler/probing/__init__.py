"""What `scrapy probe` does: one polite visit to an outlet, and what it found to hold."""
