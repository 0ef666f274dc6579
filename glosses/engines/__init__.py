"""The engines that gloss: a file for each, over one HTTP client."""
