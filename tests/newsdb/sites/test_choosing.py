"""What may be chosen for a site, and the name that is proposed."""

from __future__ import annotations

import pytest

from newsdb.records import Policy
from newsdb.sites import choosing
from newsdb.sites.choosing import ChoiceError


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("https://www.namhaesanggong.co.kr/", "namhaesanggong"),
        ("https://news.hokuriku.ne.jp/", "news-hokuriku"),
        ("https://hokuriku-sangyo.jp/", "hokuriku-sangyo"),
        ("https://localhost/", "localhost"),
        ("https://신문.test/", "site"),
        (f"https://{'a' * 60}.test/", "a" * 36),
        ("https://taken.test/", "taken-3"),
    ],
)
def test_a_name_is_made_of_the_host(home: str, name: str) -> None:
    assert choosing.name_for(home, {"taken", "taken-2"}) == name
    assert choosing.name_of(name) == name


@pytest.mark.parametrize("name", ["", "가", "A", "-a", "a/b", "../a", "a b", "a" * 41, "yna"])
def test_no_other_name_is_taken(name: str) -> None:
    with pytest.raises(ChoiceError):
        choosing.name_of(name, {"yna"})


def test_terms_must_be_said() -> None:
    with pytest.raises(ChoiceError) as refused:
        choosing.policy_of({"days": "30"})
    assert refused.value.field == "kept"
    assert choosing.policy_of({"kept": "headline"}) == Policy(kept="headline", may_gloss="nothing")
    said = {"kept": "excerpt", "days": "90", "attribution": " 남해\n신문 ", "may_learn": "1"}
    assert choosing.policy_of(said) == Policy(
        kept="excerpt", days=90, attribution="남해 신문", may_learn=True, may_gloss="nothing"
    )


@pytest.mark.parametrize("days", ["0", "-1", "x", "3651", "９", "99999999999999"])
def test_days_are_days(days: str) -> None:
    with pytest.raises(ChoiceError) as refused:
        choosing.policy_of({"kept": "full", "days": days})
    assert refused.value.field == "days"
