"""Small watch lists, as a user would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchlist import load

if TYPE_CHECKING:
    from pathlib import Path

    from watchlist import WatchList

#: Stands in for the shipped list: as small as the tests need it.
SMALL = """
replaces = true
name = "small"
[decision]
relevant = 3
review = 1
[place.japan]
country = "JP"
ko = ["일본", "도쿄"]
hanja = ["|日|"]
ja = ["日本", "東京"]
en = ["Japan"]
not = ["통일본부"]
[place.korea]
country = "KR"
ko = ["한국"]
ja = ["韓国"]
en = ["Korea"]
[place.korea-japan]
country = ["KR", "JP"]
ko = ["|한일|"]
hanja = ["韓日"]
ja = ["日韓"]
en = ["Korea-Japan"]
compounds = "관계 중소"
not = ["한일전", "한일시멘트"]
[topic.sme]
ko = ["중소기업", "|중기|"]
hanja = ["中企"]
ja = ["中小企業"]
en = ["SME", "SMEs", "small business"]
compounds = "업계"
not = ["중기 재정"]
[organisation.smrj]
country = "JP"
implies = ["sme"]
ko = ["중소기업기반정비기구"]
ja = ["中小機構"]
en = ["SMRJ"]
[topic.sports]
ko = ["축구"]
[rule.near]
when = "near(sme, partner)"
points = 2
[rule.title]
when = "title:(partner and sme)"
points = 2
[rule.sports]
when = "sports and not near(sme, partner) >= 2"
points = -2
"""


def watch_list(folder: Path, text: str = SMALL) -> WatchList:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)
