"""What an outlet's newest articles have in common: their design, and where each field is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.probing.facts import Fact
from crawler.reading.structured_data.embedded_state import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.items import Field
    from crawler.outlet_spider import OutletSpider
    from crawler.probing.facts import Verdict

    #: For each article the design that matched, and the source of each field.
    Read = Sequence[tuple[str, Mapping[Field, str]]]

#: The fields whose source is a fact, each with the verdict when no page has it.
FIELDS: dict[Field, Verdict] = {
    "title": "changed",
    "body": "changed",
    "published": "changed",
    "authors": "unknown",
    "section": "unknown",
    "keywords": "unknown",
    "image": "unknown",
}


def design_fact(outlet: type[OutletSpider], read: Read) -> Fact:
    """Return whether the articles have the designs that the spider knows."""
    layouts = [layout for layout, _ in read]
    found = ", ".join(layouts)
    if _known_designs(outlet).issuperset(layouts):
        return Fact("page design", "holds", found)
    return Fact("page design", "changed", found, "designs: add a PageDesign")


def field_facts(outlet: type[OutletSpider], read: Read) -> Iterator[Fact]:
    """Yield for each field whether it is still where the spider expects it."""
    has_known_design = not _known_designs(outlet).isdisjoint(layout for layout, _ in read)
    for field, without in FIELDS.items():
        usual = outlet.usual_origins.get(field)
        if usual == "layout" and not has_known_design:
            continue  # the design has changed: empty selectors are no further news
        sources = [source for _, found in read if (source := found.get(field))]
        name = f"{field} of articles"
        if not sources:
            if any(found for _, found in read):
                yield Fact(name, without, "not on the newest articles", "designs")
        elif usual is None or usual in {source.split(" ")[0] for source in sources}:
            yield Fact(name, "holds", sources[0])
        else:
            moved = f"from {sources[0]}, no longer from {usual}"
            yield Fact(name, "changed", moved, "designs")


def _known_designs(outlet: type[OutletSpider]) -> set[str]:
    """Return its designs; an outlet without any is read as any site, or as a page of its CMS."""
    return {design.name for design in outlet.designs} or {
        "generic",
        "feed",  # an API's whole texts
        *(family.name for family in FAMILIES),
    }
