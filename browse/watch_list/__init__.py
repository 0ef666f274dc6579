"""The watch list's editor: checking a text, trying it on stored articles."""
