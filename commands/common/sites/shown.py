"""What ``scrapy sites`` prints and asks."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from commands.common.tables import columns
from newsdb.database import now
from newsdb.invocation import as_typed
from newsdb.sites import choosing, opml, sites
from newsdb.sites.choosing import ChoiceError
from newsdb.sites.sites import Listing, Site, SiteError
from newsdb.times import in_kst
from scheduling.schedules import Schedule, ScheduleError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.records import Policy
    from newsdb.sites.opml import Read

#: Why nothing could be proposed, where the reason's name doesn't say it.
_PROBLEMS = {
    "no_listing": (
        "neither its pages nor its robots.txt name a feed or sitemap, and there is none at the"
        " usual addresses"
    ),
    "broken_off": "the visit was broken off: it took too long",
    "private address": "only public addresses are asked",
    "robots.txt": "its robots.txt forbids it",
}


def table(found: Sequence[Site]) -> str:
    """Return sites as lines: name, title, state, schedule, what is kept, who added it."""
    rows: list[tuple[str, ...]] = [("name", "title", "state", "schedule", "kept", "added by")]
    for each in found:
        kept = each.policy.kept + (f", {each.policy.days} days" if each.policy.days else "")
        rows.append((each.name, each.title, each.state, each.schedule, kept, each.added_by))
    return columns(rows)


def report(found: Mapping[str, Any]) -> str:
    """Return what a visit found, for a person who decides whether it is right."""
    if why := found.get("problem"):
        hint = f"{_PROBLEMS.get(why, why)}{_detail(found)}"
        more = ""
        if why == "no_listing":
            more = as_typed(
                "A list of articles is read with a spider file: scrapy sites design.\n"
            )
        return f"This site can't be added: {hint}.\n{more}"
    lines = [f"{found['title']}  {found['home']}"]
    if found.get("known"):
        lines.append(f"Its articles are read by a spider already: {found['known']}")
    for number, each in enumerate(found["listings"]):
        newest = f", newest {each['newest'][:16].replace('T', ' ')}" if each["newest"] else ""
        rhythm = f", about {each['a_week']} a week" if each["a_week"] else ""
        sign = "*" if number == 0 else " "
        lines.append(
            f"{sign} {each['kind']} {each['url']}: {each['articles']} articles{newest}{rhythm}"
        )
    for each in found["articles"]:
        lines.append("")
        if "rejected" in each:
            lines += [each["url"], f"  not read: {each['rejected']['reason']}"]
            continue
        who = f"  {', '.join(each['authors'])}" if each["authors"] else ""
        lines += [
            f"{each['title']}",
            f"  {each['published_at'] or 'no time'}{who}",
            f"  {each['characters']:,} characters in {each['paragraphs']} paragraphs",
            f"  {each['excerpt']}",
        ]
        if each["last"]:
            lines.append(f"  … {each['last']}")
    lines += ["", *(f"Terms may stand at {url}" for url in found["terms"])]
    if not found["terms"]:
        lines.append("No page of terms was found: look for it before you decide.")
    return "".join(f"{line}\n" for line in lines)


def _detail(found: Mapping[str, Any]) -> str:
    return f" ({found['detail']})" if found.get("detail") else ""


def rhythm_of(text: str) -> str:
    """Return the five cron fields that ``--schedule`` means; raises ChoiceError."""
    cron = choosing.RHYTHMS.get(text, text)
    try:
        Schedule(name="site", cron=cron, arguments=())
    except ScheduleError as error:
        raise ChoiceError("schedule", f"--schedule: {error}") from None
    return cron


def check_options(opts: argparse.Namespace) -> None:
    """Raise ChoiceError, or UsageError, for an option that can't be meant."""
    if opts.name:
        choosing.name_of(opts.name)
    if opts.title:
        choosing.title_of(opts.title)
    if opts.schedule:
        rhythm_of(opts.schedule)
    choosing.one_of("country", opts.country or "", choosing.COUNTRIES)
    choosing.one_of("language", opts.language or "", choosing.LANGUAGES)
    if opts.kept:
        policy_of(opts)


def policy_of(opts: argparse.Namespace, present: Policy | None = None) -> Policy:
    """Return what the options say about the site's terms; raises ChoiceError.

    What they don't say stays as it is in the ``present`` terms.
    """
    said = {name: getattr(opts, name) for name in ("kept", "days", "attribution", "may_gloss")}
    may_learn = opts.may_learn
    if present:
        kept = {**asdict(present), "days": str(present.days or "")}
        said = {name: kept[name] if value is None else value for name, value in said.items()}
        may_learn = present.may_learn if may_learn is None else may_learn
    stated = {name: value or "" for name, value in said.items()}
    return choosing.policy_of(stated | ({"may_learn": "1"} if may_learn else {}))


def ask_terms(found: Mapping[str, Any], opts: argparse.Namespace) -> Policy:
    """Return what the terms let us keep: by the options, or as the person at the terminal says.

    Raises UsageError where nobody can be asked.
    """
    if not opts.kept:
        if not sys.stdin.isatty():
            raise UsageError(
                "read the site's terms, then say what they let us keep: --kept full, excerpt or"
                " headline",
                print_help=False,
            )
        sys.stdout.write("What do its terms let us keep? full, excerpt or headline: ")
        sys.stdout.flush()
        opts.kept = sys.stdin.readline().strip()
    if not opts.attribution:
        opts.attribution = opts.title or found["title"]
    return policy_of(opts)


def chosen_site(found: Mapping[str, Any], opts: argparse.Namespace, policy: Policy) -> Site:
    """Return the site as options and what was found describe it; raises ChoiceError, SiteError."""
    proposed = [Listing(each["kind"], each["url"]) for each in found["listings"]]
    chosen = next((each for each in proposed if each.url == opts.feed), None)
    if opts.feed and chosen is None:
        raise SiteError(f"--feed {opts.feed} is none of the listings that were found")
    if found.get("known"):
        raise SiteError(f"{found['known']} reads its articles already, by a spider of its own")
    return Site(
        name=choosing.name_of(opts.name or found["name"], found["taken"]),
        title=choosing.title_of(opts.title or found["title"]),
        home=found["home"],
        hosts=tuple(found["hosts"]),
        sources=(chosen or proposed[0],),
        schedule=rhythm_of(opts.schedule or "hourly"),
        country=opts.country or found["country"],
        language=opts.language or found["language"],
        policy=policy,
        terms=choosing.terms_of(opts.terms or next(iter(found["terms"]), "")),
    )


def set_site(db: Database, name: str, opts: argparse.Namespace, *, person: str) -> str:
    """Change of a site what the options name; return what was done.

    Raises ChoiceError for a value that can't be meant, SiteError when there is no such site,
    UsageError for an option that names what stays.
    """
    for each in ("name", "feed", "list"):
        if getattr(opts, each) is not None:
            raise UsageError(
                f"--{each} changes nothing of a site that is kept: remove it, and add it anew",
                print_help=False,
            )
    site = sites.named(db, name)
    if site is None or site.state == "removed":
        raise SiteError(f"there is no site {name}")
    same = ("title", "country", "language", "terms")
    said: dict[str, Any] = {
        each: getattr(opts, each) for each in same if getattr(opts, each) is not None
    }
    known = {"country": choosing.COUNTRIES, "language": choosing.LANGUAGES}
    said |= {
        each: choosing.one_of(each, said[each], choices)
        for each, choices in known.items()
        if each in said
    }
    if "title" in said:
        said["title"] = choosing.title_of(said["title"])
    if "terms" in said:
        said["terms"] = choosing.terms_of(said["terms"])
    if opts.schedule:
        said["schedule"] = rhythm_of(opts.schedule)
    changed = replace(site, **said, policy=policy_of(opts, site.policy))
    if not sites.change(db, changed, person=person, at=now()):
        return f"{name} is as you say already: nothing was changed.\n"
    return f"{name} was changed; {as_typed('scrapy sites undo')} {name} takes it back.\n"


def added_line(site: Site) -> str:
    """Return what was added, and what happens next."""
    return (
        f"{site.name} is kept: {site.title}, “{site.schedule}”. The scheduler crawls it from now"
        f" on; at once: {as_typed('scrapy crawl site -a site=')}{site.name}\n"
    )


def feeds_in(file: Path) -> Read:
    """Return the feeds of an OPML file; raises UsageError."""
    try:
        return opml.read(file.read_bytes())
    except (OSError, opml.OpmlError) as error:
        raise UsageError(f"{file}: {error}", print_help=False) from None


def take_feeds(
    db: Database, read: Read, opts: argparse.Namespace, *, taken: Collection[str], person: str
) -> str:
    """Add a site for each feed of a list; return what came of each. Raises ChoiceError."""
    policy, cron = policy_of(opts), rhythm_of(opts.schedule or "hourly")
    lines = [f"left out: {each}" for each in read.unusable]
    for feed in read.feeds:
        used = {*taken, *(each.name for each in sites.listing(db))}
        site = opml.site_of(feed, taken=used, policy=policy, schedule=cron)
        try:
            sites.add(db, site, person=person, at=now())
        except SiteError as error:
            lines.append(f"left out: {feed.title}: {error}")
        else:
            lines.append(f"added: {site.name} ({site.title})")
    return "".join(f"{line}\n" for line in lines) or "The list has no feeds.\n"


def as_opml(found: Sequence[Site]) -> str:
    """Return the feeds of sites as OPML."""
    title = f"Hanil News Watch, {in_kst(now())}"
    return opml.write(found, title=title, at=now()).decode()
