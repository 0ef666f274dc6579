"""Faults of a watch list's text, each with its line in the editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from browse.watch_list.checking import Fault, check

FILE = Path("/srv/desk/watchlist.toml")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[topic.mold]\nko = ["금형"', 2, "not valid TOML"),
        ('[topic.mold]\nko = ["금형"]\nkr = ["사출"]\n', 3, "no such key"),
        ('\n[rule.x]\nwhen = "nothing-known"\npoints = 2\n', 3, "nothing-known"),
        ('[rule.x]\nwhen = "japan"\npoints = 99\n', 3, "less than or equal to 20"),
        ("[decision]\nrelevant = 1\nreview = 3\n", 3, "must not be more"),
        ("", None, "empty"),
    ],
)
def test_a_fault_has_its_line(text: str, line: int | None, said: str) -> None:
    checked = check(text, FILE)
    assert checked.watch is None
    assert [each.line for each in checked.faults][:1] == [line]
    assert said in checked.faults[0].problem
    assert str(FILE) not in checked.faults[0].problem


def test_all_faults_are_told_at_once() -> None:
    text = '[rule.a]\nwhen = "nix"\npoints = 1\n[rule.b]\nwhen = "nox"\npoints = 1\n'
    assert [each.line for each in check(text, FILE).faults] == [2, 5]


def test_a_rule_of_the_shipped_list_that_loses_its_word_is_told_apart() -> None:
    faults = check("[topic.small-word]\noff = true\n", FILE).faults
    assert faults
    assert all(isinstance(each, Fault) and each.in_shipped and not each.line for each in faults)


def test_a_list_that_holds_says_what_it_consists_of() -> None:
    shipped = check("[decision]\nlead = 300\n", FILE).counts
    more = check('[topic.mold-makers]\nko = ["금형장이"]\n', FILE)
    assert more.faults == ()
    assert more.counts["concepts"] == shipped["concepts"] + 1
    assert more.counts["names"] == shipped["names"] + 1
