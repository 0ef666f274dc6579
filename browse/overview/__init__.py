"""The overview, and pages of organisations, places and concepts: what they show, and charts."""
