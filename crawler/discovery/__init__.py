"""Finding articles: feeds, sitemaps, list and search pages, how they are requested and read."""
