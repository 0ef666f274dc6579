"""Crawls on several machines: a broker, workers that crawl, and the one writer that stores."""
