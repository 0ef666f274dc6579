"""``scrapy stories``: which articles make up one story, who was first, what each adds."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import add_since_option, existing_database, since_of
from newsdb.database import now
from newsdb.stories.listing import additions, listing

if TYPE_CHECKING:
    import argparse

#: Sentences are shown up to this many characters; --json prints them in full.
SHOWN = 90


class Command(ScrapyCommand):
    """Exit code 0; 2: bad usage or no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--since DATE] [--all] [--json]"

    def short_desc(self) -> str:
        return "List stories: their articles, who was first, what each article adds"

    def long_desc(self) -> str:
        return (
            "List the stories with more than one article (--all: every story), newest first: the"
            " article taken to be the origin and why, when it was first seen in Korea and in"
            " Japan, its articles and what each adds, and the stories that may be about the same"
            " event, with a score. Copies are marked with =."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_since_option(parser, "only stories with an article since this date")
        parser.add_argument(
            "--all", action="store_true", help="include stories with a single article"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON object a line")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: stories takes options only", print_help=False)
        since = since_of(opts)
        shown = 0
        with existing_database(self.settings, to_read=True) as db:
            for story in listing(db, since=since):
                if story["members"] < 2 and not story["may_be_same_event"] and not opts.all:
                    continue
                shown += 1
                story["added"] = additions(db, story["id"], at=now())
                line = json.dumps(story, ensure_ascii=False) if opts.json else story_text(story)
                sys.stdout.write(f"{line}\n")
        if not shown and not opts.json:
            sys.stdout.write("No story has more than one article (--all shows the rest).\n")


def story_text(story: dict[str, Any]) -> str:
    """Return a story as lines of text."""
    origin = story["origin_by"] + (f", {story['origin_name']}" if story["origin_name"] else "")
    first = ", ".join(
        f"{each['country']} {_time(each['first_at'])}" for each in story["countries"]
    )
    count = f"{story['members']} article{'s' if story['members'] > 1 else ''}"
    if story["origin_by"] == "press release":
        origin += _reprints(story)
    lines = [
        f"{story['id']}  {story['title']}",
        f"    {count}; origin {story['outlet']} ({origin}); first seen {first}",
    ]
    for number, article in enumerate(story["articles"]):
        mark = "=" if article["copy_of"] else " "
        lines.append(f"  {mark} {_time(article['at'])}  {article['id']:>6}  {article['outlet']}")
        if number or article["id"] != story["origin_id"]:
            new = story["added"].get(article["id"])
            lines.append(f"        {_addition(new)}")
    lines += [
        f"    may be the same event: story {each['story_id']}"
        f" ({each['score']:.2f}: {each['why'] or '-'})"
        for each in story["may_be_same_event"]
    ]
    return "\n".join(lines)


def _reprints(story: dict[str, Any]) -> str:
    """Return how many of a press release's articles only reprint it, and how many add to it."""
    others = [each["id"] for each in story["articles"] if each["id"] != story["origin_id"]]
    added = [story["added"][each] for each in others if each in story["added"]]
    reprints, additions = sum(not each for each in added), sum(map(bool, added))
    counts = ((reprints, "only reprint", ""), (additions, "add", " to it"))
    said = (f"{n} {verb}{'s' if n == 1 else ''}{what}" for n, verb, what in counts if n)
    return "".join(f", {each}" for each in said)


def _time(text: str) -> str:
    return text[:16].replace("T", " ")


def _addition(sentences: list[str] | None) -> str:
    if sentences is None:
        return "text may not be shown"
    return f"adds: {_shortened(sentences)}" if sentences else "adds nothing"


def _shortened(sentences: list[str]) -> str:
    first = sentences[0]
    first = first if len(first) <= SHOWN else f"{first[: SHOWN - 1]}…"
    return first if len(sentences) == 1 else f"{first} (and {len(sentences) - 1} more sentences)"
