"""The page archive: WARC files of what was fetched, as it was sent."""
