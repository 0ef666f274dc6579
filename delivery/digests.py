"""What a digest says: one entry a story, grouped, with what changed and what was not collected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from newsdb.delivery import selecting
from newsdb.health import alarms
from newsdb.health.installation import INSTALLATION
from newsdb.health.kinds import GAPS
from newsdb.records import KST, read_dated
from newsdb.review import reviews
from newsdb.runs import runs
from newsdb.stories import story_cards
from newsdb.stories.story_cards import lead_sentence
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlite_utils import Database

    from newsdb.articles.corrections import Correction
    from newsdb.health.alarms import Kept
    from newsdb.records import Precision
    from newsdb.stories.story_cards import Member, Story

#: Without any crawl for this long, nothing is known about the night.
LONGEST_WITHOUT_CRAWL = timedelta(hours=12)

_LONGEST_TITLE = 300
_READ_AT_ONCE = 500

#: Who had a story: both countries, one of them, or neither is known.
Where = Literal["both", "KR", "JP", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The first article of a country; with the precision "day", ``at`` is that day's beginning."""

    country: str
    outlet: str
    at: datetime
    precision: Precision = "minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story in a digest; ``lead`` is empty where its outlet's terms don't allow any text."""

    story: int
    title: str
    language: str
    lead: str
    attribution: str | None
    unverified: bool
    outlets: tuple[str, ...]
    articles: int
    firsts: tuple[First, ...]  # the earlier one first
    why: str
    score: float
    tags: tuple[str, ...]
    source: str | None
    added: int  # articles since it was told before; 0: it is new to the reader

    @property
    def where(self) -> Where:
        """Who had it."""
        countries = {each.country for each in self.firsts}
        if len(countries) > 1:
            return "both"
        return "JP" if "JP" in countries else "KR" if "KR" in countries else "unknown"

    @property
    def has_lead(self) -> bool:
        """Whether it is known which of two countries was first: not within a day without hours."""
        if self.where != "both":
            return False
        first, second = self.firsts[:2]
        is_exact = first.precision == second.precision == "minute"
        return is_exact or first.at.date() != second.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything that a digest says, in no language yet."""

    since: datetime
    until: datetime
    entries: tuple[Entry, ...]  # the most relevant first
    tags: tuple[str, ...] = ()  # in the desk's order
    more: int = 0  # stories that are not among the entries
    changes: tuple[Correction, ...] = ()
    gaps: tuple[Kept, ...] = ()
    outlets: dict[str, str] = field(default_factory=dict)  # titles of outlets with gaps
    last_crawl: datetime | None = None

    @property
    def total(self) -> int:
        """How many stories there are."""
        return len(self.entries) + self.more

    @property
    def is_blind(self) -> bool:
        """Whether nothing was crawled for so long that "nothing new" means nothing."""
        return self.last_crawl is None or self.until - self.last_crawl > LONGEST_WITHOUT_CRAWL

    def sections(self) -> list[tuple[str, str, list[Entry]]]:
        """Return the entries in sections: those of each tag, then by the countries that had them.

        Each section is ("tag", its name, entries) or ("where", a ``Where``, entries); an entry is
        in the section of its first tag.
        """
        by_tag: dict[str, list[Entry]] = defaultdict(list)
        by_place: dict[str, list[Entry]] = defaultdict(list)
        for each in self.entries:
            tag = next((name for name in self.tags if name in each.tags), None)
            if tag:
                by_tag[tag].append(each)
            else:
                by_place[each.where].append(each)
        return [
            *(("tag", name, by_tag[name]) for name in self.tags if name in by_tag),
            *(
                ("where", where, by_place[where])
                for where in ("both", "KR", "JP", "unknown")
                if where in by_place
            ),
        ]


def read(
    db: Database,
    stories: Sequence[int],
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    followed: Collection[int] = (),
    changes: Sequence[int] = (),
    most: int | None = None,
) -> Digest:
    """Return a digest of stories; texts are those that may be shown ``at`` this time.

    ``followed`` are the stories that the reader was told before, ``changes`` the ids of changes.
    Of more than ``most`` stories the most relevant become entries and the others are counted.
    """
    found: list[Story] = []
    for start in range(0, len(stories), _READ_AT_ONCE):
        part = stories[start : start + _READ_AT_ONCE]
        found += story_cards.read(db, part, at=at, whole=False)
    found.sort(key=lambda each: (-each.score, -each.id))
    shown = found if most is None else found[:most]
    known = set(followed)
    gaps = tuple(
        each for each in alarms.open_ones(db) if each.outlet != INSTALLATION and each.kind in GAPS
    )
    return Digest(
        since=since,
        until=until,
        entries=tuple(_entry(each, since=since, known=each.id in known) for each in shown),
        tags=tuple(str(each["name"]) for each in reviews.tags(db)),
        more=len(found) - len(shown),
        changes=tuple(selecting.read_changes(db, changes, at=at)),
        gaps=gaps,
        outlets=alarms.titles(db, {each.outlet for each in gaps}),
        last_crawl=runs.last_crawl(db),
    )


def _entry(story: Story, *, since: datetime, known: bool) -> Entry:
    lead = story.lead
    outlets = dict.fromkeys([lead.outlet, *(each.outlet for each in story.members)])
    # When it was printed may be a day without hours, and long before we saw it.
    is_new = [datetime.fromisoformat(each.first_seen_at) >= since for each in story.members]
    return Entry(
        story=story.id,
        title=_plain(lead.title)[:_LONGEST_TITLE],
        language=lead.language,
        lead=_plain(lead_sentence(lead)),
        attribution=lead.attribution if lead.attribution != lead.outlet else None,
        unverified=bool(lead.unverified),
        outlets=tuple(map(_plain, outlets)),
        articles=story.count,
        firsts=tuple(_first(country, each) for country, each in story.first_by_country),
        why=_plain(lead.why or ""),
        score=story.score,
        tags=story.review.tags,
        source=lead.url if lead.url.lower().startswith(("https://", "http://")) else None,
        added=max(1, sum(is_new)) if known else 0,
    )


def _first(country: str, member: Member) -> First:
    at, precision = read_dated(member.at)
    assert at is not None
    return First(
        country=country,
        outlet=_plain(member.outlet),
        at=at.astimezone(KST),
        precision=precision,
    )


def _plain(text: str) -> str:
    return " ".join(without_controls(text).split())
