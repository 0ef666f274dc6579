"""Cost of documents: `python -m benchmarks.documents`."""
