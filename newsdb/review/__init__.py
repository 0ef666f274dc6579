"""People's decisions: the queue, reviews and their history, audits, proposals."""
