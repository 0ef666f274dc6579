"""Takes back what a person did at the desk, the newest first, each as one step.

Whoever acts notes here, in the transaction of the action, what it takes to restore the state
before. What somebody else has changed since is left as it is, and said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from sqlite3 import IntegrityError
from typing import TYPE_CHECKING, Any

from newsdb.database import part_of_transaction
from newsdb.delivery import subscriptions
from newsdb.review import (
    actions,
    dismissals,
    proposals,
    reading,
    reviews,
    saved_searches,
    user_state,
)
from newsdb.review.reviews import Review, ReviewError, Subject
from newsdb.sites import sites
from newsdb.sites.sites import SiteError
from newsdb.stories import restoring, stories
from newsdb.teamwork import assignments, comments

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    #: Takes back an action of a person, by its details, at a time.
    How = Callable[[Database, str, dict[str, Any], datetime], "TakenBack"]


@dataclass(slots=True)
class TakenBack:
    """What became of taking an action back.

    ``stories`` have changed, ``gone`` are no more, ``left`` were changed by somebody else since
    and stay as they are; all are ids of stories. What is no story's and stays as it is, such as a
    digit that is another tag's by now, is ``refused``. What was taken back elsewhere before, as a
    page of its own lets people, is ``already`` as it was.
    """

    kind: str
    stories: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    refused: bool = False
    already: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all is as it was before."""
        return not self.left and not self.refused


def note_reviews(db: Database, person: str, ids: Sequence[int], *, at: datetime) -> None:
    """Note that a person has just changed the reviews of stories."""
    events = {story: reviews.standing(db, Subject("story", story)) for story in ids}
    actions.note(db, person, "review", {"events": list(events.items())}, at=at)


def merge(db: Database, ids: Collection[int], *, person: str, at: datetime) -> int:
    """Merge stories as ``stories.put_together`` does, and note how to part them again."""
    stays, *others = sorted(set(ids))
    before = reviews.read(db, Subject("story", stays))
    stood = reviews.standing(db, Subject("story", stays))
    told = subscriptions.told_of(db, stays)
    parts = [
        {
            "story": each,
            "articles": stories.members_of(db, each),
            "review": _values(reviews.read(db, Subject("story", each))),
        }
        for each in others
    ]
    newest = restoring.newest_decision(db)
    stories.put_together(db, ids, by=person)
    details = {
        "stays": stays,
        "review": _values(before),
        "event": reviews.standing(db, Subject("story", stays)),
        "stood": stood or 0,
        "parts": parts,
        "above": newest,
        "up_to": restoring.newest_decision(db),
        "told": sorted(subscriptions.told_of(db, stays) - told),
    }
    actions.note(db, person, "merge", details, at=at)
    return stays


def split(db: Database, article: int, *, person: str, at: datetime) -> int:
    """Split an article off as ``stories.take_out`` does, and note how to put it back."""
    story = stories.story_of(db, article)
    newest = restoring.newest_decision(db)
    new = stories.take_out(db, article, by=person)
    details = {
        "story": story,
        "article": article,
        "new": new,
        "events": [reviews.standing(db, Subject("story", each)) for each in (story or 0, new)],
        "above": newest,
        "up_to": restoring.newest_decision(db),
    }
    actions.note(db, person, "split", details, at=at)
    return new


def take_back(
    db: Database, person: str, *, at: datetime, further: Mapping[str, How] | None = None
) -> TakenBack | None:
    """Take back a person's newest action that stands; None if there is none.

    ``further`` has how kinds of action are taken back that this module doesn't know.
    Runs inside the caller's transaction. An action that can't be taken back counts as done with,
    so that the one before it is the next.
    """
    action = actions.newest(db, person)
    if action is None:
        return None
    actions.strike(db, action, at=at)
    try:
        with part_of_transaction(db):
            done = {**_HOW, **(further or {})}[action.kind](db, person, action.details, at)
    except (ReviewError, SiteError, IntegrityError):
        # What others made since has its place. Raised on, it would also undo the strike, and
        # every further undo would end here.
        return TakenBack(action.kind, refused=True)
    if done.already:
        return take_back(db, person, at=at, further=further)
    return done


def forget(db: Database, article: int, story: int) -> None:
    """Delete what would take back actions on an article that is being taken out, with its story.

    They hold comments that were deleted and notes, and the article's number may be given again.
    """
    db.execute(
        "DELETE FROM desk_actions WHERE"
        " (kind = 'comment removed' AND json_extract(details, '$.row.article_id') = :article)"
        " OR (kind = 'split' AND json_extract(details, '$.article') = :article)"
        " OR (kind = 'merge' AND (json_extract(details, '$.stays') = :story OR EXISTS ("
        "  SELECT 1 FROM json_each(details, '$.parts') p"
        "  LEFT JOIN json_each(p.value, '$.articles') a"
        "  WHERE a.value = :article OR json_extract(p.value, '$.story') = :story)))",
        {"article": article, "story": story},
    )


def _reviews(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    done = TakenBack("review")
    for story, event in details["events"]:
        subject = Subject("story", story)
        present = reviews.read(db, subject)
        if event and reviews.is_undone(db, event):
            continue
        if event is None or reviews.standing(db, subject) != event:
            done.left.append(story)
            continue
        try:
            reviews.undo(db, subject, version=present.version, actor=person, at=at)
        except reviews.MissingError:  # merged into another by a crawl
            done.left.append(story)
        else:
            done.stories.append(story)
    done.already = not done.stories and not done.left
    return done


def _merge(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    stays, parts = details["stays"], details["parts"]
    moved = [article for part in parts for article in part["articles"]]
    same = all(stories.story_of(db, each) == stays for each in moved)
    if not same or reviews.standing(db, Subject("story", stays)) != details["event"]:
        return TakenBack("merge", left=[stays])
    restoring.take_decisions_back(
        db, details["above"], details["up_to"], otherwise="apart", by=person
    )
    for part in parts:
        restoring.part_again(db, part["story"], part["articles"])
    stories.refresh(db, stays)
    subscriptions.forget_told(db, stays, details["told"])
    # What was merged by an earlier version of the program has no "stood".
    reviews.restore(
        db, _review(stays, details["review"]), actor=person, at=at, down_to=details.get("stood")
    )
    for part in parts:
        reviews.restore(db, _review(part["story"], part["review"]), actor=person, at=at)
    return TakenBack("merge", stories=[stays, *(part["story"] for part in parts)])


def _split(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del at  # whoever takes it back is noted by the decision
    story, new, article = details["story"], details["new"], details["article"]
    events = [reviews.standing(db, Subject("story", each)) for each in (story, new)]
    is_there = bool(stories.members_of(db, story))
    if not is_there or stories.story_of(db, article) != new or events != details["events"]:
        return TakenBack("split", left=[story])
    restoring.take_decisions_back(
        db, details["above"], details["up_to"], otherwise="together", by=person
    )
    restoring.move(db, article, story)
    stories.refresh(db, new)
    stories.refresh(db, story)
    gone = [] if stories.members_of(db, new) else [new]
    return TakenBack("split", stories=[story], gone=gone)


def _proposal(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del at
    proposals.withdraw(db, details["term"], concept=details["concept"], by=person)
    return TakenBack("proposal")


def _tag_digit(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del person, at
    reviews.put_tag_back(db, details["name"], details["position"], existed=details["existed"])
    return TakenBack("tag digit")


def _filter(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del at
    before = details["before"]
    if before:
        user_state.keep_filter(
            db, person, details["name"], before["filters"], shared=bool(before["shared"])
        )
    else:
        user_state.drop_filter_named(db, person, details["name"])
    return TakenBack("filter")


def _read(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del at
    marks = dict(details["marks"])
    reading.put_marks_back(db, person, marks)
    return TakenBack("read", stories=list(marks))


def _search(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del at
    name, before = details["name"], details["before"]
    if before:
        saved_searches.keep(db, person, name, before["filters"], shared=bool(before["shared"]))
    else:
        saved_searches.drop_named(db, person, name)
    return TakenBack("search")


def _assignment(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del person, at
    done = TakenBack("assignment")
    for story, key, before in details["changed"]:
        is_back = assignments.take_back(db, key, before)
        (done.stories if is_back else done.left).append(story)
    return done


def _comment(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del at
    comments.remove(db, details["id"], person=person)
    return TakenBack("comment", stories=[details["story"]])


def _comment_removed(
    db: Database, person: str, details: dict[str, Any], at: datetime
) -> TakenBack:
    del person, at
    comments.put_back(db, details["row"])
    return TakenBack("comment removed", stories=[details["story"]])


def _dismissal(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    del person, at
    dismissals.withdraw(db, *details["key"])
    return TakenBack("dismissal")


def _site(db: Database, person: str, details: dict[str, Any], at: datetime) -> TakenBack:
    """Take back changes of sites unless there are later ones; all of them or none."""
    open_ones = [each for each in details["changes"] if not sites.is_undone(db, each[1])]
    if any(sites.newest_change(db, name) != change for name, change in open_ones):
        return TakenBack("site", refused=True)
    for name, _ in open_ones:
        sites.undo(db, name, person=person, at=at)
    return TakenBack("site", already=not open_ones)


def _values(review: Review) -> dict[str, Any]:
    return {**review._asdict(), "subject": None, "tags": list(review.tags)}


def _review(story: int, values: dict[str, Any]) -> Review:
    return Review(**{**values, "subject": Subject("story", story), "tags": tuple(values["tags"])})


_HOW: dict[str, How] = {
    "review": _reviews,
    "merge": _merge,
    "split": _split,
    "proposal": _proposal,
    "tag digit": _tag_digit,
    "filter": _filter,
    "search": _search,
    "assignment": _assignment,
    "comment": _comment,
    "comment removed": _comment_removed,
    "dismissal": _dismissal,
    "site": _site,
    "read": _read,
}
