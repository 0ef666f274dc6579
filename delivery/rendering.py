"""A digest as a message: subject, plain text and HTML in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from delivery.messages import counted, day_name, span_name, time_name
from newsdb.health.languages import kind_name
from newsdb.text.sentences import shortened, sides_shortened
from translations.domains import DELIVERY, DESK
from translations.reasons import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from delivery.digests import Digest, Entry, First
    from newsdb.articles.corrections import Correction
    from newsdb.delivery.subscriptions import Sections
    from translations.catalogues import Translate

#: Gmail cuts a message off at about 102 KB of HTML, and hides what comes after behind a link.
LARGEST_HTML = 90_000  # bytes
#: So many stories are read at all in a mail.
MOST_ENTRIES = 60

_MOST_OUTLETS = 6
_LONGEST_WHY = 160
_LONGEST_SIDE = 120


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one language; the text says what the HTML says, which chats have none of."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is written.

    ``name`` is the subscription's, where a reader could end it; ``unsubscribe`` the address for
    that, if the desk has one. ``concepts`` are names of the watch list's that are sections.
    """

    language: str
    desk: str = ""
    name: str = ""
    unsubscribe: str = ""
    sections: Sections = "tag"
    concepts: Mapping[str, str] | None = None


@cache
def environment() -> Environment:
    """Return the templates: HTML is escaped, plain text is not."""
    # Scrapy imports every command, whichever is called.
    from jinja2 import (  # noqa: PLC0415
        ChoiceLoader,
        Environment,
        PackageLoader,
        StrictUndefined,
        select_autoescape,
    )

    return Environment(
        loader=ChoiceLoader([PackageLoader("delivery"), PackageLoader("documents")]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def render(template: str, page: dict[str, Any]) -> Rendered:
    """Return a page made by ``template``.html and ``template``.txt."""
    page = {"stop": "", "stop_at": "", "marks": {}, **page}
    html = environment().get_template(f"{template}.html").render(page=page)
    text = environment().get_template(f"{template}.txt").render(page=page)
    return Rendered(page["subject"], text, html)


def digest_message(
    digest: Digest,
    reader: Reader,
    *,
    kind: str = "digest",
    largest: int | None = LARGEST_HTML,
    marks: Mapping[int, str] | None = None,
) -> Rendered:
    """Return a digest, or with ``kind`` "alert" an alert, for a reader.

    With ``largest`` so many of the least relevant stories are left to a link that the HTML has no
    more bytes. With ``marks``, by article, it is a page that stays, in which what is quoted of
    each is marked by comments, to be found when it has to go.
    """
    if marks is not None:
        page = page_of(digest, reader, kind) | {"marks": marks, "preview": ""}
        page["subject"] = f"{page['name']} · {page['kind']} · {page['title']}"
        return render("digest", page)
    if largest is None:
        return render("digest", page_of(digest, reader, kind))
    high = min(len(digest.entries), MOST_ENTRIES)
    best = _of_first(digest, high, reader, kind)
    if len(best.html.encode()) <= largest:
        return best
    low = 0
    while low < high:  # the most stories that fit
        middle = (low + high + 1) // 2
        if len(_of_first(digest, middle, reader, kind).html.encode()) <= largest:
            low = middle
        else:
            high = middle - 1
    return _of_first(digest, low, reader, kind)


def _of_first(digest: Digest, number: int, reader: Reader, kind: str) -> Rendered:
    return render("digest", page_of(of_first(digest, number), reader, kind))


def of_first(digest: Digest, number: int) -> Digest:
    """Return a digest with the most relevant stories only; the others are counted."""
    left = len(digest.entries) - number
    return replace(digest, entries=digest.entries[:number], more=digest.more + left)


def page_of(digest: Digest, reader: Reader, kind: str) -> dict[str, Any]:
    """Return what a digest says, in the reader's language, as templates and chats take it."""
    language, desk = reader.language, reader.desk
    words = DELIVERY.translator(language)
    today = digest.until
    since = time_name(digest.since, language, today=today)
    total = digest.total
    sections = [
        {
            "name": name if by == "named" else words(f"where_{name}"),
            "count": str(len(entries)),
            "entries": [_entry(each, words, reader, today) for each in entries],
        }
        for by, name, entries in digest.sections(reader.sections, reader.concepts)
    ]
    summary = [_summary(words, total, since)]
    if shares := _shares(digest, words):
        summary.append(shares)
    changes = [_change(each, words, language, today) for each in digest.changes]
    gaps = _gaps(digest, words, language) if kind == "digest" else []
    subject = (
        _alert_subject(digest, words) if kind == "alert" else _subject(digest, words, language)
    )
    preview = " · ".join(each.title for each in digest.entries[:3]) or summary[0]
    foot = [words("zone")]
    if reader.name:
        foot = [words("sent_by", name=reader.name), *foot]
        if not reader.unsubscribe:
            foot.append(words("stop"))
    return {
        "stop": words("stop_here") if reader.unsubscribe else "",
        "stop_at": reader.unsubscribe,
        "language": language,
        "subject": subject,
        "name": words("name"),
        "kind": words(kind),
        "title": day_name(today, language),
        "preview": preview,
        "summary": summary,
        "warnings": _warnings(digest, words, language),
        "changed": words("changed"),
        "changes": changes,
        "more_changes": counted(words, "more_changes", digest.more_changes)
        if digest.more_changes
        else "",
        "more_changes_at": f"{desk}/-/corrections" if desk else "",
        "sections": sections,
        "more": counted(words, "more", digest.more) if digest.more else "",
        "more_at": f"{desk}/-/review?decision=any&status=any&since={digest.since:%Y-%m-%d}"
        if desk
        else "",
        "gaps_title": words("gaps") if gaps else "",
        "gaps": gaps,
        "foot": foot,
        "story": words("story"),
        "source": words("source"),
    }


def _subject(digest: Digest, words: Translate, language: str) -> str:
    total, changed = digest.total, len(digest.changes) + digest.more_changes
    said = counted(words, "count", total) if total else words("count_none")
    if changed:
        said += counted(words, "and_changed", changed)
    return words(
        "subject_digest", name=words("name"), day=day_name(digest.until, language), stories=said
    )


def _alert_subject(digest: Digest, words: Translate) -> str:
    title = digest.entries[0].title if digest.entries else ""
    key = "subject_alert" if digest.total == 1 else "subject_alert_many"
    return words(key, name=words("name"), count=digest.total, title=title)


def _summary(words: Translate, total: int, since: str) -> str:
    key = "none" if not total else "one" if total == 1 else "many"
    return words(f"summary_{key}", count=total, since=since)


def _shares(digest: Digest, words: Translate) -> str:
    """Return who had the stories first, as far as they are shown."""
    if len(digest.entries) < 2:
        return ""
    kr_first = sum(each.has_lead and each.firsts[0].country == "KR" for each in digest.entries)
    either_first = sum(each.has_lead for each in digest.entries)
    return words(
        "shares",
        kr_first=kr_first,
        jp_first=either_first - kr_first,
        kr_only=sum(each.where == "KR" for each in digest.entries),
        jp_only=sum(each.where == "JP" for each in digest.entries),
    )


def _entry(entry: Entry, words: Translate, reader: Reader, today: datetime) -> dict[str, Any]:
    language, desk = reader.language, reader.desk
    at_desk = f"{desk}/-/story/{entry.story}" if desk else ""
    who = _who(entry, words)
    facts = [] if entry.where == "both" else [_outlets(entry, words)]
    if entry.where == "both":
        facts.append(
            (" → " if entry.has_lead else ", ").join(
                f"{each.outlet} {_when(each, language, today)}" for each in entry.firsts
            )
        )
        if len(entry.outlets) > 2:
            facts.append(_outlets(entry, words))
    elif entry.firsts:
        facts.append(_when(entry.firsts[0], language, today))
    if entry.articles > 1:
        facts.append(counted(words, "articles", entry.articles))
    if entry.unverified:
        facts.append(words("unverified"))
    if entry.attribution:
        facts.append(entry.attribution)
    return {
        "language": entry.language,
        "title": entry.title,
        "address": at_desk or entry.source or "",
        "gloss": _gloss(entry, words, language),
        "lead": entry.lead,
        "added": counted(words, "added", entry.added) if entry.added else "",
        "who": who,
        "facts": " · ".join(["", *facts] if who else facts),
        "why": _why(entry, words, language),
        "article": entry.article,
        "members": entry.members,
        "desk": at_desk,
        "source": entry.source or "",
    }


def _gloss(entry: Entry, words: Translate, language: str) -> dict[str, str]:
    """Return the gloss of a headline, whose it is, and the notice that its service asks for."""
    gloss = entry.glosses.get(language)
    if gloss is None:
        return {}
    by = words("gloss_person") if gloss.person else words("gloss_machine", service=gloss.service)
    if gloss.missing:
        by += words("gloss_names", names=", ".join(gloss.missing))
    return {"words": gloss.words, "by": by, "notice": gloss.notice or ""}


def _why(entry: Entry, words: Translate, language: str) -> str:
    if not entry.why:
        return ""
    return words(
        "why", why=shortened(in_words(entry.why, DESK.translator(language)), _LONGEST_WHY)
    )


def _when(first: First, language: str, today: datetime) -> str:
    return time_name(first.at, language, today=today, precision=first.precision)


def _who(entry: Entry, words: Translate) -> str:
    if entry.where == "unknown":
        return ""
    if entry.where != "both":
        return words(f"only_{entry.where}")
    if not entry.has_lead:
        return ""
    first, second = entry.firsts[:2]
    if "day" in {first.precision, second.precision}:
        days = (second.at.date() - first.at.date()).days
        return words(f"first_{first.country}", span=counted(words, "days", days))
    seconds = (second.at - first.at).total_seconds()
    if seconds < 60:
        return words("same_time")
    return words(f"first_{first.country}", span=span_name(seconds, words))


def _outlets(entry: Entry, words: Translate) -> str:
    shown = ", ".join(entry.outlets[:_MOST_OUTLETS])
    left = len(entry.outlets) - _MOST_OUTLETS
    return shown + (words("others", number=left) if left > 0 else "")


def _change(
    change: Correction, words: Translate, language: str, today: datetime
) -> dict[str, Any]:
    before, after = sides_shortened(change.before or "", change.after or "", _LONGEST_SIDE)
    said = f": {before} → {after}" if before and after and change.field != "article" else ""
    at = time_name(datetime.fromisoformat(change.seen_at), language, today=today)
    return {
        "language": change.language,
        "article": change.article_id,
        "title": change.title,
        "line": f"{words(f'changed {change.kind}')}{said} ({change.outlet_title}, {at})",
        "source": change.url if change.url.startswith(("https://", "http://")) else "",
    }


def _warnings(digest: Digest, words: Translate, language: str) -> list[str]:
    if not digest.is_blind:
        return []
    if digest.last_crawl is None:
        return [words("blind_never")]
    since = time_name(digest.last_crawl, language, today=digest.until)
    return [words("blind", since=since)]


def _gaps(digest: Digest, words: Translate, language: str) -> list[str]:
    lines = [
        words(
            "gap",
            outlet=digest.outlets.get(each.outlet, each.outlet),
            kind=kind_name(each.kind, language),
            since=time_name(each.since, language, today=digest.until),
        )
        for each in digest.gaps
    ]
    if not lines and not digest.is_blind:
        lines.append(words("no_gaps"))
    if digest.last_crawl:
        at = time_name(digest.last_crawl, language, today=digest.until)
        lines.append(words("last_crawl", at=at))
    return lines
