"""Messages of the home page and of article pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "articles": "articles",
    "outlets": "outlets",
    "run success": "success",
    "run failure": "failure",
    "run unfinished": "unfinished",
    "last_run": "last run, {spider}, {at}",
    "newest": "Newest",
    "all_articles": "All articles, by outlet, language, section and day",
    "nothing_stored": "Nothing is stored yet.",
    "corrections": "Corrections",
    "corrections_about": (
        "What outlets changed after publication, as far as their pages were looked at again."
    ),
    "corrections_none": "Nothing was changed that these filters show.",
    "corrections_older": "Older",
    "any_outlet": "Any outlet",
    "any_change": "Any change",
    "since_day": "Since",
    "until_day": "Until",
    "show_these": "Show",
    "source_health": "Health of the sources",
    "last_runs": "How the last runs went",
    "why_rejected": "Why pages were rejected",
    "field_coverage": "Which fields were filled",
    "articles_a_day": "Articles a day",
    "all_tables": "All tables and queries",
    "no_time": "time of publication unknown",
    "picture": "Picture at the outlet",
    "design": "Page design",
    "no_design": "none matched",
    "dates_differ": "sources give another day:",
    "first_seen": "First seen",
    "last_seen": "Last seen",
    "article_page": "The article as a page",
    "versions": "Versions",
    "this_record": "This record as",
    "say_new": "Since your last visit ({at}) {count} {count:story|stories} came in.",
    "say_alarms": "{count} {count:alarm is|alarms are} open.",
    "say_no_alarms": "All sources are as usual.",
    "waits": "What waits",
    "waits_new": "{count} of them new",
    "waits_review": "the score is in between",
    "waits_unread": "not opened yet",
    "waits_stars": "of the last {days} days",
    "start_review": "Start the review",
    "relevant_stories": "Relevant stories",
    "whole_queue": "The whole queue",
    "see_all": "See all",
    "collecting": "Collecting",
    "stored_counts": (
        "{articles} {articles:article|articles} of {outlets} {outlets:outlet|outlets};"
        " {rejected} {rejected:page|pages} not read"
    ),
    "all_new_articles": "All new articles",
    "reader_say": "Relevant news of small firms in Korea and Japan since yesterday.",
    "reader_none": "Nothing relevant has come in since yesterday; these are of {day}.",
    "reader_empty": "Nothing relevant has come in yet.",
    "more_in_search": "More follow: search all articles",
    "since_when": "since {at}",
    "this_installation": "This installation",
    "feed_newest": "The {count} newest stories; older ones are at the desk.",
}
