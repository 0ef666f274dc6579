"""Finding articles: feeds, sitemaps, list and search pages, and the spiders that ask for them."""
