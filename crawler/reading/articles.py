"""Articles and rejections from a page or a feed entry, combined with what the link says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crawler.items import RawArticle, Reading, has_text
from crawler.reading.further_pages import join
from crawler.reading.kinds.not_articles import reason_by_address
from crawler.reading.kinds.scale import Named
from crawler.reading.page import NoArticleError, Part, read_page
from crawler.reading.responses import text_of, validators_of
from crawler.time_limit import TimeLimitError
from crawler.urls import clean
from newsdb.articles.rejections import Rejection, traceback_of
from newsdb.articles.revisits import Validators
from newsdb.records import FAILED, KST, SITE_PREFIX, TOO_LONG, dated

if TYPE_CHECKING:
    from datetime import date, datetime

    from scrapy.http import Response

    from crawler.items import Trust
    from crawler.reading.page import PageReading
    from crawler.reading.page_design import PageDesign
    from crawler.urls import Identity
    from newsdb.articles.discovered import Link
    from newsdb.records import Outlet


class KnowsPages(Protocol):
    """What reading an outlet's pages depends on: a spider's attributes, documented there."""

    @property
    def designs(self) -> tuple[PageDesign, ...]:
        """The designs of its pages, in the order to try."""

    @property
    def trust(self) -> Trust:
        """The fields for which its sources rank differently from USUAL_TRUST."""

    @property
    def ignored_readings(self) -> frozenset[str]:
        """Sources that say nothing about the article."""

    @property
    def migrated_on(self) -> tuple[date, ...]:
        """Days on which its CMS stamped all articles as changed."""

    @property
    def is_asked_for(self) -> bool:
        """Whether a person asked for each of the pages."""

    def identify(self, url: str) -> Identity | None:
        """Return the identity of the article at ``url``; None when it is not this outlet's."""


def article_on_page(
    response: Response,
    link: Link,
    outlet: KnowsPages,
    *,
    seen_at: datetime,
    listed: PageReading | None = None,
) -> RawArticle:
    """Return the article on the page that ``link`` led to, fetched at ``seen_at``.

    ``listed`` is what its feed or list says of it, whose text counts if it is the longer one.
    Raises NoArticleError when there is none.
    """
    article = outlet.identify(response.url)
    if article is None:
        reason = reason_by_address(response.url)
        raise NoArticleError(reason, looked_for=link.url, found=response.url)
    page = read_page(
        text_of(response),
        response.url,
        designs=outlet.designs,
        trust=outlet.trust,
        fetched_on=seen_at.astimezone(KST).date(),
        named=Named(link.title, link.published_at is not None, outlet.is_asked_for),
        own_address=not article.outlet.name.startswith(SITE_PREFIX),
        elsewhere=listed.readings.get("body", []) if listed else (),
    )
    for field, readings in page.readings.items():
        kept = [each for each in readings if each.source not in outlet.ignored_readings]
        page.readings[field] = kept
    # The last resort, after what the page itself says.
    if told := dated(link.published_at, link.published_precision):
        page.readings.setdefault("published", []).append(Reading((told,), "feed pubDate"))
    elif link.found_by == "feed" and (changed := dated(link.modified_at)):
        page.readings.setdefault("modified", []).append(Reading((changed,), "feed updated"))
    return RawArticle(
        outlet=article.outlet,
        key=article.key,
        url=article.url,
        seen_url=response.url,
        seen_at=seen_at,
        found_by=link.found_by,
        found_in=link.found_in,
        link_key=link.key,
        migrated_on=outlet.migrated_on,
        layout=page.layout,
        # Those of one page say nothing about the others: it may be unchanged where they are not,
        # or be all that was read of them. Not None, which means that no page was fetched.
        validators=Validators() if page.next_page else validators_of(response),
        next_page=page.next_page,
        readings=page.readings,
    )


def article_of_pages(
    article: RawArticle, response: Response, outlet: KnowsPages, *, number: int
) -> RawArticle:
    """Return ``article`` with what its page ``number``, fetched as ``response``, adds.

    Raises NoArticleError when the page can't be read, shows no text (a wall to log in at), or when
    the request was led elsewhere: home, or to another article.
    """
    if not _leads_to_its_article(article, response.url, outlet):
        raise NoArticleError(
            "another page", looked_for=article.next_page or article.url, found=response.url
        )
    page = read_page(
        text_of(response),
        response.url,
        designs=outlet.designs,
        trust=outlet.trust,
        fetched_on=article.seen_at.astimezone(KST).date(),
        own_address=True,  # its first page is an article
        part=Part(article.seen_url, number),
    )
    if not has_text(page.readings):
        raise NoArticleError("no text", looked_for=f"page {number}", found=response.url)
    return join(article, page.readings, page.next_page)


def _leads_to_its_article(article: RawArticle, url: str, outlet: KnowsPages) -> bool:
    """Return whether ``url`` is the address of the article's next page, as it was asked for."""
    asked = article.next_page or article.url
    if clean(url) == clean(asked):
        return True
    known = {(article.outlet.name, article.key)}
    if wanted := outlet.identify(asked):
        known.add((wanted.outlet.name, wanted.key))
    found = outlet.identify(url)
    return found is not None and (found.outlet.name, found.key) in known


def article_in_feed(
    page: PageReading, link: Link, outlet: Outlet, *, seen_at: datetime
) -> RawArticle:
    """Return the article in a feed entry, which was read as ``page``."""
    return RawArticle(
        outlet=outlet,
        key=link.key,
        url=link.url,
        seen_url=link.url,
        seen_at=seen_at,
        found_by=link.found_by,
        found_in=link.found_in,
        link_key=link.key,
        layout=page.layout,
        readings=page.readings,
    )


def fault_of(link: Link, url: str, error: Exception, *, seen_at: datetime) -> Rejection:
    """Return what went wrong in this program when it read the page at ``url``."""
    return rejection_of(
        link,
        url,
        TOO_LONG if isinstance(error, TimeLimitError) else FAILED,
        looked_for="an article or the reason why there is none",
        found=traceback_of(error),
        seen_at=seen_at,
    )


def rejection_of(
    link: Link,
    url: str,
    reason: str,
    *,
    looked_for: str | None = None,
    found: str | None = None,
    seen_at: datetime,
) -> Rejection:
    """Return the rejection of the page at ``url``, to which ``link`` led."""
    return Rejection(
        outlet=link.outlet,
        key=link.key,
        url=url,
        reason=reason,
        looked_for=looked_for,
        found=found,
        seen_at=seen_at,
        attempts=link.attempts,
    )
