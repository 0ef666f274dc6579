"""RawArticle -> Article: dates, names, words as printed, nothing guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from crawler.items import RawArticle
from newsdb.records import Access, Article, Author, DateSource
from newsdb.rejections import Rejection
from pipelines import titles
from pipelines.bylines import AGENCIES, merge, read_names, read_signed
from pipelines.candidate import Candidate
from pipelines.dates import Dates, Moment, read_dates
from pipelines.languages import language_of

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.items import Field, Reading
    from newsdb.records import Language

#: Lines that stand in or behind a text and are the outlet speaking, not the article.
NOT_TEXT = re.compile(
    r"^\W*(?:기사원문|본문\s?듣기|글자\s?크기|공유하기)\W*$"
    r"|저작권자\s*[ⓒ©(<]|무단\s*전재|재배포\s*금지|All rights reserved",
    re.IGNORECASE,
)
_COPYRIGHT_OF = re.compile(r"[ⓒ©]\s*(?P<owner>[가-힣A-Za-z0-9]+)")
_LONGEST_NOT_TEXT = 120

#: Pictures that stand for none.
_PLACEHOLDER = re.compile(
    r"no_?im(?:g|age)|/blank\.|placeholder|default_?(?:img|image)", re.IGNORECASE
)

#: More unreadable characters than this share of a text mean a misread charset.
_MOST_UNREADABLE = 0.002


class NormalisePipeline:
    """Turns what a page says into the record that is stored, or into a rejection."""

    def process_item(self, item: RawArticle | Rejection) -> Candidate | Rejection:
        return normalise(item) if isinstance(item, RawArticle) else item


def normalise(raw: RawArticle) -> Candidate | Rejection:
    """Return the article that ``raw`` reads as; a rejection when its text can't be read."""
    sources: dict[str, str] = {}
    paragraphs, body_source = _body(raw)
    text = "\n\n".join(paragraphs)
    title, title_source = _title(raw)
    if (broken := (title + text).count("\ufffd")) > _MOST_UNREADABLE * len(text) + 1:
        return _reject(raw, "unreadable characters", f"{broken} of {len(text)}")
    names = _own_names(raw)
    signed = read_signed(paragraphs, own_names=names)
    body = "\n\n".join(signed.paragraphs)
    if not title or not body:
        return _reject(raw, "no body" if title else "no title", title[:80] or text[:80])
    sources |= {"title": title_source, "body": body_source}
    language = language_of(f"{title}\n{body}", usual=raw.outlet.language)
    published, modified, date_sources = _dates(raw, language)
    authors, authors_source = _authors(raw, signed.authors, names)
    access, access_source = _access(raw)
    subtitle = "\n".join(titles.decode(line) for line in _first(raw, "subtitle", sources)) or None
    section = _first(raw, "section", sources)
    image = _image(raw, _first(raw, "image", sources))
    if image is None:
        sources.pop("image", None)
    source, source_source = _source(raw, signed.source)
    sources |= date_sources
    for field, value, given_by in (
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
        published_at=published,
        modified_at=modified,
        date_source=cast(
            "DateSource | None", date_sources.get("published_at", "").split(" ")[0] or None
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
    """Return what the most trusted source says of ``field``, and note which that was."""
    for reading in _readings(raw, field):
        if reading.values:
            name = {"image": "image_url"}.get(field, field)
            sources[name] = reading.source
            return reading.values
    return ()


def _image(raw: RawArticle, urls: tuple[str, ...]) -> str | None:
    """Return the first address that is a picture's on the web: no placeholder, no ``data:``."""
    for url in urls:
        absolute = urljoin(raw.seen_url, url)
        if absolute.startswith(("http://", "https://")) and not _PLACEHOLDER.search(absolute):
            return absolute
    return None


def _own_names(raw: RawArticle) -> frozenset[str]:
    """Return the names under which the outlet writes of itself."""
    sites = (titles.decode(value) for each in _readings(raw, "site") for value in each.values)
    return frozenset({raw.outlet.title, *sites} - {""})


def _title(raw: RawArticle) -> tuple[str, str]:
    names = sorted(_own_names(raw), key=len, reverse=True)
    for reading in _readings(raw, "title"):
        title = titles.without_site(titles.decode(reading.values[0]), names)
        if title and title not in names:
            return title, reading.source
    return "", ""


def _body(raw: RawArticle) -> tuple[list[str], str]:
    for reading in _readings(raw, "body"):
        kept = [
            text
            for text in reading.values
            if len(text) > _LONGEST_NOT_TEXT or not NOT_TEXT.search(text)
        ]
        if kept:
            return kept, reading.source
    return [], ""


def _dates(
    raw: RawArticle, language: Language
) -> tuple[datetime | None, datetime | None, dict[str, str]]:
    """Return when it appeared, when it was changed, and which sources said so.

    The first source that prints an hour wins over an earlier one that prints only the day.
    """
    published: tuple[Moment, str] | None = None
    for reading in _readings(raw, "published"):
        dates = read_dates(reading.values, language=language, seen_at=raw.seen_at)
        # A label in JSON-LD or meta is the field's name; in text only 입력 and the like count.
        found = dates.published or (None if reading.origin == "layout" else dates.modified)
        if found and (published is None or (found.timed and not published[0].timed)):
            published = found, reading.source
        if published and published[0].timed:
            break
    modified: tuple[Moment, str] | None = None
    for reading in _readings(raw, "modified"):
        dates = read_dates(reading.values, language=language, seen_at=raw.seen_at)
        found = _modified(dates, reading)
        if not (found and published) or found.at.date() in raw.migrated_on:
            continue
        if (found.at - published[0].at).total_seconds() >= 60:
            modified = found, reading.source
            break
    sources = {}
    if published:
        sources["published_at"] = published[1]
    if modified:
        sources["modified_at"] = modified[1]
    return published[0].at if published else None, modified[0].at if modified else None, sources


def _modified(dates: Dates, reading: Reading) -> Moment | None:
    return dates.modified if reading.origin == "layout" else dates.modified or dates.published


def _authors(
    raw: RawArticle, signed: list[Author], own_names: frozenset[str]
) -> tuple[list[Author], str]:
    """Return who wrote it: the text's own signature and the page's byline, else its metadata.

    Metadata that names the same people adds what it knows of them.
    """
    printed: list[Author] = list(signed)
    source = "text" if signed else ""
    told: list[Author] = []
    told_by = ""
    for reading in _readings(raw, "authors"):
        people = [
            person
            for value in reading.values
            for person in read_names(titles.decode(value))
            if person.name not in own_names and person.name not in AGENCIES
        ]
        if reading.origin == "layout":
            source = source or (reading.source if people else "")
            printed += people
        elif people and not told:
            told, told_by = people, reading.source
    if not printed:
        return merge(told), told_by
    known = {person.name for person in printed}
    return merge(printed + [person for person in told if person.name in known]), source


def _access(raw: RawArticle) -> tuple[Access, str]:
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
            owner = _COPYRIGHT_OF.search(line) if NOT_TEXT.search(line) else None
            if owner and owner["owner"] in AGENCIES:
                return AGENCIES[owner["owner"]], "text"
    return raw.outlet.title, "outlet"
