"""Success and failure of a run.

A run succeeded when links were found, or nothing was new. It failed when it ended early, an error
was unhandled, no listing could be read or had any links (unless others are unchanged and articles
were read), or MOST_UNREADABLE of the article pages (at least LEAST_UNREADABLE) could not be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsdb.runs.runs import Outcome

#: When this share of the article pages, and at least this many, are unreadable, the site has
#: changed.
MOST_UNREADABLE = 0.2
LEAST_UNREADABLE = 3

#: Finish reasons that are not a failure: all done, or asked to stop.
GOOD_ENDS = frozenset({"finished", "shutdown"})


def judge(reason: str, counts: Mapping[str, int]) -> tuple[Outcome, str | None]:
    """Return how a run went, and the problem when it failed.

    ``reason`` is Scrapy's finish reason, ``counts`` the counters of ``newsdb.runs.runs`` and
    ``listings_failed``, ``searches``, ``rejected_again``.
    """
    if reason == "already_running":
        return "not_run", None
    return ("failure", problem) if (problem := _problem(reason, counts)) else ("success", None)


def _problem(reason: str, counts: Mapping[str, int]) -> str | None:
    def count(*names: str) -> int:
        return sum(counts.get(name, 0) for name in names)

    read = count("articles_new", "articles_same", "articles_revised")
    # A page that was already unreadable says nothing new about the site.
    rejected, errors = count("rejected") - count("rejected_again"), count("errors")
    asked = count("listings", "listings_failed")
    with_content = count("listings") - count("listings_unchanged", "searches")
    # The run before was killed when it had saved the listings with links, and not all others.
    goes_on = read and count("listings_unchanged")
    whole = reason != "shutdown"  # a run that was stopped has not read every listing
    for failed, problem in (
        (reason not in GOOD_ENDS, f"it ended early: {reason}"),
        (errors, f"{errors} unexpected errors, see the log above"),
        (whole and asked and not count("listings"), "no listing could be read"),
        (
            whole and with_content > 0 and not (count("links_found") or goes_on),
            "no links on any listing that answered",
        ),
        (not asked and rejected and not read, "none of the pages could be read"),
        (
            rejected >= max(LEAST_UNREADABLE, MOST_UNREADABLE * (read + rejected)),
            f"{rejected} of {read + rejected} article pages could not be read",
        ),
    ):
        if failed:
            return problem
    return None
