"""What a crawl asks of the database and tells it, through one interface: ``storage.py``."""
