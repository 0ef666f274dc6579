"""The watch list: concepts in three languages, rules over them, and verdicts with reasons."""

from watchlist.concepts import Concept
from watchlist.judging import judge
from watchlist.loading import load
from watchlist.sources import WatchListError
from watchlist.watch_list import Rule, WatchList

__all__ = ["Concept", "Rule", "WatchList", "WatchListError", "judge", "load"]
