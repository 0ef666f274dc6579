"""Articles and their revisions, discovered links, outlets and their policies."""
