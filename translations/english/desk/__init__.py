"""What the pages of the desk say; a module for each part of it."""
