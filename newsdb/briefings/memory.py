"""What briefings said before: whether a story was in one, whether it goes on, what changed since.

A story is known by its articles, so that merging and splitting stories loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database


class Mention(NamedTuple):
    """An issue that a story was in."""

    number: int
    issued_at: str


class Memory(NamedTuple):
    """What earlier briefings have to do with a story."""

    mentions: tuple[Mention, ...] = ()  # the newest first
    new_articles: int = 0  # that came in since the newest of them was issued
    changed: int | None = None  # the newest issue of which something that it cites changed since
    follows: int | None = None  # the newest issue with a story of the same series or event

    @property
    def follow_up_to(self) -> int | None:
        """The issue to which the story is a follow-up: it goes on, or a related story was in it.

        A story that was in an issue and has had no article since is none.
        """
        if self.mentions:
            return self.mentions[0].number if self.new_articles else None
        return self.follows


NOTHING = Memory()

_MENTIONS = """
    SELECT DISTINCT a.story_id, i.number, i.issued_at FROM json_each(:stories) s
    JOIN articles a ON a.story_id = s.value
    JOIN briefing_citations c ON c.article = a.id JOIN briefing_issues i ON i.number = c.number
    ORDER BY i.number DESC"""

_NEW = """
    SELECT a.story_id, count(*) FROM json_each(:stories) s JOIN articles a ON a.story_id = s.value
    WHERE a.first_seen_at > (
        SELECT max(i.issued_at) FROM articles b JOIN briefing_citations c ON c.article = b.id
        JOIN briefing_issues i ON i.number = c.number WHERE b.story_id = s.value)
    GROUP BY a.story_id"""

_CHANGED = """
    SELECT a.story_id, max(x.number) FROM json_each(:stories) s
    JOIN articles a ON a.story_id = s.value JOIN briefing_changes x ON x.article_id = a.id
    GROUP BY a.story_id"""

_RELATED = """
    SELECT story, max(number) FROM (
        SELECT a.story_id AS story, c.number AS number FROM json_each(:stories) s
        JOIN articles a ON a.story_id = s.value
        JOIN links l ON l.article_id = a.id AND l.kind IN ('series', 'same_event')
        JOIN briefing_citations c ON c.article = l.other_id
        UNION ALL SELECT a.story_id, c.number FROM json_each(:stories) s
        JOIN articles a ON a.story_id = s.value
        JOIN links l ON l.other_id = a.id AND l.kind IN ('series', 'same_event')
        JOIN briefing_citations c ON c.article = l.article_id)
    GROUP BY story"""


def read(db: Database, stories: Iterable[int]) -> dict[int, Memory]:
    """Return what is remembered of stories; those that nothing is known of are left out."""
    asked = {"stories": as_json(list(stories))}
    mentions: dict[int, list[Mention]] = {}
    for story, number, issued_at in db.execute(_MENTIONS, asked).fetchall():
        mentions.setdefault(story, []).append(Mention(number, issued_at))
    if not mentions and not db.table("briefing_issues").count:
        return {}
    counted = dict(db.execute(_NEW, asked).fetchall())
    changed = dict(db.execute(_CHANGED, asked).fetchall())
    related = dict(db.execute(_RELATED, asked).fetchall())
    return {
        story: Memory(
            tuple(mentions.get(story, ())),
            counted.get(story, 0),
            changed.get(story),
            related.get(story),
        )
        for story in {*mentions, *changed, *related}
    }


def aged_stars(db: Database, stories: Iterable[int]) -> set[int]:
    """Return those of some stories whose star is older than an issue that they were in."""
    rows = db.execute(
        "SELECT s.value FROM json_each(?) s WHERE EXISTS ("
        " SELECT 1 FROM articles a JOIN briefing_citations c ON c.article = a.id"
        " JOIN briefing_issues i ON i.number = c.number WHERE a.story_id = s.value"
        " AND i.issued_at >= coalesce((SELECT max(at) FROM review_events WHERE subject = 'story'"
        "  AND subject_id = s.value AND kind = 'star'), ''))",
        [as_json(list(stories))],
    )
    return {row[0] for row in rows.fetchall()}
