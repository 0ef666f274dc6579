"""Messages to readers: what is due, how it reads, and how it leaves by mail or as a page."""
