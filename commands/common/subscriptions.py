"""Subscriptions by hand: the options that describe one, and a table of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from commands.common.delivery import named_channel, saved_filter
from commands.common.tables import columns
from newsdb.access import users
from newsdb.configuration import ConfigurationError
from newsdb.database import now
from newsdb.delivery import choosing, subscriptions
from newsdb.delivery.choosing import ChoiceError
from newsdb.times import in_kst
from watchlist import WatchListError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from newsdb.configuration.model import Configuration
    from newsdb.delivery.subscriptions import Subscription

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = {"every": "every", "weekdays": "weekdays", "kr": "KR", "jp": "JP", "either": "either"}


def add_subscription_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that describe a subscription."""
    parser.add_argument("--channel", metavar="CHANNEL", help="a channel of hanil.toml")
    parser.add_argument("--filter", metavar="NAME", help="a filter saved at the desk")
    parser.add_argument("--rename", metavar="NAME", help="of change: its new name")
    rhythm = parser.add_mutually_exclusive_group()
    rhythm.add_argument("--daily", metavar="HH:MM", help="a digest at this time (KST = JST)")
    rhythm.add_argument("--weekly", metavar="DAY-HH:MM", help="a digest on a day (mon-09:00)")
    rhythm.add_argument(
        "--at-once", action="store_true", help="a message as soon as there is something"
    )
    parser.add_argument(
        "--days",
        choices=tuple(_DAYS),
        help="of a daily digest: working days of Korea (kr), Japan (jp), either (default)",
    )
    parser.add_argument("--sections", choices=choosing.SECTIONS, help="how a digest is divided")
    parser.add_argument("--person", metavar="NAME", help="the desk's user whose it is")
    parser.add_argument("--language", choices=choosing.LANGUAGES, help="of the message")
    parser.add_argument(
        "--least-score",
        metavar="SCORE",
        help=f"only stories of this score or more, 0 to {choosing.HIGHEST_SCORE:.0f}",
    )
    parser.add_argument("--quiet", metavar="HH:MM-HH:MM", help="no message at once then; or none")
    parser.add_argument(
        "--skip-empty",
        action=argparse.BooleanOptionalAction,
        help="send nothing when there is nothing new",
    )
    parser.add_argument("--enabled", action=argparse.BooleanOptionalAction)
    parser.add_argument("--json", action="store_true", help="print a JSON object a line")


#: What is done to a subscription by its name.
ACTIONS = ("add", "change", "pause", "resume", "remove")


def preview(db: Database, configuration: Configuration, name: str) -> str:
    """Return what a subscription would send now, as text; raises UsageError."""
    from delivery.preview import message  # noqa: PLC0415
    from watchlist.search_names import names  # noqa: PLC0415

    there = subscriptions.named(db, name)
    if there is None:
        raise UsageError(f"there is no subscription {name}", print_help=False)
    try:
        made = message(
            db,
            filters=there.filters,
            rhythm=there.rhythm,
            language=there.language,
            sections=there.sections,
            least=there.least_score,
            name=there.name,
            desk=configuration.desk,
            at=now(),
            names=names,
        )
    except (ConfigurationError, WatchListError) as error:
        raise UsageError(str(error), print_help=False) from None
    return f"{made.subject}\n\n{made.text}"


def change_by_hand(
    db: Database, configuration: Configuration, action: str, name: str, opts: argparse.Namespace
) -> list[Subscription]:
    """Do one of ACTIONS to a subscription; return what is to be shown. Raises UsageError.

    Runs inside the caller's transaction.
    """
    there = subscriptions.named(db, name)
    if action == "add":
        name = _free_name(db, name)
        if not opts.channel:
            raise UsageError("--channel says to whom it goes", print_help=False)
        chosen = chosen_by(db, configuration, opts)
        return [subscriptions.add(db, at=now(), name=name, **chosen)]
    if there is None:
        raise UsageError(f"there is no subscription {name}", print_help=False)
    if action == "remove":
        subscriptions.remove(db, there)
        return subscriptions.listing(db)
    if action in {"pause", "resume"}:
        chosen = {"enabled": action == "resume"}
    else:
        chosen = chosen_by(db, configuration, opts)
        if opts.rename:
            chosen["name"] = _free_name(db, opts.rename)
    subscriptions.change(db, there, **chosen)
    changed = subscriptions.numbered(db, there.id)
    assert changed is not None
    return [changed]


def _free_name(db: Database, text: str) -> str:
    try:
        name = choosing.name_of(text)
    except ChoiceError:
        raise UsageError(
            f"a name has 1 to {choosing.LONGEST_NAME} letters, on one line", print_help=False
        ) from None
    if subscriptions.named(db, name):
        raise UsageError(f"there is a subscription {name} already", print_help=False)
    return name


def chosen_by(
    db: Database, configuration: Configuration, opts: argparse.Namespace
) -> dict[str, Any]:
    """Return what the options choose; raises UsageError for what makes no sense."""
    chosen: dict[str, Any] = {}
    if opts.channel:
        chosen["channel"] = named_channel(configuration, opts.channel)
    if opts.filter:
        chosen["filters"] = saved_filter(db, opts.filter)
    chosen |= _rhythm(opts)
    if opts.days:
        chosen["days"] = _DAYS[opts.days]
    for name in ("language", "sections", "person"):
        if value := getattr(opts, name):
            chosen[name] = value
    if opts.person and opts.person not in users.listed(db, configuration.users):
        raise UsageError(f"the desk has no user {opts.person}", print_help=False)
    if opts.least_score is not None:
        chosen["least_score"] = _score(opts.least_score)
    if opts.quiet is not None:
        begin, _, end = opts.quiet.partition("-")
        quiet = opts.quiet != "none"
        chosen["quiet_from"] = _clock("--quiet", begin) if quiet else None
        chosen["quiet_until"] = _clock("--quiet", end) if quiet else None
    if opts.skip_empty is not None:
        chosen["empty"] = not opts.skip_empty
    if opts.enabled is not None:
        chosen["enabled"] = opts.enabled
    return chosen


def _rhythm(opts: argparse.Namespace) -> dict[str, Any]:
    if opts.daily:
        return {"rhythm": "daily", "at_time": _clock("--daily", opts.daily)}
    if opts.weekly:
        day, _, time = opts.weekly.partition("-")
        if day not in _WEEKDAYS:
            raise UsageError(f"--weekly {opts.weekly}: not like mon-09:00", print_help=False)
        at_time = _clock("--weekly", time)
        return {"rhythm": "weekly", "weekday": _WEEKDAYS.index(day), "at_time": at_time}
    return {"rhythm": "at_once"} if opts.at_once else {}


def _score(text: str) -> float:
    try:
        return choosing.score_of(text)
    except ChoiceError:
        raise UsageError(
            f"--least-score {text}: not a number from 0 to {choosing.HIGHEST_SCORE:.0f}",
            print_help=False,
        ) from None


def _clock(option: str, words: str) -> str:
    try:
        return choosing.clock_of(option, words)
    except ChoiceError:
        raise UsageError(
            f"{option}: “{words}” is not a time like 08:30", print_help=False
        ) from None


def table(found: Sequence[Subscription]) -> str:
    """Return subscriptions as lines."""
    rows = [("name", "channel", "when", "language", "filter", "last due or sent")]
    for each in found:
        when = {
            "at_once": "at once",
            "daily": f"daily {each.at_time} ({each.days})",
            "weekly": f"{_WEEKDAYS[each.weekday]} {each.at_time}",
        }[each.rhythm]
        if each.quiet_from:
            when += f", not {each.quiet_from}-{each.quiet_until}"
        filters = each.filters or "relevant"
        if each.least_score:
            filters += f", from {each.least_score:g}"
        served = in_kst(each.served_at) if each.served_at > each.created_at else "never"
        name = each.name if each.enabled else f"{each.name} (off)"
        rows.append((name, each.channel, when, each.language, filters, served))
    return columns(rows)
