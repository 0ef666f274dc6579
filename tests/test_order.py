"""Files come longest first or as a seed decides, and none is lost on the way."""

from __future__ import annotations

from tests.support.crawls import ROOT
from tests.support.plugins.order import known, longest_first, shuffled


def test_files_that_take_long_come_first_and_the_others_as_they_were() -> None:
    files = ["a.py", "b.py", "c.py", "d.py"]
    assert longest_first(files, {"c.py": 2.0, "d.py": 30.0}) == ["d.py", "c.py", "a.py", "b.py"]


def test_the_table_names_files_that_are_there() -> None:
    """A file that was moved would run in the end, when the other workers have nothing to do."""
    assert [each for each in known() if not (ROOT / each).exists()] == []
    assert len(known()) > 20


def test_a_seed_changes_the_order_and_nothing_else() -> None:
    files = {name: [f"{name}::{number}" for number in range(9)] for name in ("a", "b", "c", "d")}
    one, again, other = (shuffled(files, seed) for seed in ("7", "7", "8"))
    assert list(one.items()) == list(again.items())
    assert list(one.items()) != list(other.items())
    assert {name: sorted(tests) for name, tests in one.items()} == files
    assert list(one) != list(files)
    assert one["a"] != files["a"]
