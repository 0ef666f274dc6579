"""A watch list loads whole or is refused, each fault with its line; a user's extends ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.watchlist.lists import SMALL, watch_list
from watchlist import WatchListError, load

if TYPE_CHECKING:
    from pathlib import Path

    from watchlist import WatchList

#: More digits than Python reads.
NINES = "9" * 5000
HEAD = "replaces = true\n[decision]\nrelevant = 3\nreview = 1\n"
FOOT = '[topic.sme]\nko = ["중소기업"]\n[rule.sme]\nwhen = "sme"\npoints = 1\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "it is empty"),
        ("# nothing but a comment", None, "it is empty"),
        ("[topic.sme]\nko = [", 2, "not valid TOML: Invalid value"),
        ("[topic.sme]\nko = ['중소기업]\n", 2, "not valid TOML: Expected"),
        (
            "[topic.sme]\nko = ['가']\n[topic.sme]\nko = ['나']",
            3,
            "it is not valid TOML: Cannot",
        ),
        ("[topic.sme]\nkr = ['중소기업']", 2, r"\[topic.sme\] kr: no such key"),
        ("[theme.sme]\nko = ['중소기업']", 1, r"\[theme\]: no such key"),
        ("[topic.sme]\nko = '중소기업'", 2, r"\[topic.sme\] ko: input should be a valid list"),
        (
            "[topic.sme]\nko = ['중소기업', '']",
            2,
            r"\[topic.sme\] ko: string should have at least 1",
        ),
        ("[topic.sme]\nko = ['중소기업', '|']", 2, "“|”: a name needs a letter"),
        ("[topic.sme]\n\nweight = -1", 3, r"\[topic.sme\] weight: input should be greater than 0"),
        ("[topic.SME]\nko = ['중소기업']", 1, r"\[topic.SME\].*: string should match pattern"),
        ("[place.nippon]\nko = ['일본']", 1, "a place needs its country"),
        (
            "[place.japan]\ncountry = 'CN'\nko = ['일본']",
            2,
            r"\[place.japan\] country: input",
        ),
        (f"{HEAD}{FOOT}[topic.two]\nko = []", 10, "it has no names"),
        (
            f"{HEAD}{FOOT}[topic.two]\nko = ['벤처']\nimplies = ['smes']",
            12,
            "it implies “smes”, which is not a concept",
        ),
        (f"{HEAD}[topic.sme]\nko = ['중기']\nnot = ['중기']\n", 7, "both a name and an excl"),
        (
            f"{HEAD}[topic.sme]\nko = ['中企 ']\nnot = ['中企']\n",
            7,
            "both a name and an exclusion",
        ),
        (f"{HEAD}{FOOT}[topic.near]\nko = ['가']", 10, "“near” is a reserved word in rules"),
        (
            f"{HEAD}{FOOT}[place.sme]\nko = ['가']\ncountry='KR'",
            5,
            "already an entry of kind place",
        ),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'smes'\npoints = 1", 11, "did you mean “sme”"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme and'\npoints = 1", 11, "expected a concept at char"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = '(sme'\npoints = 1", 11, "expected “\\)” at character 5"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme sme'\npoints = 1", 11, "“and”, “or” or the end"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'near(sme)'\npoints = 1", 11, "expected “,”"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme >= x'\npoints = 1", 11, "expected a number"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme + sme'\npoints = 1", 11, "“\\+” at character 5"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = '{'(' * 99}sme{')' * 99}'\npoints = 1", 11, "too deeply"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = '{'not ' * 3000}sme'\npoints = 1", 11, "too deeply"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = '{'title:' * 3000}sme'\npoints = 1", 11, "too deeply"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme >= {NINES}'\npoints = 1", 11, "too large a number"),
        (
            f"{HEAD}{FOOT}[rule.b]\nwhen = 'near(sme, sme, {NINES[:400]})'\npoints = 1",
            11,
            "999999... is too large a number",
        ),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme'\npoints = {NINES}", None, "not valid TOML"),
        (f"{HEAD}{FOOT}[rule.b]\npoints = 1", 10, "the rule is empty"),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme and not sme'\npoints = 1", 11, "its opposite"),
        (
            f"{HEAD}{FOOT}[place.a]\ncountry='KR'\nko=['가가']\n[place.b]\ncountry='JP'\nko=['가가']",
            15,
            r"“가가” belongs to JP here and to KR in \[place.a\]",
        ),
        (f"{HEAD}{FOOT}[rule.b]\nwhen = 'sme'", 10, "it must add or subtract points"),
        (f"{HEAD}{FOOT}[define]\nsme = 'JP'", 11, "“sme” is already something else"),
        (f"{HEAD}{FOOT}[define]\na = 'b'\nb = 'sme'", 11, "nothing is called “b”"),
        (f"{HEAD}[topic.sme]\nko = ['중소기업']", None, "no rule that adds to the score"),
        (f"{HEAD}", None, "it has no concepts"),
        (f"replaces = true\n{FOOT}", None, "must set “relevant” and “review”"),
        (
            f"replaces = true\n[decision]\nrelevant = 1\nreview = 3\n{FOOT}",
            4,
            "review \\(3\\) must not be more than relevant \\(1\\)",
        ),
        ("[topic.sme]\n" + "ko = " + "[" * 2000, None, "not valid TOML|nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int | None, message: str
) -> None:
    with pytest.raises(WatchListError, match=message) as caught:
        watch_list(tmp_path, text)
    assert str(tmp_path / "mine.toml") in str(caught.value)
    if line:
        assert f"mine.toml, line {line}: " in str(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = f"{HEAD}{FOOT}[rule.b]\nwhen = 'nobody'\npoints = 1\n[topic.two]\nimplies = ['x']\n"
    with pytest.raises(WatchListError) as caught:
        watch_list(tmp_path, text)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert [line.split(": ")[0].rpartition(" ")[2] for line in lines] == ["13", "14", "11"]


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(WatchListError, match="can't be read: No such file"):
        load(tmp_path / "none.toml")
    file = tmp_path / "mine.toml"
    file.write_bytes("[topic.sme]\nko = ['중소기업']\n".encode("euc-kr"))
    with pytest.raises(WatchListError, match="line 2: it is not UTF-8"):
        load(file)


def test_what_is_huge_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchlist.loading.LARGEST_FILE", 1000)
    with pytest.raises(WatchListError, match="too large"):
        watch_list(tmp_path, f"# {'가' * 1000}")
    monkeypatch.setattr("watchlist.building.MOST_NAMES", 3)
    with pytest.raises(WatchListError, match="4 names are more than 3"):
        watch_list(tmp_path, f"{HEAD}{FOOT}[topic.b]\nko = ['가가', '나나', '다다']")


def test_names_are_added_to_the_shipped_ones(tmp_path: Path, shipped: WatchList) -> None:
    watch = watch_list(
        tmp_path,
        """
        [topic.sme]
        ko = ["마을공방"]
        not = ["마을공방신문"]
        [organisation.my-club]
        country = "JP"
        implies = ["sme"]
        ja = ["ものづくり同好会"]
        """,
    )
    assert set(shipped.concepts["sme"].names) < set(watch.concepts["sme"].names)
    assert "마을공방" in watch.concepts["sme"].names
    assert watch.concepts["my-club"].country == "JP"
    assert watch.rules == shipped.rules
    assert watch.version != shipped.version
    assert watch.version.startswith("hanil+mine-")


def test_names_concepts_and_rules_are_overridden_and_dropped(
    tmp_path: Path, shipped: WatchList
) -> None:
    watch = watch_list(
        tmp_path,
        """
        [decision]
        relevant = 4
        [topic.sme]
        remove = ["노포", "협동조합"]
        [topic.startup]
        replace = true
        ko = ["새싹회사"]
        [topic.weather]
        off = true
        [define]
        off-topic = "sports"
        [rule.title-pair]
        points = 9
        [rule.near]
        off = true
        """,
    )
    assert "협동조합" in shipped.concepts["sme"].names
    assert "협동조합" not in watch.concepts["sme"].names
    assert watch.concepts["startup"].names == ("새싹회사",)
    assert "weather" not in watch.concepts
    assert (watch.relevant, watch.review) == (4, shipped.review)
    points = {rule.id: rule.points for rule in watch.rules}
    assert points["title-pair"] == 9
    assert "near" not in points


def test_a_list_of_ones_own_replaces_the_shipped_one(small: WatchList) -> None:
    assert set(small.concepts) == {"japan", "korea", "korea-japan", "sme", "smrj", "sports"}


def test_the_version_changes_with_what_bears_on_decisions(tmp_path: Path) -> None:
    first = watch_list(tmp_path).version
    assert first == watch_list(tmp_path, f"# a comment\n{SMALL}").version
    assert first != watch_list(tmp_path, SMALL.replace("points = 2", "points = 3")).version
    assert first != watch_list(tmp_path, SMALL.replace('"도쿄"', '"도쿄", "나라현"')).version


def test_the_gazetteer_names_bodies_in_three_languages(shipped: WatchList) -> None:
    bodies = [each for each in shipped.concepts.values() if each.kind == "organisation"]
    assert len(bodies) >= 80
    for body in bodies:
        languages = {language for name in body.spellings for language in name.languages}
        assert languages == {"ko", "ja", "en"}, body.id
        assert body.countries or body.neighbours, body.id
    assert {"KR", "JP"} == {body.country for body in bodies if body.country}


def test_concepts_that_the_watch_list_must_ship(shipped: WatchList) -> None:
    assert {
        "korea-japan", "korea", "japan", "sme", "startup", "cooperation", "export", "supply-chain",
        "ip", "e-commerce", "labour", "kbiz", "chuokai", "jetro", "mss", "sme-agency-jp", "smrj",
        "kotra", "kosme", "kita", "kcci", "jcci",
    } <= set(shipped.concepts)  # fmt: skip
    assert shipped.concepts["japan"].country == "JP"
    assert shipped.concepts["korea-japan"].country is None
