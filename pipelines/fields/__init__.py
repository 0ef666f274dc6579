"""How each field of an article is normalised: dates, bylines, titles, languages."""
