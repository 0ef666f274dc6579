"""What the pages of briefings show: the list, a draft that is composed, an issue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from datasette import Response

from browse.briefings import sending
from glosses.configured import shown
from newsdb import configuration
from newsdb.briefings import (
    assembling,
    choosing,
    drafts,
    issues,
    making,
    memory,
    numbers,
    watching,
)
from newsdb.database import now
from newsdb.delivery import outbox
from newsdb.figures.leads import lead_of
from newsdb.review import reviews, user_state
from newsdb.review.queue import Filters
from newsdb.stories import listing, story_cards
from watchlist.in_use import in_use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.briefings.assembling import Assembled
    from newsdb.briefings.drafts import Draft, Item
    from newsdb.briefings.memory import Memory
    from newsdb.figures.leads import Lead
    from newsdb.review.queue import Briefed
    from newsdb.stories.story_cards import Story

#: What is downloaded, in the order of the menu; other formats are for pages and mails.
DOWNLOADS = ("docx", "hwpx", "pdf", "html", "md", "txt", "json")

#: So many candidates are shown; how many there are is said.
MOST_CANDIDATES = 30
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A story as composing shows it, in a draft or as a candidate."""

    story: int
    title: str
    language: str
    outlets: tuple[str, ...]
    at: str
    lead: Lead | None
    memory: Memory


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a draft with its number in the document."""

    number: int
    item: Item
    card: Card
    articles: tuple[Choice, ...]  # of its story, the one that it stands on among them
    same_as: int | None  # the number of an entry before with the same story, merged since

    @property
    def headline(self) -> Choice | Card:
        """What has the headline: the article that it stands on, unless that has left the story."""
        return next((each for each in self.articles if each.id == self.item.article_id), self.card)


@dataclass(frozen=True, slots=True)
class Choice:
    """An article of an entry's story on which the entry could stand."""

    id: int
    outlet: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a draft with its entries."""

    id: int
    title: str
    version: int
    entries: tuple[Entry, ...]


#: Of the drafts that were put away, the newest.
MOST_PUT_AWAY = 20


@cache
def concept_names() -> dict[str, str]:
    """Return the first name of each concept of the watch list by its id."""
    concepts = in_use().concepts
    return {each.id: each.names[0] for each in concepts.values() if each.names}


def label(concept: str) -> str:
    """Return the name of a concept; its id if the watch list does not have it any more."""
    return concept_names().get(concept, concept)


def list_of(db: Database, person: str) -> dict[str, Any]:
    """Return what the list of briefings shows, and what the form of a new one offers."""
    put_away = [
        each
        for each in drafts.heads(db, only_open=False)
        if each.number is None and each.discarded_at is not None
    ]
    return {
        "drafts": drafts.heads(db),
        "put_away": put_away[:MOST_PUT_AWAY],
        "put_away_count": len(put_away),
        "issues": issues.listing(db),
        "tags": reviews.tags(db),
        "saved": user_state.filters_of(db, person),
    }


def parts_of(db: Database, draft: Draft) -> tuple[Part, ...]:
    """Return the sections of a draft with their entries as cards."""
    cards = cards_of(db, [item.story for item in draft.items])
    articles = choices_of(db, [item.story for item in draft.items])
    number = 0
    firsts: dict[int, int] = {}
    parts = []
    for section in draft.sections:
        entries = []
        for item in section.items:
            number += 1
            same_as = firsts.get(item.story)
            firsts.setdefault(item.story, number)
            card = cards[item.story]
            entries.append(Entry(number, item, card, articles[item.story], same_as))
        parts.append(Part(section.id, section.title, section.version, tuple(entries)))
    return tuple(parts)


def choices_of(db: Database, stories: Sequence[int]) -> dict[int, tuple[Choice, ...]]:
    """Return all articles of stories, the oldest first."""
    found: dict[int, list[Choice]] = {story: [] for story in stories}
    for story, article, outlet, title, language in listing.articles_of(db, stories):
        found[story].append(Choice(article, outlet, title, language))
    return {story: tuple(articles) for story, articles in found.items()}


def compose(db: Database, draft_id: int, briefed: Briefed) -> dict[str, Any]:
    """Return what the page of a draft shows; raises MissingError."""
    draft = drafts.read(db, draft_id)
    head = draft.head
    candidates, left = _candidates(db, draft, briefed)
    return {
        "draft": head,
        "parts": parts_of(db, draft),
        "candidates": candidates,
        "candidates_left": left,
        "freezes": _freezes(db, draft),
        "numbers": numbers.of_period(db, head.since, head.until, label=label),
        "gaps": list(numbers.gaps(db, head.since, head.until)),
        "next_number": issues.next_number(db),
    }


def assembled(db: Database, draft: Draft) -> Assembled:
    """Return a draft as the briefing that it would be now, with the template of hanil.toml."""
    settings = configuration.load()
    return assembling.assemble(
        db,
        draft,
        at=now(),
        boilerplate=settings.briefing.boilerplate,
        logo=making.logo_of(settings.briefing),
        desk=settings.desk,
        label=label,
        engine=shown(),
    )


def issued(db: Database, number: int) -> dict[str, Any]:
    """Return what the page of an issue shows; raises MissingError."""
    at = now()
    listed = issues.listing(db)
    return {
        "briefing": issues.read(db, number, at=at).briefing,
        "issue": next(each for each in listed if each.number == number),
        "is_unchanged": issues.is_unchanged(db, number),
        "aftermath": watching.of_issue(db, number, at=at),
        "sent": outbox.states(db, "briefing", sending.key_of(number)),
        "channels": sending.channels(),
        "others": [each for each in listed if each.number != number][:5],
    }


def cards_of(db: Database, stories: Sequence[int]) -> dict[int, Card]:
    """Return stories as cards, with what earlier briefings have to do with them."""
    remembered = memory.read(db, stories)
    cards = {}
    for start in range(0, len(stories), _AT_ONCE):
        part = stories[start : start + _AT_ONCE]
        for story in story_cards.read(db, part, at=now(), whole=False):
            cards[story.id] = _card(story, remembered.get(story.id, memory.NOTHING))
    return cards


def _card(story: Story, known: Memory) -> Card:
    return Card(
        story=story.id,
        title=story.lead.title,
        language=story.lead.language,
        outlets=tuple(
            dict.fromkeys([story.lead.outlet, *(each.outlet for each in story.members)])
        ),
        at=story.lead.at,
        lead=lead_of(story.first_by_country),
        memory=known,
    )


def _candidates(db: Database, draft: Draft, briefed: Briefed) -> tuple[list[Card], int]:
    """Return relevant stories of the period that are not in the draft, and how many there are."""
    filters = Filters(decision="told", status="kept", briefed=briefed)
    found = choosing.stories(db, filters, since=draft.head.since, until=draft.head.until)
    inside = {item.story for item in draft.items}
    left = [story for story in found if story not in inside]
    cards = cards_of(db, left[:MOST_CANDIDATES])
    return [cards[story] for story in left[:MOST_CANDIDATES] if story in cards], len(left)


def _freezes(db: Database, draft: Draft) -> dict[str, int]:
    """Return what issuing would freeze, and what is missing, as counts."""
    articles, pages = assembling.evidence(db, [item.story for item in draft.items])
    return {
        "entries": len(draft.items),
        "articles": articles,
        "pages": pages,
        "lacks_pages": articles - pages,
        "lacks_sentences": sum(not item.sentence for item in draft.items),
    }


async def respond(
    desk: Datasette, request: Any, template: str, shown: Mapping[str, Any], *, status: int = 200
) -> Response:
    """Return a page made of a template."""
    page = await desk.render_template(template, dict(shown), request=request)
    return Response.html(page, status=status)
