"""What the elements of a page hold: lines, names, prose and links, captions, containers."""
