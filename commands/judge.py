"""``scrapy judge``: the watch list's verdicts on the articles in a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

import watchlist
from commands.common.printing import for_terminals
from commands.common.watch_list import configured_watchlist
from newsdb.records import Language  # noqa: TC001 pydantic asks for it
from newsdb.text.composing import composed
from pipelines.fields.languages import language_of

if TYPE_CHECKING:
    import argparse
    from typing import Self

    from watchlist import WatchList


class Line(BaseModel):
    """The fields of a line; a text (``text`` or ``body``) or at least a title is required."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    title: str | None = None
    subtitle: str | None = None
    text: str | None = None
    body: str | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.title or self.text or self.body):
            raise ValueError("there is neither a text (text or body) nor a title")
        return self


class Command(ScrapyCommand):
    """Exit code 0: all judged; 1: unreadable lines; 2: bad usage or a broken watch list."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FILE.jsonl"

    def short_desc(self) -> str:
        return "Judge articles by the watch list: decision, score and reasons, one JSON line each"

    def long_desc(self) -> str:
        return (
            "Judge a file of JSON lines (id, title, text or body, language: ko, ja, en, detected"
            " when missing) by the configured watch list, and print a JSON line for each: id,"
            " decision (relevant, review, other), score, why, reasons with offsets in the texts"
            " (in NFC). Nothing is stored. FILE may be - for standard input."
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one file of JSON lines", print_help=False)
        if args[0] != "-" and not Path(args[0]).is_file():
            raise UsageError(f"{args[0]} is not a file", print_help=False)
        watch = configured_watchlist(self.settings)
        unreadable = 0
        with sys.stdin.buffer if args[0] == "-" else Path(args[0]).open("rb") as lines:
            for number, text in enumerate(lines, start=1):
                if not text.strip():
                    continue
                try:
                    judged = judge_line(watch, text)
                except (ValueError, RecursionError) as error:
                    unreadable += 1
                    sys.stderr.write(f"{args[0]}, line {number}: {_problem(error)}\n")
                    continue
                sys.stdout.write(json.dumps(judged, ensure_ascii=False) + "\n")
        if unreadable:
            sys.stderr.write(f"{unreadable} lines could not be read; the others were judged.\n")
            self.exitcode = 1


def judge_line(watch: WatchList, text: bytes) -> dict[str, Any]:
    """Return the verdict on the article in a line; raises ValueError when it can't be read."""
    line = Line.model_validate(json.loads(text.decode("utf-8-sig")))
    title, subtitle, body = (
        composed(each or "") for each in (line.title, line.subtitle, line.body or line.text)
    )
    verdict = watchlist.judge(
        watch,
        title=title,
        subtitle=subtitle or None,
        body=body,
        language=line.language or language_of(f"{title}\n{body}"),
    )
    return {
        "id": line.id,
        "decision": verdict.decision,
        "score": verdict.score,
        "why": verdict.why,
        "reasons": [
            {
                "concept": each.concept,
                "term": each.term,
                "field": each.field,
                "start": each.start,
                "end": each.end,
                "weight": each.weight,
            }
            for each in verdict.reasons
        ],
        "watchlist": verdict.watchlist,
    }


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        return f"{field}: {message}" if field else message
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON: {error}"
    return str(error) or type(error).__name__
