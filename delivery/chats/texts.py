"""Digests, alerts and alarms as one message of a chat: what does not fit is counted, with a link.

One message rather than many: services slow down who sends several, and of ten pieces nobody knows
which belong together. Nothing is cut silently.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from delivery.messages import counted
from delivery.rendering import Rendered, of_first, page_of
from newsdb.text.sentences import shortened
from translations.domains import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from delivery.chats.services import Service
    from delivery.digests import Digest
    from delivery.rendering import Reader
    from documents.document import Document, Item
    from translations.catalogues import Translate

#: So many stories and changes are read at all in a chat.
MOST_ENTRIES, MOST_CHANGES = 30, 5
_MOST_GAPS = 3
_LONGEST_TITLE, _LONGEST_LINE = 160, 300


def digest_message(
    digest: Digest, reader: Reader, service: Service, *, kind: str = "digest"
) -> Rendered:
    """Return a digest, or with ``kind`` "alert" an alert, as a chat takes it.

    With the most relevant stories that fit; the others are counted, with a link to the desk.
    """
    most = min(len(digest.entries), MOST_ENTRIES)
    changes = min(len(digest.changes), MOST_CHANGES)
    # Of all changes, though only the first few are shown.
    subject = page_of(of_first(digest, min(most, 1)), reader, kind)["subject"]
    text = ""
    for shown, is_brief in ((changes, False), (min(changes, 1), True), (0, True)):
        short = replace(digest, changes=digest.changes[:shown], more_changes=0)
        written = partial(
            _written,
            short,
            reader,
            service,
            kind,
            subject=subject,
            left=len(digest.changes) + digest.more_changes - shown,
            is_brief=is_brief,
        )
        fitting = _most(most, _fits(service, written))
        text = written(fitting)
        if service.fits(text) and (fitting or not most):
            break
    return Rendered(subject, text, "")


def _written(
    digest: Digest,
    reader: Reader,
    service: Service,
    kind: str,
    entries: int,
    *,
    subject: str,
    left: int,
    is_brief: bool,
) -> str:
    """Return a digest with so many entries, of which ``left`` changes are only counted."""
    page = page_of(of_first(digest, entries), reader, kind) | {"subject": subject, "left": left}
    return _text(page, reader, service, is_brief=is_brief)


def notice(page: dict[str, Any], service: Service, language: str) -> str:
    """Return a message about alarms, or a test, as a chat takes it."""
    words, items = DELIVERY.translator(language), page["notices"]
    head = [service.plain(page["subject"])]
    head += [service.plain(each) for each in page["summary"]]

    def written(number: int) -> str:
        lines = list(head)
        for each in items[:number]:
            lines += ["", f"• {service.plain(each['title'])}"]
            lines += [
                f"  {service.plain(shortened(line, _LONGEST_LINE))}" for line in each["lines"]
            ]
        if left := len(items) - number:
            lines += ["", words("others_alarms", number=left)]
        return service.joined(lines)

    return written(_most(len(items), _fits(service, written)))


def issue(document: Document, service: Service, address: str = "") -> str:
    """Return an issue of a briefing as a chat takes it.

    Its first stories with the editor's sentences, as many as fit; the others are counted, with a
    link to the issue where the desk has an ``address`` for it.
    """
    words = DELIVERY.translator(document.language)
    plain = service.plain
    head = [plain(f"{document.title} · {document.name}"), plain(document.period)]
    if document.correction:
        head.append(f"! {plain(document.correction.title)}")
        lines = ("".join(each.words for each in line) for line in document.correction.lines)
        head += [plain(shortened(line, _LONGEST_LINE)) for line in lines]
    head += [plain(shortened(each, _LONGEST_LINE)) for each in document.introduction]
    stories = [(part.title, item) for part in document.parts for item in part.items]

    def written(number: int, begin: Sequence[str], *, is_brief: bool) -> str:
        lines, section = list(begin), ""
        for title, item in stories[:number]:
            if title != section:
                lines += ["", plain(title)]
                section = title
            lines += _item(item, service, is_brief=is_brief)
        left = len(stories) - number
        if left:
            lines += ["", _more(counted(words, "more", left), address, service)]
        elif address:
            lines += ["", service.linked(address, document.name)]
        return service.joined(lines)

    text = ""
    # Where not one story has room beside it, what was said before it goes, then its sentences.
    for begin, is_brief in ((head, False), (head[:2], False), (head[:2], True)):
        so_far = partial(written, begin=begin, is_brief=is_brief)
        fitting = _most(len(stories), _fits(service, so_far))
        text = so_far(fitting)
        if fitting or (not stories and service.fits(text)):
            break
    return text


def _item(item: Item, service: Service, *, is_brief: bool) -> list[str]:
    lines = [f"• {service.plain(shortened(item.headline.words, _LONGEST_TITLE))}"]
    if not is_brief:
        lines += [
            f"  {service.plain(shortened(each.words, _LONGEST_LINE))}" for each in item.sentence
        ]
    if address := (item.page and item.page.url) or item.headline.url:
        lines.append(f"  {service.linked(address, item.headline.words)}")
    return lines


def _fits(service: Service, written: Callable[[int], str]) -> Callable[[int], bool]:
    return lambda number: service.fits(written(number))


def _most(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to ``most`` that fits; 0 if none does."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _text(page: dict[str, Any], reader: Reader, service: Service, *, is_brief: bool) -> str:
    words = DELIVERY.translator(reader.language)
    plain = service.plain
    lines = [plain(page["subject"])]
    lines += [f"! {plain(each)}" for each in page["warnings"]]
    left = page["left"]
    if page["changes"] or left:
        lines += ["", plain(page["changed"])]
    for each in page["changes"]:
        lines += [f"• {_title(each, service)}", f"  {plain(each['line'])}"]
        if each["source"] and not is_brief:
            lines.append(f"  {service.linked(each['source'], page['source'])}")
    if left:
        lines.append(
            _more(counted(words, "more_changes", left), _at(reader, "/-/corrections"), service)
        )
    for section in page["sections"]:
        lines += ["", f"{plain(section['name'])} {section['count']}"]
        for each in section["entries"]:
            lines += _entry(each, page, service)
    if page["more"]:
        lines += ["", _more(page["more"], page["more_at"], service)]
    lines += _gaps(page, words, service, is_brief=is_brief)
    return service.joined(lines)


def _entry(each: dict[str, Any], page: dict[str, Any], service: Service) -> list[str]:
    lines = [f"• {_title(each, service)}"]
    if each["added"]:
        lines.append(f"  {service.plain(each['added'])}")
    if said := f"{each['who']}{each['facts']}":
        lines.append(f"  {service.plain(shortened(said, _LONGEST_LINE))}")
    if each["desk"]:
        lines.append(f"  {service.linked(each['desk'], page['story'])}")
    elif each["source"]:
        lines.append(f"  {service.linked(each['source'], page['source'])}")
    return lines


def _gaps(
    page: dict[str, Any], words: Translate, service: Service, *, is_brief: bool
) -> Sequence[str]:
    """Return what was not collected: the first few, or in brief how many lines that has."""
    gaps: list[str] = page["gaps"]
    if not gaps:
        return ()
    title = service.plain(page["gaps_title"])
    if is_brief and len(gaps) > 1:
        return ["", f"{title}: {len(gaps) - 1}"]  # the last line tells of the last crawl
    shown = [service.plain(each) for each in gaps[:_MOST_GAPS]]
    if len(gaps) > _MOST_GAPS:
        shown.append(service.plain(words("others_alarms", number=len(gaps) - _MOST_GAPS)))
    return ["", title, *shown]


def _title(each: dict[str, Any], service: Service) -> str:
    return service.plain(shortened(each["title"], _LONGEST_TITLE))


def _more(said: str, address: str, service: Service) -> str:
    if not address:
        return service.plain(said)
    link = service.linked(address, said)
    return link if service.plain(said) in link else f"{service.plain(said)}: {link}"


def _at(reader: Reader, path: str) -> str:
    return f"{reader.desk}{path}" if reader.desk else ""
