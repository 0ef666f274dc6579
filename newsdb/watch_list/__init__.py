"""The versions of the user's watch list, and articles on which another list is tried."""
