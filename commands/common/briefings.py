"""Briefings by hand, for ``scrapy briefing``."""

from __future__ import annotations

import getpass
import json
import re
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

import watchlist
from commands.common.delivery import (
    configured_channels,
    named_channel,
    saved_filter,
    send_to_all,
)
from commands.common.tables import columns
from delivery.briefings import message
from documents import FORMATS, DocumentError, render
from glosses.configured import shown
from newsdb.articles import licences
from newsdb.briefings import assembling, choosing, drafts, issues, making, memory, watching
from newsdb.briefings.content import to_json
from newsdb.briefings.journal import DraftError
from newsdb.configuration import ConfigurationError
from newsdb.database import now, transaction
from newsdb.review import queue_links
from newsdb.review.queue import Filters
from newsdb.search.search import NO_NAMES
from translations.issue_sentences import said
from watchlist import WatchListError
from watchlist.search_names import names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from sqlite_utils import Database

    from newsdb.briefings.content import Briefing
    from newsdb.configuration.model import Configuration

_DRAFT = re.compile(r"d([1-9]\d{0,17})")
_NUMBER = re.compile(r"[1-9]\d{0,17}")
#: Formats that a terminal can show.
_TEXTS = frozenset({"md", "txt", "json", "html", "mail", "fragment"})


def by_hand(
    db: Database,
    configuration: Configuration,
    action: str,
    args: Sequence[str],
    opts: argparse.Namespace,
) -> bool:
    """Do what the command was called for; return whether it left or was written.

    Raises UsageError for what makes no sense.
    """
    licences.note(db, configuration.licences)
    for name in licences.unknown(db, configuration.licences):
        sys.stderr.write(f"hanil.toml: licences.{name}: there is no such outlet\n")
    try:
        return _ACTIONS[action](db, configuration, args, opts)
    except (DraftError, ConfigurationError, WatchListError, DocumentError) as error:
        raise UsageError(str(error), print_help=False) from None


def concept_label(configuration: Configuration) -> Callable[[str], str]:
    """Return what names a concept of the watch list by its id; raises WatchListError."""
    concepts = watchlist.load(configuration.watchlist).concepts
    named = {each.id: each.names[0] for each in concepts.values() if each.names}
    return lambda concept: named.get(concept, concept)


def _list(
    db: Database, _configuration: Configuration, _args: Sequence[str], opts: argparse.Namespace
) -> bool:
    found = issues.listing(db)
    open_ones = drafts.heads(db)
    if opts.json:
        for draft in open_ones:
            sys.stdout.write(f"{json.dumps(asdict(draft), ensure_ascii=False)}\n")
        for each in found:
            sys.stdout.write(f"{json.dumps(asdict(each), ensure_ascii=False)}\n")
        return True
    rows = [("", "title", "kind", "period", "editor", "state")]
    for draft in open_ones:
        state = f"draft, changed {draft.changed_at[:16].replace('T', ' ')}"
        span = f"{draft.since}..{draft.until}"
        rows.append((f"d{draft.id}", draft.title, draft.kind, span, draft.editor, state))
    for each in found:
        state = f"issued {each.issued_at[:16].replace('T', ' ')}"
        if each.corrects:
            state += f", corrects {each.corrects}"
        if each.corrected_by:
            state += f", corrected by {', '.join(map(str, each.corrected_by))}"
        if each.changed:
            state += f", cited articles changed: {each.changed}"
        span = f"{each.since}..{each.until}"
        rows.append((str(each.number), each.title, each.kind, span, each.editor, state))
    sys.stdout.write(columns(rows) if len(rows) > 1 else "There is no briefing yet.\n")
    return True


def _new(
    db: Database, configuration: Configuration, _args: Sequence[str], opts: argparse.Namespace
) -> bool:
    at = now()
    template = configuration.briefing
    language = opts.language or template.language
    since, until = making.period(opts.kind, at=at)
    since, until = opts.since or since, opts.until or until
    chosen, aged = _chosen(db, opts, since=since, until=until)
    sections = choosing.in_sections(
        db,
        chosen,
        by=opts.sections,
        template=template.sections,
        rest=said("rest", language),
        label=concept_label(configuration),
    )
    with transaction(db):
        made = making.make(
            db,
            sections,
            title=opts.title or making.title(template, opts.kind, language),
            kind=opts.kind,
            language=language,
            since=since,
            until=until,
            editor=_editor(opts),
            actor=_editor(opts),
            at=at,
        )
    sys.stdout.write(f"d{made.draft}: {made.added.added} stories, {since}..{until}\n")
    if aged:
        sys.stdout.write(f"left out: {aged} starred stories that were briefed since (--again)\n")
    _say_added(made.added)
    return True


def _chosen(
    db: Database, opts: argparse.Namespace, *, since: str, until: str
) -> tuple[list[int], int]:
    """Return the stories that options choose, and how many aged stars were left out."""
    if opts.empty:
        return [], 0
    if opts.story:
        known = choosing.leads(db, opts.story)
        if missing := [each for each in opts.story if each not in known]:
            raise UsageError(f"there is no story {', '.join(map(str, missing))}", print_help=False)
        return list(known), 0
    filters = Filters(decision="told", status="kept")
    if opts.filter:
        filters = queue_links.read(saved_filter(db, opts.filter))
    elif opts.starred:
        filters = Filters(starred=True, decision="any", status="kept")
    elif opts.tag:
        filters = Filters(tag=opts.tag, decision="any", status="kept")
    if filters.status == "open":
        filters = replace(filters, status="kept")
    searched = names() if filters.text else NO_NAMES
    found = choosing.stories(db, filters, since=since, until=until, names=searched)
    aged = memory.aged_stars(db, found) if opts.starred and not opts.again else set()
    return [each for each in found if each not in aged], len(aged)


def _add(
    db: Database, configuration: Configuration, args: Sequence[str], opts: argparse.Namespace
) -> bool:
    draft = _draft(args[0])
    stories = [_number(each) for each in args[1:]]
    known = choosing.leads(db, stories)
    if missing := [each for each in stories if each not in known]:
        raise UsageError(f"there is no story {', '.join(map(str, missing))}", print_help=False)
    with transaction(db):
        section = None
        if opts.section:
            sections = {each.title: each.id for each in drafts.read(db, draft).sections}
            if opts.section not in sections:
                raise UsageError(
                    f"d{draft} has no section “{opts.section}” ({', '.join(sections)})",
                    print_help=False,
                )
            section = sections[opts.section]
        added = making.add(
            db,
            draft,
            stories,
            template=configuration.briefing,
            actor=_editor(opts),
            at=now(),
            section=section,
        )
    sys.stdout.write(f"d{draft}: {added.added} added\n")
    _say_added(added)
    return True


def _show(
    db: Database, configuration: Configuration, args: Sequence[str], opts: argparse.Namespace
) -> bool:
    briefing = _briefing(db, configuration, args[0])
    if opts.json:
        sys.stdout.write(f"{json.dumps(to_json(briefing), ensure_ascii=False)}\n")
        return True
    sys.stdout.write(render(briefing, "txt").decode())
    if briefing.number is not None:
        if not issues.is_unchanged(db, briefing.number):
            sys.stdout.write("\nAn article was taken out of it on request since it was issued.\n")
        for each in watching.of_issue(db, briefing.number, at=now()):
            sys.stdout.write(f"\nchanged since: {each.erratum}\n")
    return True


def _issue(
    db: Database, configuration: Configuration, args: Sequence[str], opts: argparse.Namespace
) -> bool:
    at = now()
    with transaction(db):
        draft = drafts.read(db, _draft(args[0]))
        assembled = _assembled(db, configuration, draft)
        number = issues.issue(
            db,
            draft,
            assembled,
            seen=draft.head.edits,
            actor=_editor(opts),
            at=at,
        )
    cited = [each for entry in assembled.citations for each in entry]
    kept = sum(each.capture is not None for each in cited)
    sys.stdout.write(
        f"Briefing {number} is issued: {len(assembled.briefing.entries)} entries,"
        f" {len(cited)} articles cited, {kept} pages of them in the archive\n"
    )
    return True


def _render(
    db: Database, configuration: Configuration, args: Sequence[str], opts: argparse.Namespace
) -> bool:
    if opts.format not in FORMATS:
        raise UsageError(
            f"there is no format {opts.format} ({', '.join(FORMATS)})", print_help=False
        )
    if opts.format not in _TEXTS and not opts.to:
        raise UsageError(f"--to FILE.{opts.format} says where it goes", print_help=False)
    briefing = _briefing(db, configuration, args[0])
    template = Path(opts.template) if opts.template else None
    try:
        data = render(briefing, opts.format, template=template)
    except ValueError as error:
        raise UsageError(str(error), print_help=False) from None
    if not opts.to:
        sys.stdout.write(data.decode())
        return True
    Path(opts.to).write_bytes(data)
    sys.stdout.write(f"{opts.to}: {len(data):,} bytes\n")
    return True


def _correct(
    db: Database, _configuration: Configuration, args: Sequence[str], opts: argparse.Namespace
) -> bool:
    number = _number(args[0])
    editor = _editor(opts)
    with transaction(db):
        draft = making.correction_of(db, number, editor=editor, actor=editor, at=now())
        made = drafts.read(db, draft)
    sys.stdout.write(f"d{draft}: {made.head.title}, {len(made.items)} entries\n")
    if made.head.correction:
        sys.stdout.write(f"{made.head.correction}\n")
    return True


def _send(
    db: Database, configuration: Configuration, args: Sequence[str], opts: argparse.Namespace
) -> bool:
    if not opts.to:
        raise UsageError("--to CHANNEL says to whom it goes", print_help=False)
    number = _number(args[0])
    settings = configuration.channels[named_channel(configuration, opts.to)]
    if settings.folder:  # nothing would take out of it later what may not be shown any more
        raise UsageError(
            f"{opts.to} is a folder: briefing render {number} --format html --to FILE writes a"
            " page, which is yours to look after",
            print_help=False,
        )
    channel = configured_channels(configuration)[opts.to]
    briefing = issues.read(db, number, at=now()).briefing
    made = message(
        briefing,
        f"briefing-{number}",
        "",
        at=now(),
        chat=settings.chat,
        desk=configuration.desk,
    )
    problem = send_to_all(
        channel,
        opts.to,
        lambda recipient: replace(made, recipient=recipient),
    )
    return not problem


_ACTIONS: Mapping[
    str, Callable[[Database, Configuration, Sequence[str], argparse.Namespace], bool]
] = {
    "list": _list,
    "new": _new,
    "add": _add,
    "show": _show,
    "issue": _issue,
    "render": _render,
    "correct": _correct,
    "send": _send,
}


def _briefing(db: Database, configuration: Configuration, name: str) -> Briefing:
    if _DRAFT.fullmatch(name):
        return _assembled(db, configuration, drafts.read(db, _draft(name))).briefing
    return issues.read(db, _number(name), at=now()).briefing


def _assembled(
    db: Database, configuration: Configuration, draft: drafts.Draft
) -> assembling.Assembled:
    return assembling.assemble(
        db,
        draft,
        at=now(),
        boilerplate=configuration.briefing.boilerplate,
        logo=making.logo_of(configuration.briefing),
        desk=configuration.desk,
        label=concept_label(configuration),
        engine=shown(),
    )


def _editor(opts: argparse.Namespace) -> str:
    """Return who does it; raises UsageError where neither options nor the system say."""
    if opts.editor:
        return str(opts.editor)
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise UsageError("--editor NAME says who does this", print_help=False) from None


def _say_added(added: drafts.Added) -> None:
    if added.there:
        sys.stdout.write(f"in it already: {added.there}\n")
    if added.left_out:
        sys.stdout.write(
            f"left out, since a briefing has {drafts.MOST_ENTRIES} entries at most:"
            f" {added.left_out}\n"
        )


def _draft(name: str) -> int:
    found = _DRAFT.fullmatch(name)
    if not found:
        raise UsageError(f"“{name}” is not the name of a draft like d1", print_help=False)
    return int(found[1])


def _number(name: str) -> int:
    if not _NUMBER.fullmatch(name):
        raise UsageError(f"“{name}” is not a number", print_help=False)
    return int(name)
