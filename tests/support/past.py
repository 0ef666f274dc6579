"""An outlet's history in a database: runs, links and articles, as crawls would leave them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb import health
from newsdb.articles import discovered, outlets
from newsdb.articles.discovered import Link, Listing
from newsdb.database import open_database
from newsdb.records import KST, Outlet
from newsdb.runs import runs
from newsdb.runs.runs import FaultCount, FieldCount, SourceCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from newsdb.health import Alarm
    from newsdb.records import Country

START = datetime(2026, 6, 1, 9, 0, tzinfo=KST)
FEED = "https://daily.example.kr/rss"


class Past:
    """Writes runs of one outlet, and evaluates each as a crawl does."""

    def __init__(self, path: Path, name: str = "daily", country: Country = "KR") -> None:
        self.db = open_database(path)
        self.name = name
        self.keys = 0
        outlets.save(
            self.db,
            Outlet(
                name=name,
                title="하루신문" if country == "KR" else "ひごと新聞",
                country=country,
                language="ko" if country == "KR" else "ja",
                home=f"https://{name}.example/",
            ),
        )

    def run(
        self,
        at: datetime,
        *,
        new: int = 0,
        listings: int = 1,
        unchanged: int = 0,
        outcome: runs.Outcome = "success",
        problem: str | None = None,
        pages: Mapping[str, int] | None = None,
        failed_listings: Mapping[str, int] | None = None,
        fields: Iterable[FieldCount] = (),
        sources: Iterable[SourceCount] = (),
        feeds: Mapping[str, int] | None = None,
    ) -> list[Alarm]:
        """Write a run that found ``new`` links and met faults, and return the alarms it opens."""
        run = runs.start(self.db, self.name, arguments={}, at=at)
        for url, number in (feeds or {FEED: new}).items():
            links = [
                Link(
                    outlet=self.name,
                    key=str(self.keys + n),
                    url=f"https://{self.name}.example/{self.keys + n}",
                    found_by="feed",
                    found_in=url,
                    published_at=at - timedelta(minutes=n),
                )
                for n in range(number)
            ]
            self.keys += number
            discovered.remember(
                self.db, Listing(url=url, outlet=self.name, kind="feed"), links, at=at
            )
        rejected = sum((pages or {}).values())
        counts = Counter(
            articles_new=new,
            rejected=rejected,
            listings=listings,
            listings_unchanged=unchanged,
            links_found=new,
            links_new=new,
        )
        runs.finish(
            self.db,
            run,
            at=at + timedelta(minutes=1),
            reason="finished",
            outcome=outcome,
            problem=problem,
            counts=counts,
            seconds=60,
            fields=fields,
            sources=sources,
            faults=[
                *(FaultCount("page", *each) for each in (pages or {}).items()),
                *(FaultCount("listing", *each) for each in (failed_listings or {}).items()),
            ],
        )
        return health.after_run(self.db, run, at=at + timedelta(minutes=1))

    def days(self, start: datetime, number: int, *, new: int = 5) -> datetime:
        """Let a quiet time pass: a run a day that finds ``new`` links; return its end."""
        for day in range(number):
            assert self.run(start + timedelta(days=day), new=new) == [], day
        return start + timedelta(days=number)

    def open_kinds(self) -> list[str]:
        return [each.kind for each in health.open_ones(self.db)]
