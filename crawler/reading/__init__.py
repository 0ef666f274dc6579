"""From the bytes of a page to the readings of each field: pure functions."""
