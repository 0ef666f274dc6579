"""Finding articles: feeds, sitemaps, list and search pages, how they are asked for and read."""
