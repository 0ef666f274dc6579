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


#: Starred stories that were in an issue: when in the newest, and what set the star last, and when.
_STARS = """
    SELECT s.id, (SELECT max(i.issued_at) FROM articles a JOIN briefing_citations c
        ON c.article = a.id JOIN briefing_issues i ON i.number = c.number
        WHERE a.story_id = s.id) AS issued_at, coalesce((SELECT max(at) FROM review_events
        WHERE subject = 'story' AND subject_id = s.id AND kind IN ('star', 'inherit', 'undo')
        AND json_extract(value, '$.starred')
        AND NOT coalesce(json_extract(previous, '$.starred'), 0)), '')
    FROM json_each(:stories) j JOIN stories s ON s.id = j.value AND s.starred
    WHERE issued_at IS NOT NULL"""

#: When a person starred a story last, or one of which it has an article by now.
_STARRED = """
    SELECT story, max(at) FROM (
        SELECT e.subject_id AS story, e.* FROM json_each(:stories) j CROSS JOIN review_events e
        ON e.subject = 'story' AND e.subject_id = j.value
        UNION ALL SELECT a.story_id, e.* FROM review_events e CROSS JOIN articles a
        ON a.url = e.url AND a.story_id IN (SELECT value FROM json_each(:stories))
        WHERE e.subject = 'story' AND e.kind = 'star' AND e.url IN (
            SELECT url FROM articles WHERE story_id IN (SELECT value FROM json_each(:stories))))
    WHERE kind = 'star' AND json_extract(value, '$.starred') GROUP BY story"""


def aged_stars(db: Database, stories: Iterable[int]) -> set[int]:
    """Return those of some stories whose star is older than an issue that they were in.

    A star that a merge, a split or an undo brought is as old as the person's own; if that is not
    known, as old as what brought it.
    """
    found = db.execute(_STARS, {"stories": as_json(list(stories))}).fetchall()
    if not found:
        return set()
    asked = {"stories": as_json([story for story, *_ in found])}
    own = dict(db.execute(_STARRED, asked).fetchall())
    return {story for story, issued_at, at in found if issued_at > own.get(story, at)}
