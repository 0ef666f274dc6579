"""The shipped list on the labelled articles: what it must reach, leaving room for taste.

``benchmarks.relevance`` has the tables and the cross-validated figures.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from watchlist import judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchlist import WatchList

DATA = Path(__file__).parents[1] / "data"

#: Judged when rules stood. Precision and recall of the first at first sight: Korean .91 and .91,
#: Japanese .91 and .94, English .89 and .96; of the second .90 and .95, .94 and .85, 1.0 and .90.
#: Later rules were compared by the second, which is not untouched any more; the first is.
UNTOUCHED = ("relevance_fifth.jsonl", "relevance_sixth.jsonl")

#: Real articles, restated and labelled; invented ones of kinds that those have few of; of many
#: trades and places, half of them not fitted on; cases at the border: visitors, comparisons, large
#: firms, third countries; invented ones by two people each who did not know the rules, half of
#: them not fitted on; and by four such people, none of them fitted on.
FILES = (
    "relevance.jsonl",
    "relevance_invented.jsonl",
    "relevance_second.jsonl",
    "relevance_borders.jsonl",
    "relevance_third.jsonl",
    "relevance_fourth.jsonl",
    *UNTOUCHED,
)


def articles(file: str = FILES[0]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


def decide(watch: WatchList, article: dict[str, Any]) -> str:
    return judge(
        watch,
        title=article["title"] or "",
        body=article["text"],
        language=article["language"],
    ).decision


def precision_and_recall(
    watch: WatchList, labelled: Iterable[dict[str, Any]]
) -> tuple[float, float]:
    judged = [(each["label"] == "relevant", decide(watch, each)) for each in labelled]
    right = judged.count((True, "relevant"))
    called = right + judged.count((False, "relevant"))
    return right / called, right / sum(label for label, _ in judged)


@pytest.mark.parametrize("file", FILES[:-1])
def test_precision_and_recall(shipped: WatchList, file: str) -> None:
    precision, recall = precision_and_recall(shipped, articles(file))
    assert precision >= 0.90
    assert recall >= 0.92


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
@pytest.mark.parametrize("file", FILES[-4:-2])
def test_each_language(shipped: WatchList, file: str, language: str) -> None:
    some = [each for each in articles(file) if each["language"] == language]
    precision, recall = precision_and_recall(shipped, some)
    assert precision >= 0.92
    assert recall >= 0.92


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
def test_each_language_where_nothing_was_fitted(shipped: WatchList, language: str) -> None:
    some = [
        each
        for file in FILES[-4:]
        for each in articles(file)
        if each["held_out"] and each["language"] == language
    ]
    precision, recall = precision_and_recall(shipped, some)
    assert precision >= 0.90
    assert recall >= 0.85


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
def test_each_language_of_what_was_judged_once(shipped: WatchList, language: str) -> None:
    for file in UNTOUCHED:
        some = [each for each in articles(file) if each["language"] == language]
        precision, recall = precision_and_recall(shipped, some)
        assert precision >= 0.89
        assert recall >= 0.85


@pytest.mark.parametrize(("held_out", "least"), [(False, 0.97), (True, 0.94)])
def test_what_avoids_the_plain_words(shipped: WatchList, held_out: bool, least: float) -> None:
    """Of texts without the words for small firms and dealing, half were judged once (.95, .93)."""
    some = articles("relevance_seventh.jsonl")
    some = [each for each in some if each["held_out"] is held_out]
    precision, recall = precision_and_recall(shipped, some)
    assert precision >= least
    assert recall >= 0.92


def test_what_only_looks_alike_stays_out(shipped: WatchList) -> None:
    """Of short texts of which most are a hair off the matter, few of those are taken for it."""
    judged = [
        (each["label"] == "relevant", decide(shipped, each) == "relevant")
        for each in articles("relevance_nearby.jsonl")
    ]
    others = [called for relevant, called in judged if not relevant]
    assert sum(others) / len(others) <= 0.08
    found = [called for relevant, called in judged if relevant]
    assert sum(found) / len(found) >= 0.94


def test_little_that_is_relevant_is_put_aside(shipped: WatchList) -> None:
    missed = [
        each["id"]
        for each in articles()
        if each["label"] == "relevant" and decide(shipped, each) == "other"
    ]
    assert len(missed) <= 1, missed


def test_hard_negatives_stay_out(shipped: WatchList) -> None:
    called = [
        each["id"]
        for each in articles()
        if each["neg_type"] and decide(shipped, each) == "relevant"
    ]
    assert len(called) <= 2, called
