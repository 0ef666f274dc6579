"""Stories: articles that report one thing, grouped as copies or by a person's decision.

Copies always form one story, and nothing else is grouped automatically. People's decisions to
merge or split are kept append-only and outweigh every later crawl.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import filterfalse, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import now, stamp, transaction
from newsdb.review import reviews
from newsdb.review.reviews import RefusedError, Subject
from newsdb.similarity.copy_rules import COPIES, HIDDEN, MOSTLY
from newsdb.stories.copy_links import share_of_other

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlite_utils import Database

#: To a story with more articles than this, a new one is only added, without a full refresh.
LARGE = 60

#: The place of a story's first article in the order of ``articles.appeared_by``.
_LATEST_FIRST = (
    "CASE length(s.first_at) WHEN 10 THEN s.first_at || 'T23:59:59+09:00' ELSE s.first_at END"
)

#: No id of a deleted story is given again: the new one would take over what was decided of it,
#: what readers were told of it, and where briefings have it. ``story_ids`` counts deleted ones.
_NEXT_ID = """(
    SELECT 1 + max(
        coalesce((SELECT max(id) FROM stories), 0),
        coalesce((SELECT last FROM story_ids), 0)))"""

_COPIES = ", ".join(f"'{kind}'" for kind in COPIES)
_HIDDEN = ", ".join(f"'{kind}'" for kind in HIDDEN)


class StoryError(RefusedError):
    """A story can't be changed in this way."""


class Edge(NamedTuple):
    """A link between two copies; ``weak`` when most of the longer one is other text."""

    other: int
    score: float
    weak: bool
    longer: bool  # whether the other article is longer


def join(db: Database, article_id: int) -> int:
    """Put an article into the story of its copies, alone if it has none; return the story.

    Runs inside the caller's transaction. Stories that this article connects become one, unless a
    person set them apart. A long text that contains several others (a digest) doesn't make one
    story of those.
    """
    story: int | None = db.conn.execute(
        "SELECT story_id FROM articles WHERE id = ?", (article_id,)
    ).fetchone()[0]
    edges = _edges(db, article_id)
    strong = [edge for edge in edges if not edge.weak]
    for edge in strong or edges:
        (theirs,) = db.conn.execute(
            "SELECT story_id FROM articles WHERE id = ?", (edge.other,)
        ).fetchone()
        if theirs is None or theirs == story:
            continue
        mine = members_of(db, story) if story else [article_id]
        if edge.weak and (
            mine != [article_id] or (edge.longer and _is_digest(db, edge.other, article_id))
        ):
            continue
        if _apart(db, mine, theirs):
            continue
        if story is None:
            db.conn.execute("UPDATE articles SET story_id = ? WHERE id = ?", (theirs, article_id))
            story = theirs
        else:
            story = _unite(db, story, theirs)
    if story is None:
        return alone(db, article_id)
    if not _refresh_large(db, story, article_id):
        refresh(db, story)
    return story


def merge(db: Database, story_ids: Collection[int], *, by: str) -> int:
    """Merge stories and record the decision; return the story that remains.

    Raises StoryError unless there are at least two stories and all exist.
    """
    with transaction(db):
        return put_together(db, story_ids, by=by)


def put_together(db: Database, story_ids: Collection[int], *, by: str) -> int:
    """Like ``merge``, but inside the caller's transaction."""
    ids = sorted(set(story_ids))
    members = {story: members_of(db, story) for story in ids}
    if len(ids) < 2 or not all(members.values()):
        missing = ", ".join(str(story) for story in ids if not members[story])
        raise StoryError(
            f"there is no story {missing}" if missing else "it takes two stories to merge",
            key="gone" if missing else "pick_two",
        )
    first, *others = ids
    for other in others:
        pairs = [(members[first][0], members[other][0])]
        pairs += _pairs_apart(db, members[first], members[other])
        _decide(db, "together", pairs, by=by)
        members[first] += members[other]
        _unite(db, first, other)
    refresh(db, first)
    return first


def split(db: Database, article_id: int, *, by: str) -> int:
    """Move an article into a story of its own and record the decision; return that story.

    Its copies stay linked to it; ``copy_of`` no longer hides it behind the others.
    Raises StoryError when the article is already alone.
    """
    with transaction(db):
        return take_out(db, article_id, by=by)


def take_out(db: Database, article_id: int, *, by: str) -> int:
    """Like ``split``, but inside the caller's transaction."""
    row = db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        raise StoryError(f"there is no article {article_id}", key="article_gone")
    others = [each for each in members_of(db, row[0]) if each != article_id]
    if not others:
        raise StoryError(f"article {article_id} is alone in its story already", key="alone")
    _decide(db, "apart", [(article_id, other) for other in others], by=by)
    story = alone(db, article_id)
    refresh(db, row[0])
    refresh(db, story)
    return story


def part(db: Database, members: Sequence[int]) -> int:
    """Move some articles into a new story without recording a decision; return that story.

    Runs inside the caller's transaction; the caller refreshes the story that they were in.
    """
    first, *others = members
    story = alone(db, first)
    db.conn.executemany(
        "UPDATE articles SET story_id = ? WHERE id = ?", [(story, other) for other in others]
    )
    refresh(db, story)
    return story


def refresh(db: Database, story: int) -> None:
    """Recompute a story's origin, size, times and copies; delete it if it has no articles.

    The origin is the release as a press wire has it, else the agency's own article or the first
    that credits an agency, else the first press release, else the first of all: an article of
    which only the day is known comes after those with a time on that day. A text that we don't
    have from one of our outlets' own pages counts for this only if we had it before any that we
    do.
    """
    rows = db.conn.execute(
        "SELECT a.id, a.appeared_at AS at, s.agency,"
        " coalesce(s.press_release, 0), o.title, a.copy_of, a.unverified, o.press_wire"
        " FROM articles a"
        " JOIN outlets o ON o.name = a.outlet LEFT JOIN signatures s ON s.article_id = a.id"
        " WHERE a.story_id = +? ORDER BY a.appeared_by, a.id",  # as in signature_index
        (story,),
    ).fetchall()
    if not rows:
        db.conn.execute("DELETE FROM stories WHERE id = ?", (story,))
        return
    origin, by, name = rows[0][0], "earliest", None
    credible = [*takewhile(_is_unverified, rows), *filterfalse(_is_unverified, rows)]
    wire = next((row for row in rows if row[7] and not _is_unverified(row)), None)
    agency = next((row for row in credible if row[2]), None)
    release = next((row for row in credible if row[3]), None)
    if wire:
        origin, by, name = wire[0], "press release", wire[4]
    elif agency:
        own = next((row for row in credible if row[4] == agency[2]), agency)
        origin, by, name = own[0], "agency", agency[2]
    elif release:
        origin, by = release[0], "press release"
    db.conn.execute(
        "UPDATE stories SET origin_id = ?, origin_by = ?, origin_name = ?, members = ?,"
        " first_at = ?, last_at = ? WHERE id = ?",
        (origin, by, name, len(rows), rows[0][1], max(row[1] for row in rows), story),
    )
    # A release stands for its reprints, whatever was published or found first.
    in_order = sorted(rows, key=lambda row: not (row[7] and not _is_unverified(row)))
    _show(db, story, {row[0]: row[5] for row in in_order})


def _is_unverified(row: Sequence[Any]) -> bool:
    return bool(row[6])


def _refresh_large(db: Database, story: int, article_id: int) -> bool:
    """Add a new article to a large story; return False when a full refresh is needed.

    So that the thousandth copy costs no more than the fiftieth. A refresh is needed if the story
    is smaller, or the article may be its origin.
    """
    members, is_first, origin_by, named, at, agency, release, wire = db.conn.execute(
        "SELECT (SELECT count(*) FROM articles WHERE story_id = s.id), a.appeared_by <"  # noqa: S608 our own
        f" {_LATEST_FIRST}, s.origin_by,"
        " s.origin_name, a.appeared_at, g.agency, g.press_release, o.press_wire"
        " FROM stories s JOIN articles a ON a.id = :article JOIN outlets o ON o.name = a.outlet"
        " LEFT JOIN signatures g ON g.article_id = a.id WHERE s.id = :story",
        {"story": story, "article": article_id},
    ).fetchone()
    # An agency and a press wire have a name, which no later article of another takes.
    origin = wire or (not named and (agency or (release and origin_by == "earliest")))
    if members <= LARGE or is_first or origin:
        return False
    db.conn.execute(
        "UPDATE stories SET members = ?, last_at = max(last_at, ?) WHERE id = ?",
        (members, at, story),
    )
    first = _reprinted(db, story, article_id)
    if first is None:
        row = db.conn.execute(
            "SELECT coalesce(b.copy_of, b.id) FROM links l JOIN articles b ON b.id = l.other_id"  # noqa: S608 our own
            f" WHERE l.article_id = ? AND l.kind IN ({_HIDDEN}) AND l.covered >= ?"
            " AND b.story_id = ? ORDER BY b.appeared_by, b.id LIMIT 1",
            (article_id, MOSTLY, story),
        ).fetchone()
        first = row and row[0]
    db.conn.execute("UPDATE articles SET copy_of = ? WHERE id = ?", (first, article_id))
    return True


def _reprinted(db: Database, story: int, article_id: int) -> int | None:
    """Return the press wire's release that a story began with, if an article reprints it.

    The article may have appeared before it, so that the link is the release's.
    """
    row = db.conn.execute(
        "SELECT s.origin_id, l.article_id, l.covered, l.jaccard FROM stories s"  # noqa: S608 our own
        " JOIN articles a ON a.id = s.origin_id AND NOT a.unverified"
        " JOIN outlets o ON o.name = a.outlet AND o.press_wire"
        " JOIN links l ON (l.article_id, l.other_id) IN"
        "  (VALUES (:article, s.origin_id), (s.origin_id, :article))"
        f" WHERE s.id = :story AND l.kind IN ({_HIDDEN})",
        {"story": story, "article": article_id},
    ).fetchone()
    if row is None:
        return None
    release, later, covered, jaccard = row
    share = covered if later == article_id else share_of_other(covered, jaccard)
    return release if share >= MOSTLY else None


def _edges(db: Database, article_id: int) -> list[Edge]:
    """Return the links of an article to its copies, the strongest first."""
    rows = db.conn.execute(
        "WITH linked AS (SELECT other_id AS other, score, jaccard, kind FROM links"  # noqa: S608 our own
        " WHERE article_id = :id UNION ALL SELECT article_id, score, jaccard, kind"
        " FROM links WHERE other_id = :id)"
        " SELECT other, score, jaccard, theirs.shingles > mine.shingles FROM linked"
        " JOIN signatures mine ON mine.article_id = :id"
        f" JOIN signatures theirs ON theirs.article_id = other WHERE kind IN ({_COPIES})",
        {"id": article_id},
    )
    edges = [
        Edge(
            other,
            containment + jaccard,
            share_of_other(containment, jaccard) < MOSTLY,  # of the longer one
            bool(longer),
        )
        for other, containment, jaccard, longer in rows
    ]
    return sorted(edges, key=lambda edge: (-edge.score, edge.other))


def _is_digest(db: Database, digest: int, part: int) -> bool:
    """Return whether a text that contains another one also contains unrelated ones."""
    held = {edge.other for edge in _edges(db, digest) if edge.weak and not edge.longer} - {part}
    return bool(held) and held.isdisjoint(edge.other for edge in _edges(db, part))


def story_of(db: Database, article_id: int) -> int | None:
    """Return the story of an article; None when there is no such article."""
    sql = "SELECT story_id FROM articles WHERE id = ?"
    row = db.conn.execute(sql, (article_id,)).fetchone()
    return row[0] if row else None


def members_of(db: Database, story: int) -> list[int]:
    """Return the articles of a story, in the order of their ids; empty if there is no story."""
    rows = db.conn.execute("SELECT id FROM articles WHERE story_id = ? ORDER BY id", (story,))
    return [row[0] for row in rows]


def alone(db: Database, article_id: int) -> int:
    """Give an article a new story of its own; runs inside the caller's transaction."""
    cursor = db.conn.execute(
        "INSERT INTO stories (id, origin_id, origin_by, members, first_at, last_at)"  # noqa: S608 our own
        f" SELECT {_NEXT_ID}, id, 'earliest', 1, appeared_at, appeared_at"
        " FROM articles WHERE id = ?",
        (article_id,),
    )
    assert cursor.lastrowid is not None
    db.conn.execute(
        "UPDATE articles SET story_id = ? WHERE id = ?", (cursor.lastrowid, article_id)
    )
    return cursor.lastrowid


def hand_on(db: Database, article_id: int) -> None:
    """Let stay together what a person put together and only this article would hold together.

    For an article that is taken out, while it is still there; in the caller's transaction. Its
    copies and what it was merged with are decided to be together, by whoever merged them.
    """
    members = set(members_of(db, story_of(db, article_id) or 0)) - {article_id}
    decisions = db.conn.execute(
        "SELECT CASE article_id WHEN :id THEN other_id ELSE article_id END AS other, kind,"
        " decided_by, decided_at, max(id) FROM story_decisions"
        " WHERE article_id = :id OR other_id = :id GROUP BY other ORDER BY max(id)",
        {"id": article_id},
    ).fetchall()
    merged = {row[0]: row[2:4] for row in decisions if row[1] == "together" and row[0] in members}
    if not merged:
        return
    copies = {edge.other for edge in _edges(db, article_id)} & members
    by_whom = dict.fromkeys(sorted(copies), next(iter(merged.values()))) | merged
    first, *others = by_whom
    db.conn.executemany(
        "INSERT INTO story_decisions (kind, article_id, other_id, decided_by, decided_at)"
        " VALUES ('together', ?, ?, ?, ?)",
        [(*sorted((first, other)), *by_whom[other]) for other in others],
    )


def _unite(db: Database, one: int, other: int) -> int:
    """Move the articles of the younger story to the older one; return the older one."""
    from newsdb.delivery import subscriptions  # noqa: PLC0415 few crawls unite stories

    stays, goes = sorted((one, other))
    review = reviews.read(db, Subject("story", goes))
    db.conn.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", (stays, goes))
    subscriptions.note_united(db, stays, goes)
    db.conn.execute("DELETE FROM stories WHERE id = ?", (goes,))
    if review.version:
        reviews.bring_along(db, Subject("story", stays), review, at=now())
    return stays


def _decide(db: Database, kind: str, pairs: Iterable[tuple[int, int]], *, by: str) -> None:
    at = stamp(now())
    db.conn.executemany(
        "INSERT INTO story_decisions (kind, article_id, other_id, decided_by, decided_at)"
        " VALUES (?, ?, ?, ?, ?)",
        [(kind, *sorted(pair), by, at) for pair in dict.fromkeys(pairs)],
    )


_APART = """
    SELECT d.article_id, d.other_id FROM story_decisions d
    WHERE d.kind = 'apart' AND (d.article_id = :id OR d.other_id = :id) AND NOT EXISTS (
        SELECT 1 FROM story_decisions later WHERE later.id > d.id
        AND later.article_id = d.article_id AND later.other_id = d.other_id)"""


def _pairs_apart(
    db: Database, articles: Iterable[int], others: Collection[int]
) -> list[tuple[int, int]]:
    """Return the pairs between two groups of articles that a person set apart."""
    if db.conn.execute("SELECT 1 FROM story_decisions LIMIT 1").fetchone() is None:
        return []
    pairs = []
    for article in articles:
        for one, other in db.conn.execute(_APART, {"id": article}):
            if (other if one == article else one) in others:
                pairs.append((one, other))
    return pairs


def _apart(db: Database, articles: Iterable[int], story: int) -> bool:
    """Return whether a person set any of some articles apart from any of a story."""
    if db.conn.execute("SELECT 1 FROM story_decisions LIMIT 1").fetchone() is None:
        return False
    return bool(_pairs_apart(db, articles, set(members_of(db, story))))


def _show(db: Database, story: int, members: Mapping[int, int | None]) -> None:
    """Set ``copy_of`` of each copy in a story to the first article that it is a copy of.

    ``members`` are in the order in which they stand for one another, with their present
    ``copy_of``. An article that adds more than it repeats is not hidden.
    """
    rows = db.conn.execute(
        "SELECT l.article_id, l.other_id, l.covered, l.jaccard FROM links l"  # noqa: S608 our own
        " JOIN articles a ON a.id = l.article_id JOIN articles b ON b.id = l.other_id"
        f" WHERE a.story_id = +:story AND b.story_id = +:story AND l.kind IN ({_HIDDEN})",
        {"story": story},
    )
    order = {member: place for place, member in enumerate(members)}
    earlier: dict[int, list[int]] = defaultdict(list)
    for one, other, covered, jaccard in rows:
        first, then = sorted((one, other), key=order.__getitem__)
        share = covered if then == one else share_of_other(covered, jaccard)
        if share >= MOSTLY:
            earlier[then].append(first)
    shown_by: dict[int, int | None] = {}
    for member in members:
        first_of = min(earlier[member], key=order.__getitem__, default=None)
        shown_by[member] = first_of and (shown_by[first_of] or first_of)
    db.conn.executemany(
        "UPDATE articles SET copy_of = ? WHERE id = ?",
        [(by, member) for member, by in shown_by.items() if by != members[member]],
    )
