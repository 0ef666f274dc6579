"""RawArticle -> Article: dates, names and words as printed, nothing guessed."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from crawler.items import RawArticle
from crawler.urls import joined
from newsdb.articles.rejections import Rejection
from newsdb.records import HEADLINE, SITE_PREFIX, Access, Article, Author, DateSource
from newsdb.text.boilerplate import fold_line, is_boilerplate, without_boilerplate
from pipelines.candidate import Candidate
from pipelines.fields import titles
from pipelines.fields.agencies import AGENCIES
from pipelines.fields.bylines import merge, only_signs, read_signed
from pipelines.fields.garbled import garbled
from pipelines.fields.languages import language_of
from pipelines.fields.names import is_newsroom, read_names, without_role
from pipelines.fields.publication import read_publication
from pipelines.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.items import Field, Reading
    from newsdb.records import Language

#: The copyright holder, in one of a text's last lines.
_COPYRIGHT_OF = re.compile(r"[ⓒ©]\s*(?P<owner>[가-힣A-Za-z0-9]{1,40})")

#: URLs of placeholder pictures.
_PLACEHOLDER = re.compile(
    r"no_?im(?:g|age)|/blank\.|placeholder|default_?(?:img|image)", re.IGNORECASE
)


logger = logging.getLogger(__name__)


class NormalisePipeline(Step[RawArticle]):
    """Turns what a page says into the record that is stored, or into a rejection."""

    def take(self, item: RawArticle) -> Candidate | Rejection:
        if item.cut:
            logger.warning("%s: too long, cut: %s", item.seen_url, ", ".join(item.cut))
        return normalise(item)


def normalise(raw: RawArticle) -> Candidate | Rejection:
    """Return the article in ``raw``, or a rejection when it has no readable text."""
    sources: dict[str, str] = {}
    paragraphs, body_source = _body(raw)
    text = "\n\n".join(paragraphs)
    title, title_source = _title(raw)
    if signs := garbled(f"{title}\n{text}"):
        return _reject(raw, "unreadable characters", signs)
    names = _own_names(raw)
    signed = read_signed(paragraphs, own_names=names)
    body = "\n\n".join(signed.paragraphs)
    access, access_source = _access(raw)
    if not title or (access != HEADLINE and (not body or only_signs(signed.paragraphs))):
        return _reject(raw, "no body" if title else "no title", title[:80] or text[:80])
    sources |= {"title": title_source, "body": body_source}
    language = language_of(f"{title}\n{body}", usual=raw.outlet.language)
    times = read_publication(
        _readings(raw, "published"),
        _readings(raw, "modified"),
        language=language,
        seen_at=raw.seen_at,
        migrated_on=raw.migrated_on,
        in_kst=_prints_kst(raw, language),
    )
    authors, authors_source = _authors(raw, signed.authors, names, title)
    subtitle = "\n".join(titles.decode(line) for line in _first(raw, "subtitle", sources)) or None
    section = _first(raw, "section", sources)
    image = _image(raw, _first(raw, "image", sources))
    if image is None:
        sources.pop("image", None)
    source, source_source = _source(raw, signed.source)
    for field, value, given_by in (
        ("published_at", times.published, times.published_source),
        ("modified_at", times.modified, times.modified_source),
        ("authors", authors, authors_source),
        ("dateline", signed.dateline, "text"),
        ("source", source, source_source),
        ("access", access_source, access_source),
    ):
        if value and given_by:
            sources[field] = given_by
    article = Article(
        outlet=raw.outlet.name,
        key=raw.key,
        url=raw.url,
        title=title,
        title_tags=titles.tags(title),
        subtitle=subtitle,
        body=body,
        captions=tuple(map(titles.decode, _first(raw, "captions", sources))),
        language=language,
        authors=tuple(authors),
        dateline=signed.dateline,
        source=source,
        section=titles.decode(section[0]) if section else None,
        keywords=tuple(map(titles.decode, _first(raw, "keywords", sources))),
        image_url=image,
        attachments=tuple(_first(raw, "attachments", sources)),
        published_at=times.published,
        published_precision=times.precision,
        published_conflict=times.conflict,
        modified_at=times.modified,
        modified_precision=times.modified_precision,
        date_source=cast(
            "DateSource | None", (times.published_source or "").split(" ")[0] or None
        ),
        access=access,
        found_by=raw.found_by,
        layout=raw.layout,
        field_sources=sources,
    )
    return Candidate(raw=raw, article=article)


def _reject(raw: RawArticle, reason: str, found: str) -> Rejection:
    return Rejection(
        outlet=raw.outlet.name,
        key=raw.link_key or raw.key,
        url=raw.seen_url,
        reason=reason,
        looked_for=f"title and text of {raw.layout}",
        found=found,
        seen_at=raw.seen_at,
    )


def _readings(raw: RawArticle, field: Field) -> list[Reading]:
    return list(raw.readings.get(field, ()))


def _first(raw: RawArticle, field: Field, sources: dict[str, str]) -> tuple[str, ...]:
    """Return what the most trusted source says about ``field``, and add it to ``sources``."""
    for reading in _readings(raw, field):
        if reading.values:
            name = {"image": "image_url"}.get(field, field)
            sources[name] = reading.source
            return reading.values
    return ()


def _image(raw: RawArticle, urls: tuple[str, ...]) -> str | None:
    """Return the first web URL of a picture: no placeholder, no ``data:``."""
    for url in urls:
        absolute = joined(raw.seen_url, url)
        if absolute and not _PLACEHOLDER.search(absolute):
            return absolute
    return None


def _prints_kst(raw: RawArticle, language: Language) -> bool:
    """Return whether clocks on a page are those of Korea or Japan, which share one."""
    if language != "en" or raw.outlet.country is not None:
        return True
    return (urlsplit(raw.seen_url).hostname or "").endswith((".kr", ".jp"))


def _own_names(raw: RawArticle) -> frozenset[str]:
    """Return the names that the outlet uses for itself."""
    sites = (titles.decode(value) for each in _readings(raw, "site") for value in each.values)
    return frozenset({raw.outlet.title, *sites} - {""})


def _title(raw: RawArticle) -> tuple[str, str]:
    names = sorted(_own_names(raw), key=len, reverse=True)
    readings = [(titles.decode(each.values[0]), each.source) for each in _readings(raw, "title")]
    heading = next((given for given, source in readings if source == "text h1"), None)
    for given, source in readings:
        others = [other for other, by in readings if other not in names and by != "text h1"]
        title = titles.without_site(given, names)
        rest = titles.without_site_before(title, names)
        if source == "meta title" or rest in {heading, *_bare(others, names)} or not heading:
            title = rest
        if source == "meta og:title":
            title = titles.uncut(title, [heading or "", *_bare(others, names)])
        title = titles.shortest(title, [*others, heading or ""])
        title = titles.printed(title, heading, others)
        if source == "meta title" and title != heading:
            title = titles.without_last_part(title)
        elif not heading and given in others and (given, "meta title") in readings:
            title = titles.without_barred_parts(title)  # what is meant for the browser's tab
        if title and title not in names:
            return title, source
    return "", ""


def _bare(given: Iterable[str], site_names: Sequence[str]) -> Iterator[str]:
    return (titles.without_site(each, site_names) for each in given)


def _body(raw: RawArticle) -> tuple[list[str], str]:
    for reading in _readings(raw, "body"):
        if kept := without_boilerplate(reading.values):
            return kept, reading.source
    return [], ""


def _authors(
    raw: RawArticle, signed: list[Author], own_names: frozenset[str], title: str
) -> tuple[list[Author], str]:
    """Return the authors, from the text, the page's byline and its metadata, and their source.

    The page's own bylines come first. Without them, metadata wins if it names none of the people
    who sign the text, since these may be a photographer or a provider. Metadata that names the
    same people adds what it knows about them.
    """
    shown: list[Author] = []
    stated: list[Author] = []
    shown_by = stated_by = ""
    for reading in _readings(raw, "authors"):
        people = [
            person
            for value in reading.values
            for person in read_names(titles.decode(value), own_names)
            if person.name not in own_names and person.name not in AGENCIES
        ]
        if reading.origin == "layout":
            shown_by = shown_by or (reading.source if people else "")
            shown += people
        elif people and not stated:
            stated, stated_by = people, reading.source
    printed = [*signed, *shown]
    names, known = {each.name for each in printed}, {each.name for each in stated}
    if stated and not shown and (names < known or not names & known):
        return merge([*stated, *(each for each in signed if each.name in known)]), stated_by
    if printed:
        source = "text" if signed else shown_by
        return merge([*printed, *(each for each in stated if each.name in names)]), source
    return _newsroom(raw, own_names, title)


def _newsroom(raw: RawArticle, own_names: frozenset[str], title: str) -> tuple[list[Author], str]:
    """Return the newsroom that the page names as the author, and the source, without people.

    The outlet's own name counts only if JSON-LD gives an organisation as the author: elsewhere
    it merely fills a required field.
    """
    for reading in _readings(raw, "authors"):
        if reading.origin not in {"json-ld", "meta"}:
            continue
        stated = reading.source.endswith("Organization")
        for value in map(titles.decode, reading.values):
            name = without_role(value)
            own = any(each in name or name in each for each in own_names)
            if is_newsroom(name) and name != title and (stated or not own):
                return [Author(name)], reading.source
    return [], ""


def _access(raw: RawArticle) -> tuple[Access, str]:
    for reading in _readings(raw, "access"):
        if reading.values[0] == HEADLINE:
            return HEADLINE, reading.source
    if raw.next_page is not None:
        return "partial", f"url {raw.next_page}"
    for reading in _readings(raw, "access"):
        free = reading.values[0].strip().lower() not in {"false", "0", "no"}
        return "free" if free else "partial", reading.source
    return "free", ""


def _source(raw: RawArticle, dateline: str | None) -> tuple[str, str]:
    """Return the agency of wire copy, by its dateline or copyright line, else the outlet."""
    if dateline:
        return dateline, "text"
    for reading in _readings(raw, "body"):
        for line in reading.values[-3:]:
            owner = _COPYRIGHT_OF.search(line)
            if owner and owner["owner"] in AGENCIES and is_boilerplate(fold_line(line)):
                return AGENCIES[owner["owner"]], "text"
    if raw.outlet.name.startswith(SITE_PREFIX):  # any site: the page itself names its publisher
        for reading in _readings(raw, "site"):
            return titles.decode(reading.values[0]), reading.source
    return raw.outlet.title, "outlet"
