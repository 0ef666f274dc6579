"""What an outlet's newest articles tell about its designs and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from crawler.outlet_spider import OutletSpider
from crawler.probing.designs import design_fact, field_facts
from crawler.reading.page_design import PageDesign

if TYPE_CHECKING:
    from crawler.items import Field, Origin


class _Own(OutletSpider):
    designs: ClassVar[tuple[PageDesign, ...]] = (PageDesign(name="view-2025", body="#view"),)
    usual_origins: ClassVar[dict[Field, Origin]] = {"title": "layout", "authors": "json-ld"}


class _Any(OutletSpider):
    pass


@pytest.mark.parametrize(
    ("outlet", "layouts", "verdict"),
    [
        (_Own, ["view-2025", "view-2025"], "holds"),
        (_Own, ["view-2025", "generic"], "changed"),
        (_Own, ["none (no title)"], "changed"),
        (_Any, ["generic", "feed"], "holds"),
        (_Any, ["view-2025"], "changed"),
    ],
)
def test_a_design_holds_if_all_articles_have_a_known_one(
    outlet: type[OutletSpider], layouts: list[str], verdict: str
) -> None:
    fact = design_fact(outlet, [(layout, {}) for layout in layouts])
    assert (fact.verdict, fact.found) == (verdict, ", ".join(layouts))


def test_a_field_holds_where_it_is_expected() -> None:
    sources: dict[Field, str] = {"title": "layout h1", "authors": "text .by", "body": "text #view"}
    told = {each.name: each for each in field_facts(_Own, [("view-2025", sources)])}
    assert told["title of articles"].verdict == "holds"
    assert told["body of articles"].verdict == "holds"
    assert told["authors of articles"].verdict == "changed"
    assert told["authors of articles"].found == "from text .by, no longer from json-ld"
    assert told["published of articles"].verdict == "changed"
    assert told["section of articles"].verdict == "unknown"


def test_after_a_change_of_design_its_own_fields_are_no_further_news() -> None:
    names = {each.name for each in field_facts(_Own, [("generic", {"body": "text #view"})])}
    assert "title of articles" not in names
    assert "published of articles" in names
