"""What people decide: the queue, reviews and their history, audits, proposals."""
