"""Tests of glosses at the desk use its articles."""

from tests.browse.conftest import news, stored_news

__all__ = ["news", "stored_news"]
