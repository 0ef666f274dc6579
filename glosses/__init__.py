"""Glosses are made here: which texts, by which engine, at what cost; never in a page's request."""
