"""What a rule needs to hold at all: necessary, and enough to leave most rules untried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchlist import load
from watchlist.expressions import parse
from watchlist.needs import needs_of, needs_of_definitions

if TYPE_CHECKING:
    from newsdb.records import Language

NAMES = {"partner", "home", "sme", "firm", "fair", "tour", "pair"}
DEFINED = {"pair": parse("near(sme, partner)", NAMES)}


@pytest.mark.parametrize(
    ("rule", "language", "needs"),
    [
        ("sme", "ko", ["sme"]),
        ("partner", "ko", ["JP"]),
        ("partner", "ja", ["KR"]),
        ("home", "ja", ["JP"]),
        ("partner", "en", ["JP", "KR"]),
        ("title:(sme and fair) >= 2", "ko", ["fair", "sme"]),
        ("near(pair, fair, 20)", "ja", ["KR", "fair", "sme"]),
        ("sme or firm", "ko", ["firm sme"]),
        ("(sme and fair) or (sme and firm)", "ko", ["fair firm", "sme"]),
        ("sme and not fair", "ko", ["sme"]),
        ("sme or not fair", "ko", []),
        ("not sme", "ko", []),
        ("not pair and pair", "ko", ["JP", "sme"]),
        ("pair or lead:near(firm, partner)", "ko", ["JP", "firm sme"]),
    ],
)
def test_needs(rule: str, language: Language, needs: list[str]) -> None:
    found = needs_of(parse(rule, NAMES), language, needs_of_definitions(DEFINED, language))
    assert sorted(" ".join(sorted(each)) for each in found) == needs


def test_only_rules_whose_needs_are_met_are_tried() -> None:
    watch = load()
    tried = {rule.id for rule in watch.rules_for("ko", dict.fromkeys(["JP", "sme"]).keys())}
    assert {"near", "title-pair", "in-passing"} <= tried
    assert not {"promoter-event", "two-places", "travel"} & tried
    assert not [*watch.rules_for("ko", dict.fromkeys(["sme", "fair"]).keys())]
