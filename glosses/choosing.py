"""Which texts are to be glossed: of relevant stories, as far as outlets' terms let them leave."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import outlets
from newsdb.records import KST
from newsdb.review import queue
from newsdb.review.queue import Filters
from newsdb.stories import story_cards

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Language
    from newsdb.stories.story_cards import Member

#: Days of which stories are glossed, and the stories that are looked at, the newest.
DAYS = 14
MOST = 2000
_AT_ONCE = 200

#: Longer lines are no headlines.
LONGEST = 500


class Text(NamedTuple):
    """A text that may leave, and its language."""

    words: str
    language: Language


def texts(
    db: Database, *, at: datetime, may_gloss: Mapping[str, str] | None = None
) -> Iterator[Text]:
    """Yield the headlines, and first sentences, of the stories that people are to read.

    ``may_gloss`` overrides what outlets are stored to allow: nothing, headline or sentence, by
    their names.
    """
    terms = {**outlets.may_gloss(db), **(may_gloss or {})}
    since = (at.astimezone(KST).date() - timedelta(days=DAYS - 1)).isoformat()
    filters = Filters(decision="wanted", status="kept", since=since)
    after: queue.Place | None = None
    for _ in range(MOST // _AT_ONCE):
        page = queue.page(db, filters, after=after, size=_AT_ONCE)
        ids = [place.id for place in page.places]
        stories = story_cards.read(db, ids, at=at, whole=False)
        names = outlets.of_articles(db, [story.lead.id for story in stories])
        for story in stories:
            yield from _of(story.lead, terms.get(names[story.lead.id], "nothing"))
        after = page.following
        if after is None:
            return


def _of(lead: Member, terms: str) -> Sequence[Text]:
    if terms == "nothing" or lead.language not in {"ko", "ja", "en"}:
        return ()
    found = [lead.title]
    if terms == "sentence":
        # Empty where the text may not be shown any more.
        found.append(story_cards.lead_sentence(lead))
    return [
        Text(words, lead.language)  # type: ignore[arg-type] # checked above
        for words in found
        if 0 < len(words) <= LONGEST
    ]
