"""Official names in headlines and in their glosses: invented headlines in three languages."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from glosses.configured import glossary_of
from newsdb.glosses import names
from newsdb.glosses.names import Glossary
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from newsdb.records import Language

SHIPPED = glossary_of(None)


def headlines() -> list[dict[str, str]]:
    """Return headlines with what an engine answered, and the official names that it lacks."""
    with (ROOT / "tests/data/gloss_names.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_enough_of_each_pair() -> None:
    assert len(headlines()) >= 50
    assert {each["lacks"] == "" for each in headlines()} == {True, False}


@pytest.mark.parametrize("row", headlines(), ids=lambda row: row["gloss"])
def test_another_name_is_noticed(row: dict[str, str]) -> None:
    source: Language = row["source"]  # type: ignore[assignment]
    target: Language = row["target"]  # type: ignore[assignment]
    known = SHIPPED.names_in(row["headline"], source, target)
    lacking = set(filter(None, row["lacks"].split(",")))
    assert set(names.missing(known, row["gloss"], target)) == lacking


def test_the_longer_name_is_meant() -> None:
    short: dict[Language, str] = {"ko": "상공회의소", "ja": "商工会議所"}
    glossary = Glossary([short, {"ko": "대한상공회의소", "ja": "大韓商工会議所"}])
    found = glossary.names_in("대한상공회의소, 상담회 열어", "ko", "ja")
    assert found == {"대한상공회의소": "大韓商工会議所"}
    both = glossary.names_in("대한상공회의소와 각지의 상공회의소", "ko", "ja")
    assert names.missing(both, "大韓商工会議所と各地の商議所", "ja") == ("商工会議所",)


def test_a_name_without_the_language_is_none() -> None:
    glossary = Glossary([{"ko": "가온협회", "en": "Gaon Society"}])
    assert glossary.names_in("가온협회 총회", "ko", "ja") == {}
    assert glossary.names_in("가온협회 총회", "ko", "en") == {"가온협회": "Gaon Society"}


def test_the_order_of_names_makes_no_other_hash() -> None:
    assert names.hash_of({"a": "b", "c": "d"}) == names.hash_of({"c": "d", "a": "b"})
    assert names.hash_of({"a": "b"}) != names.hash_of({"a": "c"})
