"""A story as its page shows it: who was first, its articles in order of time."""
