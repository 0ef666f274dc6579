"""What decisions teach, as lines of a terminal: suggestions, and the order of the review bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.ordering import LEAST_DECIDED, LEAST_OF_A_KIND
from newsdb import learning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from learning.lessons import Lesson
    from newsdb.learning import Learnt, Suggestion

_SHOWN = 3  # titles


def lines(db: Database, lesson: Lesson) -> Iterator[str]:
    """Yield what was learnt, each suggestion with what it would change in the archive."""
    learnt = lesson.learnt
    yield (
        f"Learnt from {learnt.relevant + learnt.not_relevant} decided articles,"
        f" {learnt.relevant} of them relevant"
        + (
            f"; left out: {learnt.forbidden} of outlets whose terms don't allow it"
            if learnt.forbidden
            else ""
        )
    )
    for each in lesson.suggestions:
        yield ""
        yield from _suggestion(db, each)
    yield ""
    if lesson.suggestions:
        yield "Nothing has been changed: copy the lines that you want into your own watch list."
    else:
        yield "No term parts what was found relevant from what was not, so nothing is suggested."
    yield _order(learnt, lesson.chances)


def _suggestion(db: Database, each: Suggestion) -> Iterator[str]:
    to_do = "would find" if each.kind == "find" else "would spare"
    yield (
        f"{each.term}  {each.language}  {to_do}: in {each.relevant} stories found relevant,"
        f" {each.not_relevant} found not relevant"
    )
    yield from (f"  {line}" for line in each.lines.splitlines() if line)
    yield (
        f"  in the archive: +{len(each.gained)} −{len(each.lost)} relevant;"
        f" {each.borne_out} changes agree with decisions, {each.contradicted} don't"
    )
    for sign, articles in (("+", each.gained), ("−", each.lost)):
        for _, _, title in learning.titles(db, articles[:_SHOWN]):
            yield f"    {sign} {title}"
        if len(articles) > _SHOWN:
            yield f"    {sign} and {len(articles) - _SHOWN} more"


def _order(learnt: Learnt, chances: int) -> str:
    keeps = "The review bin keeps the rules' order"
    if learnt.problem == "few":
        return (
            f"{keeps}: too few decisions, {learnt.stories} stories, {learnt.relevant_stories} of"
            f" them relevant; it takes {LEAST_DECIDED}, and {LEAST_OF_A_KIND} of each kind."
        )
    if learnt.problem == "one_kind":
        return f"{keeps}: the newest decisions, or all others, are of one kind."
    compared = (
        f"average precision {learnt.by_learning:.2f} on the newest decisions, by the rules"
        f" {learnt.by_rules:.2f}"
    )
    if learnt.problem:
        return f"{keeps}: a learnt one is no better ({compared})."
    return f"The review bin's {chances} stories have a learnt order ({compared})."
