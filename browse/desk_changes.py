"""What reviewers change, each noted so that it can be taken back: for the script and for forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import now
from newsdb.review import (
    actions,
    dismissals,
    proposals,
    queue_links,
    reading,
    reviews,
    saved_searches,
    user_state,
)
from newsdb.review.reviews import (
    Conflict,
    MissingError,
    RefusedError,
    Review,
    ReviewError,
    Subject,
)
from newsdb.review.user_state import LONGEST_NAME
from newsdb.sites import sites
from newsdb.sites.sites import SiteError
from newsdb.stories import stories, undoing
from newsdb.teamwork import assignments, comments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlite_utils import Database

    from newsdb.learning import Suggestion
    from newsdb.sites.sites import Site, State

#: Changes the review of a subject; takes the version seen, the actor and the time.
Change = Callable[..., Review]
#: A story and the version of its review that the reviewer saw.
Seen = tuple[int, int]


class RequestError(RefusedError):
    """What was sent is not what the desk accepts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the change of one story; without a review it was refused."""

    story: int
    review: Review | None = None
    is_conflict: bool = False
    error: RefusedError | None = None


class Held(NamedTuple):
    """A story as a reviewer saw it: the version of its review, and the assignment that it had.

    0 is none of either; None: not said, and therefore not compared.
    """

    story: int
    version: int | None
    assigned: int | None


class ChangedError(Exception):
    """Somebody else changed the story first; ``review`` is its current state."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"{review.changed_by} changed this first")
        self.review = review


class SiteChangedError(Exception):
    """A site is not as the form has it any more."""


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
            outcomes.append(Outcome(story, error=error))
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
        raise MissingError("the article is in another story", key="in_another_story")
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
        raise _no_name(LONGEST_NAME)
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


def keep_search(db: Database, name: str, filters: str, *, shared: bool, person: str) -> None:
    """Keep a search of articles, as ``browse.pages.search_links`` writes it, under a name.

    Raises RequestError.
    """
    plain = " ".join(name.split())
    if not 0 < len(plain) <= saved_searches.LONGEST_NAME:
        raise _no_name(saved_searches.LONGEST_NAME)
    before = saved_searches.own(db, person, plain)
    saved_searches.keep(db, person, plain, filters, shared=shared)
    actions.note(db, person, "search", {"name": plain, "before": before}, at=now())


def drop_search(db: Database, key: int, *, person: str) -> None:
    """Take away one of a person's own searches; one that isn't theirs stays."""
    name = saved_searches.name_of(db, person, key)
    if name is None:
        return
    before = saved_searches.own(db, person, name)
    saved_searches.drop(db, person, key)
    actions.note(db, person, "search", {"name": name, "before": before}, at=now())


def overtaken(db: Database, seen: Sequence[Held]) -> dict[int, str]:
    """Return who changed which stories, by their ids, since the reviewer saw them."""
    has = assignments.of_stories(db, [each.story for each in seen])
    found = {}
    for story, version, assigned in seen:
        review = reviews.read(db, Subject("story", story))
        present = has[story].id if story in has else 0
        if assigned not in {None, present}:
            given = assignments.history(db, story)
            found[story] = str(given[-1]["by"]) if given else ""
        elif version not in {None, review.version}:
            found[story] = review.changed_by or ""
    return found


def assign(
    db: Database, ids: Sequence[int], to: str, *, colleagues: Sequence[str], person: str
) -> int:
    """Give stories to a colleague, or with an empty name to nobody; return how many changed.

    All of them are one action. Raises RequestError for a name that may not review.
    """
    if to and to not in colleagues:
        name = to[:LONGEST_NAME]
        raise RequestError(
            f"nobody of that name reviews stories: {name}", key="no_colleague", name=name
        )
    at = now()
    changed = []
    for story in ids:
        done = assignments.assign(db, story, to or None, by=person, at=at)
        if done:
            changed.append((story, done.id, done.before))
    if changed:
        actions.note(db, person, "assignment", {"changed": changed}, at=at)
    return len(changed)


def comment(db: Database, story: int, text: str, *, person: str) -> int:
    """Keep a comment on a story and return its number; raises CommentError."""
    key = comments.add(db, story, text, person=person, at=now())
    actions.note(db, person, "comment", {"id": key, "story": story}, at=now())
    return key


def remove_comment(db: Database, story: int, key: int, *, person: str) -> bool:
    """Delete one of a person's own comments; tells whether there was such a one."""
    row = comments.remove(db, key, person=person)
    if row:
        details = {"row": row, "story": story}
        actions.note(db, person, "comment removed", details, at=now())
    return row is not None


def propose_suggestion(db: Database, found: Suggestion, *, person: str) -> bool:
    """Propose a suggestion's term for its concept. Raises ProposalError."""
    article = found.gained[0]
    return propose(db, found.term, concept=found.concept, article=article, person=person)


def dismiss_suggestion(db: Database, key: tuple[str, str, str], *, person: str) -> None:
    """Note that a suggestion, by kind, term and language, is not wanted."""
    if dismissals.dismiss(db, *key, by=person, at=now()):
        actions.note(db, person, "dismissal", {"key": key}, at=now())


def add_sites(db: Database, chosen: Sequence[Site], *, person: str) -> dict[str, str]:
    """Add sites, as one action; return why which of them, by name, could not be added."""
    refused = {}
    added = []
    for site in chosen:
        try:
            sites.add(db, site, person=person, at=now())
        except SiteError as error:
            refused[site.name] = str(error)
        else:
            added.append(site.name)
    _note_sites(db, added, person=person)
    return refused


def switch_site(db: Database, name: str, state: State, *, person: str) -> None:
    """Pause, resume or remove a site. Raises SiteError."""
    before = sites.newest_change(db, name)
    sites.switch(db, name, state, person=person, at=now())
    if sites.newest_change(db, name) != before:
        _note_sites(db, [name], person=person)


def change_site(db: Database, site: Site, *, seen: str, person: str) -> bool:
    """Replace what is kept of a site; False where nothing changes.

    ``seen`` is the number of the newest change that the form was made after, in digits. Raises
    SiteError, or SiteChangedError where somebody was quicker.
    """
    if seen != str(sites.newest_change(db, site.name) or 0):
        raise SiteChangedError(f"{site.name} was changed meanwhile")
    is_changed = sites.change(db, site, person=person, at=now())
    if is_changed:
        _note_sites(db, [site.name], person=person)
    return is_changed


def _no_name(most: int) -> RequestError:
    return RequestError(f"a name has 1 to {most} characters", key="name_length", most=most)


def _note_sites(db: Database, names: Sequence[str], *, person: str) -> None:
    changes = [(name, sites.newest_change(db, name)) for name in names]
    if changes:
        actions.note(db, person, "site", {"changes": changes}, at=now())
