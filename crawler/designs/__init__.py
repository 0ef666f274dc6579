"""Page designs of outlets that have had several."""
