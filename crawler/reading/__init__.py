"""From the bytes of a page to the readings of each field, by pure functions."""
