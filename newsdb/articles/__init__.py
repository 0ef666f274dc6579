"""Articles and their revisions, the links that lead to them, their outlets and policies."""
