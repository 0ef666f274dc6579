"""What a digest says: one entry a story, grouped, with what changed and what was not collected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from glosses import configured
from newsdb.delivery import selecting
from newsdb.glosses.shown import of_texts
from newsdb.health import alarms
from newsdb.health.installation import INSTALLATION
from newsdb.health.kinds import GAPS
from newsdb.records import KST, Language, read_dated
from newsdb.review import reviews
from newsdb.runs import runs
from newsdb.stories import story_cards
from newsdb.stories.story_cards import lead_sentence
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlite_utils import Database

    from newsdb.articles.corrections import Correction
    from newsdb.delivery.subscriptions import Sections
    from newsdb.glosses.shown import Gloss
    from newsdb.health.alarms import Kept
    from newsdb.records import Precision
    from newsdb.stories.story_cards import Member, Story

#: Without any crawl for this long, nothing is known about the night.
LONGEST_WITHOUT_CRAWL = timedelta(hours=12)

#: The most stories and changes that are read for a message; the others are counted.
MOST_STORIES, MOST_CHANGES = 1000, 50

_LONGEST_TITLE = 300
_READ_AT_ONCE = 500

#: Who had a story: both countries, one of them, or neither is known.
Where = Literal["both", "KR", "JP", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The first article of a country; with the precision "day", ``at`` is that day's beginning.

    Where nobody knows when it was published, ``at`` is when a crawl came upon it.
    """

    country: str
    outlet: str
    at: datetime
    precision: Precision = "minute"
    is_known: bool = True


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
    article: int = 0  # the one that heads it, whose title and text are quoted
    members: tuple[int, ...] = ()  # all that are mentioned
    concepts: tuple[str, ...] = ()  # of the watch list, those that count most first
    glosses: Mapping[str, Gloss] = field(default_factory=dict)  # of the title, by language

    @property
    def where(self) -> Where:
        """Who had it."""
        countries = {each.country for each in self.firsts}
        if len(countries) > 1:
            return "both"
        return "JP" if "JP" in countries else "KR" if "KR" in countries else "unknown"

    @property
    def has_lead(self) -> bool:
        """Whether it is known which of two countries was first: not within a day without hours.

        As ``newsdb.figures.leads`` says it of briefings and at the desk.
        """
        if self.where != "both":
            return False
        first, second = self.firsts[:2]
        if not (first.is_known and second.is_known):
            return False
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
    changes: tuple[Correction, ...] = ()  # the newest first
    more_changes: int = 0  # that are not among them
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

    def sections(
        self, by: Sections = "tag", concepts: Mapping[str, str] | None = None
    ) -> list[tuple[str, str, list[Entry]]]:
        """Return the entries in sections; what fits in none goes by the countries that had it.

        Each section is ("named", its name, entries) or ("where", a ``Where``, entries). An entry
        is in the section of its first tag, or of the concept that counts most in it: ``concepts``
        gives the names of those that are sections. Concepts with more entries come first.
        """
        named: dict[str, list[Entry]] = defaultdict(list)
        by_place: dict[str, list[Entry]] = defaultdict(list)
        for each in self.entries:
            name = None
            if by == "tag":
                name = next((tag for tag in self.tags if tag in each.tags), None)
            elif by == "concept" and concepts:
                name = next((concepts[key] for key in each.concepts if key in concepts), None)
            (named[name] if name else by_place[each.where]).append(each)
        order = [tag for tag in self.tags if tag in named]
        if by == "concept":
            order = sorted(named, key=lambda name: (-len(named[name]), name))
        return [
            *(("named", name, named[name]) for name in order),
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

    ``stories`` have the most relevant first; ``followed`` are those that the reader was told
    before, ``changes`` the ids of changes. Of more than ``most`` stories the most relevant become
    entries and the others are counted, as are those behind MOST_STORIES.
    """
    found: list[Story] = []
    for start in range(0, min(len(stories), MOST_STORIES), _READ_AT_ONCE):
        part = stories[start : min(start + _READ_AT_ONCE, MOST_STORIES)]
        found += story_cards.read(db, part, at=at, whole=False)
    found.sort(key=lambda each: (-each.score, -each.id))
    shown = found if most is None else found[:most]
    known = set(followed)
    glosses = _glosses(db, shown)
    gaps = tuple(
        each for each in alarms.open_ones(db) if each.outlet != INSTALLATION and each.kind in GAPS
    )
    return Digest(
        since=since,
        until=until,
        entries=tuple(
            _entry(each, since=since, known=each.id in known, glosses=glosses[each.id])
            for each in shown
        ),
        tags=tuple(str(each["name"]) for each in reviews.tags(db)),
        more=len(found) - len(shown) + max(0, len(stories) - MOST_STORIES),
        changes=tuple(selecting.read_changes(db, sorted(changes)[-MOST_CHANGES:], at=at)),
        more_changes=max(0, len(changes) - MOST_CHANGES),
        gaps=gaps,
        outlets=alarms.titles(db, {each.outlet for each in gaps}),
        last_crawl=runs.last_crawl(db, at=at),
    )


def _glosses(db: Database, stories: Sequence[Story]) -> dict[int, dict[str, Gloss]]:
    """Return the glosses of the headlines of stories, by story and language."""
    engine = configured.shown()
    titles = [(each.lead.title, each.lead.language) for each in stories]
    found = {language: of_texts(db, titles, language, engine) for language in get_args(Language)}
    return {
        each.id: {
            language: by_title[each.lead.title]
            for language, by_title in found.items()
            if each.lead.title in by_title and each.lead.language != language
        }
        for each in stories
    }


def _entry(story: Story, *, since: datetime, known: bool, glosses: Mapping[str, Gloss]) -> Entry:
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
        article=lead.id,
        members=tuple(each.id for each in story.members),
        concepts=_concepts(story),
        glosses=glosses,
    )


def _concepts(story: Story) -> tuple[str, ...]:
    """Return the concepts that speak for a story, by the weight of their matches."""
    weights: dict[str, float] = defaultdict(float)
    for each in story.reasons:
        weights[each.concept] += each.weight
    found = [each for each in weights if weights[each] > 0]
    return tuple(sorted(found, key=lambda each: (-weights[each], each)))


def _first(country: str, member: Member) -> First:
    at, precision = read_dated(member.at)
    assert at is not None
    return First(
        country=country,
        outlet=_plain(member.outlet),
        at=at.astimezone(KST),
        precision=precision,
        is_known=bool(member.published_at) and not member.unverified,
    )


def _plain(text: str) -> str:
    return " ".join(without_controls(text).split())
