"""Harmful input out of good input: mutations with a seed, and what the project makes of each."""
