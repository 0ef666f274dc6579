"""What reviewers change, each noted so that it can be taken back: for the script and for forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsdb.database import now
from newsdb.review import actions, proposals, queue_links, reading, reviews, user_state
from newsdb.review.reviews import Conflict, MissingError, Review, ReviewError, Subject
from newsdb.review.user_state import LONGEST_NAME
from newsdb.stories import stories, undoing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlite_utils import Database

#: Changes the review of a subject; takes the version seen, the actor and the time.
Change = Callable[..., Review]
#: A story and the version of its review that the reviewer saw.
Seen = tuple[int, int]


class RequestError(Exception):
    """What was sent is not what the desk accepts; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the change of one story; without a review it was refused."""

    story: int
    review: Review | None = None
    is_conflict: bool = False
    error: str = ""


class ChangedError(Exception):
    """Somebody else changed the story first; ``review`` is its current state."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"{review.changed_by} changed this first")
        self.review = review


def change_of(said: Mapping[str, Any]) -> Change:
    """Return the change that ``do`` names, to be called with the story; raises RequestError."""
    action = said.get("do")
    if action == "decide":
        status, reason = said.get("status"), said.get("reason")
        return lambda db, who, **how: reviews.decide(db, who, status, reason=reason, **how)
    if action == "star":
        starred = said.get("starred") is True
        return lambda db, who, **how: reviews.star(db, who, starred, **how)
    if action == "tag":
        name, on = said.get("tag") or "", said.get("on") is True
        return lambda db, who, **how: reviews.tag(db, who, name, on, **how)
    if action == "note":
        note = said.get("note")
        return lambda db, who, **how: reviews.note(db, who, note, **how)
    if action == "undo":
        return reviews.undo
    raise RequestError("do= is decide, star, tag, note or undo")


def apply(
    db: Database, seen: Sequence[Seen], change: Change, *, action: str, person: str
) -> list[Outcome]:
    """Change each story by itself; one that somebody else changed first stays as it is.

    A single story that can't be changed raises ReviewError.
    """
    outcomes = []
    at = now()
    for story, version in seen:
        try:
            review = change(db, Subject("story", story), version=version, actor=person, at=at)
            outcomes.append(Outcome(story, review))
        except Conflict as conflict:
            outcomes.append(Outcome(story, conflict.now, is_conflict=True))
        except ReviewError as error:
            if len(seen) == 1:
                raise
            outcomes.append(Outcome(story, error=str(error)))
    changed = [each.story for each in outcomes if each.review and not each.is_conflict]
    if changed and action != "undo":
        undoing.note_reviews(db, person, changed, at=at)
    if changed and action == "decide":
        reading.mark_read(db, person, changed, at=at)
    return outcomes


def check(db: Database, seen: Sequence[Seen]) -> None:
    """Raise ChangedError if one of the stories is not as the reviewer saw it."""
    for story, version in seen:
        review = reviews.read(db, Subject("story", story))
        if review.version != version:
            raise ChangedError(review)


def merge(db: Database, seen: Sequence[Seen], *, person: str) -> int:
    """Merge stories; return the one that stays. Raises ChangedError and StoryError."""
    check(db, seen)
    return undoing.merge(db, [story for story, _ in seen], person=person, at=now())


def split(db: Database, seen: Seen, article: int, *, person: str) -> int:
    """Split an article off a story; return its new one. Raises ChangedError and StoryError."""
    check(db, [seen])
    if stories.story_of(db, article) != seen[0]:
        raise MissingError("the article is in another story")
    return undoing.split(db, article, person=person, at=now())


def read_all(db: Database, ids: Sequence[int], *, person: str) -> None:
    """Note that a person has read stories, in one step."""
    marks = reading.read_marks(db, person, ids)
    reading.mark_read(db, person, ids, at=now())
    actions.note(db, person, "read", {"marks": list(marks.items())}, at=now())


def propose(db: Database, term: str, *, concept: str | None, article: int, person: str) -> bool:
    """Propose words for the watch list; return whether they are new. Raises ProposalError."""
    is_new = proposals.propose(db, term, concept=concept, article_id=article, by=person, at=now())
    if is_new:
        actions.note(db, person, "proposal", {"term": term, "concept": concept}, at=now())
    return is_new


def place_tag(db: Database, name: str, position: int, *, person: str) -> None:
    """Assign a digit to a tag. Raises ReviewError."""
    existed, before = reviews.tag_position(db, name)
    reviews.place_tag(db, name, position)
    details = {"name": name.strip(), "position": before, "existed": existed}
    actions.note(db, person, "tag digit", details, at=now())


def keep_filter(db: Database, name: str, filters: str, *, shared: bool, person: str) -> None:
    """Save filters, of which only what they mean is kept, under a name. Raises RequestError."""
    plain = name.strip()
    if not 0 < len(plain) <= LONGEST_NAME:
        raise RequestError(f"a name has 1 to {LONGEST_NAME} characters")
    before = user_state.own_filter(db, person, plain)
    meant = queue_links.write(queue_links.read(filters))
    user_state.keep_filter(db, person, plain, meant, shared=shared)
    actions.note(db, person, "filter", {"name": plain, "before": before}, at=now())


def drop_filter(db: Database, key: int, *, person: str) -> None:
    """Take away one of a person's own filters; one that isn't theirs stays."""
    name = user_state.name_of_filter(db, person, key)
    if name is None:
        return
    before = user_state.own_filter(db, person, name)
    user_state.drop_filter(db, person, key)
    actions.note(db, person, "filter", {"name": name, "before": before}, at=now())
