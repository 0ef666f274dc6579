"""A draft as the briefing that it would be now: entries with their evidence, numbers, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb import visibility
from newsdb.briefings import memory, numbers
from newsdb.briefings.content import (
    Addition,
    Appearance,
    Briefing,
    Entry,
    Lead,
    Licence,
    Section,
    Source,
    Text,
    Translation,
)
from newsdb.database import as_json
from newsdb.figures.leads import lead_of
from newsdb.glosses.shown import NO_ENGINE, of_texts
from newsdb.stories import story_cards
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.briefings.drafts import Draft, Item
    from newsdb.glosses.shown import Engine, Gloss
    from newsdb.records import Language
    from newsdb.stories.story_cards import Member, Story
    from newsdb.visibility import Kept

_READ_AT_ONCE = 100
_LONGEST_HEADLINE = 300


class Terms(NamedTuple):
    """What an outlet's terms allowed of an article on the day of a briefing."""

    kept: Kept
    may_keep: Kept
    kept_days: int | None
    first_seen_at: str
    licence_until: str | None

    def level(self, at: datetime) -> Kept:
        """Return how much a briefing may show at a moment."""
        return visibility.briefing_level(
            self.kept,
            self.may_keep,
            self.kept_days,
            self.first_seen_at,
            licence_until=self.licence_until,
            at=at,
        )


class Cited(NamedTuple):
    """An article that an entry cites, as it stands."""

    article: int
    outlet: str  # its name, not its title
    revision: int
    text_hash: str
    capture: str | None
    terms: Terms


class Assembled(NamedTuple):
    """A briefing with what is cited by each entry, its source first."""

    briefing: Briefing
    citations: tuple[tuple[Cited, ...], ...]


def assemble(
    db: Database,
    draft: Draft,
    *,
    at: datetime,
    boilerplate: str = "",
    logo: str = "",
    desk: str = "",
    label: Callable[[str], str] = lambda concept: concept,
    engine: Engine = NO_ENGINE,
) -> Assembled:
    """Return a draft as the briefing that it would be at a time.

    ``boilerplate`` and ``logo`` (a PNG in Base64) are the template's, ``desk`` is the desk's
    address, ``label`` the name of a concept, ``engine`` whose glosses it has. Empty sections are
    left out.
    """
    head = draft.head
    stories = _stories(db, draft.items, at=at)
    remembered = memory.read(db, stories)
    glosses = of_texts(
        db,
        [(each.title, each.language) for story in stories.values() for each in story.members],
        head.language,
        engine,
    )
    citations: list[tuple[Cited, ...]] = []
    sections = []
    licensed: dict[str, Licence] = {}
    for section in draft.sections:
        entries = []
        for item in section.items:
            story = stories[item.story]
            cited = _cited(db, story)
            source = next(each for each in story.members if each.id == item.article_id)
            entries.append(
                _entry(
                    db,
                    item,
                    story,
                    source,
                    cited,
                    gloss=glosses.get(source.title),
                    language=head.language,
                    follows=remembered.get(story.id, memory.NOTHING).follow_up_to,
                    desk=desk,
                    at=at,
                )
            )
            own = cited[source.id]
            citations.append((own, *(each for each in cited.values() if each is not own)))
            if visibility.is_licensed(own.terms.licence_until, at=at):
                licensed.setdefault(own.outlet, _licence(db, own.outlet))
        if entries:
            sections.append(Section(title=section.title, entries=tuple(entries)))
    briefing = Briefing(
        number=None,
        title=head.title,
        kind=head.kind,
        language=head.language,
        since=head.since,
        until=head.until,
        editor=head.editor,
        introduction=head.introduction,
        sections=tuple(sections),
        numbers=numbers.of_period(db, head.since, head.until, label=label),
        gaps=tuple(numbers.gaps(db, head.since, head.until)),
        licences=tuple(licensed.values()),
        boilerplate=boilerplate,
        logo=logo,
        corrects=head.corrects,
        correction=head.correction,
    )
    return Assembled(briefing, tuple(citations))


def evidence(db: Database, stories: Sequence[int]) -> tuple[int, int]:
    """Return how many articles the entries of stories cite, and how many have a capture."""
    row = db.execute(
        "SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM captures c WHERE c.article_id = a.id"
        " AND c.kind = 'page' AND (c.status IS NULL OR c.status = 200))), 0) FROM articles a"
        " WHERE a.story_id IN (SELECT value FROM json_each(?))",
        [as_json(list(stories))],
    ).fetchone()
    return int(row[0]), int(row[1])


def _stories(db: Database, items: Sequence[Item], *, at: datetime) -> dict[int, Story]:
    ids = list(dict.fromkeys(item.story for item in items))
    found: dict[int, Story] = {}
    for start in range(0, len(ids), _READ_AT_ONCE):
        for story in story_cards.read(db, ids[start : start + _READ_AT_ONCE], at=at, most=None):
            found[story.id] = story
    return found


def _entry(
    db: Database,
    item: Item,
    story: Story,
    source: Member,
    cited: Mapping[int, Cited],
    *,
    gloss: Gloss | None,
    language: Language,
    follows: int | None,
    desk: str,
    at: datetime,
) -> Entry:
    own = cited[source.id]
    body = _body(db, source.id)
    words = visibility.body_of(body, own.terms.level(at))
    credit = source.attribution if source.attribution != source.outlet else None
    return Entry(
        story=story.id,
        headline=Text(words=_line(source.title)[:_LONGEST_HEADLINE], language=source.language),
        translation=_translation(gloss) if source.language != language else None,
        sentence=Text(words=item.sentence, language=language) if item.sentence else None,
        note=Text(words=item.note, language=language) if item.note else None,
        excerpt=Text(words=words, language=source.language) if words else None,
        withheld=not words and (bool(body) or own.terms.kept != "full"),
        source=Source(
            article=source.id,
            revision=own.revision,
            text_hash=own.text_hash,
            capture=own.capture,
            outlet=_line(source.outlet),
            country=source.country or "",
            authors=_authors(db, source.id),
            at=source.at,
            url=_address(source.url),
            attribution=_line(credit) if credit else None,
            unverified=bool(source.unverified),
        ),
        appearances=_appearances(story),
        lead=_lead(story),
        additions=_additions(story, source, cited, at=at),
        follows=follows,
        address=f"{desk}/-/story/{story.id}" if desk else None,
    )


def _translation(gloss: Gloss | None) -> Translation | None:
    if gloss is None:
        return None
    return Translation(
        words=Text(words=gloss.words, language=gloss.language),
        service="" if gloss.person else gloss.service,
        notice=None if gloss.person else gloss.notice,
        missing=gloss.missing,
    )


def _appearances(story: Story) -> tuple[Appearance, ...]:
    first: dict[str, Appearance] = {}
    for each in story.members:
        outlet = _line(each.outlet)
        first.setdefault(
            outlet,
            Appearance(
                outlet=outlet, country=each.country or "", at=each.at, url=_address(each.url)
            ),
        )
    return tuple(first.values())


def _lead(story: Story) -> Lead | None:
    """Return which of Korea and Japan was first; None where nobody can say, or both were."""
    found = lead_of(each for each in story.first_by_country if each[0] in {"KR", "JP"})
    if found is None or found.minutes == 0:
        return None
    hours = None if found.minutes is None else found.minutes / 60
    return Lead(country=found.first, hours=hours, other=found.second)


def _additions(
    story: Story, source: Member, cited: Mapping[int, Cited], *, at: datetime
) -> tuple[Addition, ...]:
    """Return each other outlet's first new sentences, as far as its terms allow."""
    found: dict[str, Addition] = {}
    for each in story.members:
        outlet = _line(each.outlet)
        if each.id == source.id or outlet == _line(source.outlet) or outlet in found:
            continue
        level = cited[each.id].terms.level(at)
        words = visibility.body_of(" ".join(each.added), "excerpt" if level == "full" else level)
        if words:
            found[outlet] = Addition(
                outlet=outlet,
                country=each.country or "",
                words=Text(words=words, language=each.language),
                url=_address(each.url),
                article=each.id,
            )
    return tuple(found.values())


def _cited(db: Database, story: Story) -> dict[int, Cited]:
    """Return the articles of a story as they stand, by their ids."""
    return {
        row["id"]: Cited(
            row["id"],
            row["outlet"],
            row["revision"],
            row["text_hash"],
            row["capture"],
            Terms(
                row["kept"],
                row["may_keep"],
                row["kept_days"],
                row["first_seen_at"],
                row["licence_until"],
            ),
        )
        for row in db.query(
            "SELECT a.id, a.outlet, a.revision, r.text_hash,"  # noqa: S608 our own
            " (SELECT file || '#' || start FROM captures WHERE article_id = a.id"
            "  AND kind = 'page' AND (status IS NULL OR status = 200)"
            "  ORDER BY id DESC LIMIT 1) AS capture,"
            f" {visibility.BRIEFING_COLUMNS} FROM articles a JOIN outlets o ON o.name = a.outlet"
            " JOIN revisions r ON r.article_id = a.id AND r.number = a.revision"
            " WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.appeared_by, a.id",
            [as_json(each.id for each in story.members)],
        )
    }


def _body(db: Database, article: int) -> str:
    row = db.execute("SELECT body FROM article_bodies WHERE article_id = ?", [article]).fetchone()
    return without_controls(row[0]).strip() if row else ""


def _authors(db: Database, article: int) -> tuple[str, ...]:
    rows = db.execute("SELECT name FROM authors WHERE article_id = ? ORDER BY position", [article])
    return tuple(_line(row[0]) for row in rows.fetchall())


def _licence(db: Database, outlet: str) -> Licence:
    title, number, until = db.execute(
        "SELECT title, licence_number, licence_until FROM outlets WHERE name = ?", [outlet]
    ).fetchone()
    return Licence(outlet=_line(title), number=number, until=until)


def _address(url: str) -> str | None:
    """Return an article's address; None if it is not a web address."""
    return url if url.lower().startswith(("https://", "http://")) else None


def _line(text: str) -> str:
    return " ".join(without_controls(text).split())
