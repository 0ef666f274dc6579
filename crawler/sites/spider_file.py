"""A spider file of one's own, from what was proposed: text that a person goes on to edit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from crawler.sites.addresses import Form
    from crawler.sites.proposals import Proposal
    from newsdb.records import Country, Language, Policy


class Paper(NamedTuple):
    """What a spider says about a paper; ``listing`` is a feed, or else a page with its links."""

    name: str
    title: str
    home: str
    country: Country | None
    language: Language | None
    policy: Policy
    terms: str
    schedule: str
    listing: str
    is_feed: bool


def source_of(paper: Paper, form: Form, proposal: Proposal) -> str:
    """Return a spider's file. Whatever a page called itself stands in it as a literal only."""
    selectors = "".join(
        f"            {field}={getattr(proposal, field)!r},\n"
        for field in ("body", "title", "dates", "authors", "drop")
        if getattr(proposal, field)
    )
    policy = paper.policy
    listing = (
        f"Feed({paper.listing!r})"
        if paper.is_feed
        # Of its links those count that look like articles.
        else f"ListPage({paper.listing!r}, items='a[href]')"
    )
    name = "".join(part.capitalize() for part in re.split("[-_]", paper.name))
    return f'''"""A spider of one's own, written by “sites design”: edit it, it is yours."""

from __future__ import annotations

import re

from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.sources import {"Feed" if paper.is_feed else "ListPage"}
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class {"Site" if name[:1].isdigit() else ""}{name}Spider(OutletSpider):
    """Say here what it gives, what its terms allow, and what is special about its pages."""

    name = {paper.name!r}
    title = {paper.title!r}
    country = {paper.country!r}
    language = {paper.language!r}
    home = {paper.home!r}
    policy = Policy(
        kept={policy.kept!r},
        days={policy.days!r},
        attribution={policy.attribution!r},
        may_learn={policy.may_learn!r},
        may_gloss={policy.may_gloss!r},  # what may be sent to a machine translator
    )
    terms = {paper.terms!r}
    schedule = {paper.schedule!r}  # five cron fields, in Korean and Japanese time

    articles = ArticleUrl(
        pattern=re.compile({form.pattern!r}),
        canonical={form.canonical!r},
    )
    sources = ({listing},)

    designs = (
        PageDesign(
            name={paper.name!r},
{selectors}        ),
    )
'''
