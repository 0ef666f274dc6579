"""What a page says for machines: JSON-LD, meta tags, the state of its scripts."""
