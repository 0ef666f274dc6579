"""Tools about articles: the search, and one article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from assistants import outgoing
from assistants.asking import RefusedError
from assistants.budget import BUDGET, fitting
from assistants.tools import records
from assistants.tools.arguments import (
    Arguments,
    Cursor,
    Language,
    Limit,
    Number,
    Since,
    Until,
    bad_cursor,
)
from newsdb import visibility
from newsdb.articles import display, revisions
from newsdb.review import article_list
from newsdb.review.article_list import Filters, Place
from newsdb.search.fields import resolve
from newsdb.search.search import parse
from newsdb.visibility import LONGEST_EXCERPT

if TYPE_CHECKING:
    from assistants.asking import Asking
    from newsdb.articles.display import Listed
    from newsdb.visibility import Kept

#: Characters of a text in one answer; a longer one goes on at next_text_offset.
PART = 4000
#: Changes of an article that are told, the newest.
MOST_CHANGES = 20


class Search(Arguments):
    """What to search for."""

    query: Annotated[
        str,
        Field(
            max_length=300,
            description='All words must match; also "a phrase", OR, -word, title:word,'
            " outlet:name, lang:ja, since:2026-11-01, until:2026-11-30. Empty: all articles",
        ),
    ] = ""
    since: Since = ""
    until: Until = ""
    language: Literal[Language, ""] = ""
    country: Annotated[Literal["KR", "JP", ""], Field(description="The outlet's")] = ""
    decision: Annotated[
        Literal["relevant", "review", "other", ""], Field(description="The watch list's")
    ] = ""
    limit: Limit = 20
    cursor: Cursor = ""


class GetArticle(Arguments):
    """Which article."""

    id: Number
    text_offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


def search_news(asking: Asking, asked: Search) -> records.Hits:
    """Return a page of the articles that match, the newest first. Raises RefusedError."""
    query = parse(asked.query, asking.names())
    if asked.query.strip() and not query:
        raise RefusedError("query: give at least one letter or character to search for")
    if faults := resolve(asking.db, query.fields).faults:
        raise RefusedError(outgoing.line("; ".join(map(str, faults)), 400))
    filters = Filters(
        text=asked.query,
        language=asked.language,
        country=asked.country,
        decision=asked.decision,
        since=asked.since,
        until=asked.until,
    )
    total: int | None = None
    is_exact = False
    if asked.cursor:
        try:
            after = Place.parse(asked.cursor)
        except ValueError:
            raise bad_cursor() from None
        found = article_list.page(
            asking.db, filters, after=after, size=asked.limit, names=asking.names()
        )
    else:
        found, selection = article_list.first_page(
            asking.db, filters, size=asked.limit, names=asking.names()
        )
        total, is_exact = selection.looked_at, not selection.is_cut
    articles = display.listed(asking.db, found.ids, at=asking.at)
    hits = fitting([_hit(each) for each in articles])
    following = found.following
    if len(hits) < len(articles):
        last = articles[len(hits) - 1]
        following = Place(last.published_at, last.id)
    return records.Hits(
        returned=len(hits),
        next_cursor=str(following) if following else None,
        total=total,
        total_is_exact=is_exact,
        articles=hits,
    )


def get_article(asking: Asking, asked: GetArticle) -> records.Article:
    """Return an article, with a part of its text. Raises RefusedError."""
    found = display.read(asking.db, asked.id, at=asking.at)
    if found is None:
        raise RefusedError(f"there is no article {asked.id}: search_news gives ids")
    article = found["article"]
    shown = asking.level(article["outlet"], article["kept"])
    text = visibility.body_of(article["body"], shown)
    seen = outgoing.printed(text, len(text) + 1)
    part = seen[asked.text_offset : asked.text_offset + PART]
    end = asked.text_offset + PART
    subtitle = visibility.subtitle_of(article["subtitle"], shown)
    return records.Article(
        id=article["id"],
        story=article["story_id"],
        copy_of=article["copy_of"],
        printed_outlet=outgoing.line(article["outlet_title"], 100),
        printed_authors=[outgoing.line(each["name"], 100) for each in found["authors"][:10]],
        printed_title=outgoing.line(article["title"]),
        printed_subtitle=outgoing.line(subtitle) if subtitle else None,
        printed_text=part,
        text_shown=shown,
        next_text_offset=end if end < len(seen) else None,
        language=article["language"],
        published_at=article["published_at"],
        changed_at=article["modified_at"],
        first_seen_at=article["first_seen_at"],
        url=outgoing.address(article["url"]),
        attribution=outgoing.line(article["attribution"]) if article["attribution"] else None,
        decision=article["decision"],
        score=article["score"],
        printed_why=outgoing.line(article["why"]) if article["why"] else None,
        status=article["status"],
        unverified=bool(article["unverified"]),
        versions=len(found["versions"]),
        changes=_changes(asking, asked.id, shown),
    )


def change_of(row: dict[str, Any], shown: Kept) -> records.Change:
    """Return a change as it may leave; ``shown`` is how much of its article may."""
    kept = visibility.cut_change(dict(row), shown)
    before, after = (
        outgoing.line(kept[name], LONGEST_EXCERPT) if kept[name] else None
        for name in ("before", "after")
    )
    return records.Change(
        seen_at=row["seen_at"],
        kind=row["kind"],
        field=row["field"],
        printed_before=before,
        printed_after=after,
    )


def _changes(asking: Asking, article: int, shown: Kept) -> list[records.Change]:
    found = [
        change_of({**change, "seen_at": version["seen_at"]}, shown)
        for version in revisions.read(asking.db, article, at=asking.at)
        for change in version["changes"]
    ]
    newest = found[::-1][:MOST_CHANGES]
    return fitting(newest, BUDGET // 4)[::-1] if newest else []


def _hit(article: Listed) -> records.Hit:
    # An excerpt in a list, always the same one: a text can't be put together from searches.
    excerpt = visibility.body_of(
        article.text, visibility.third_party_level(article.kept, may_pass_on=False)
    )
    return records.Hit(
        id=article.id,
        story=article.story_id,
        printed_outlet=outgoing.line(article.outlet, 100),
        language=article.language,
        published_at=article.published_at,
        printed_title=outgoing.line(article.title),
        printed_excerpt=outgoing.line(excerpt, LONGEST_EXCERPT),
        url=outgoing.address(article.url),
        decision=article.decision,
        status=article.status,
        unverified=bool(article.unverified),
    )
