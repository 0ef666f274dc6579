"""What the pages of sites and of kept pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "sites_title": "Sites",
    "sites_say": (
        "Sites without a spider of their own that are collected by their feed or sitemap."
    ),
    "sites_head": "Added sites",
    "sites_none": "No site has been added yet.",
    "sites_toml": (
        "A job of the same name in hanil.toml (jobs.site-NAME) goes before the schedule here. "
        "Whoever uses cron prints the crontab again after a change."
    ),
    "site_address": "Address of the site",
    "site_address_say": (
        "Its home page, a feed or a sitemap. The site is visited once; nothing is stored "
        "before you say so."
    ),
    "site_look": "Look at it",
    "site_look_title": "A look at a site",
    "site_takes": "This takes about half a minute: the site is asked slowly.",
    "found_gone": "What was read is no longer kept: look at the site again.",
    "site_not": "This site can't be added as it is.",
    "site_design_advice": (
        "A spider file can read its list of articles. An administrator writes one from two of "
        "its pages:"
    ),
    "site_wrong_advice": (
        "Is the text cut off, or is there more than the text? Then a spider file is needed, "
        "which an administrator writes from two of these pages:"
    ),
    "site_known": "{name} reads this outlet's articles already, with a spider of its own.",
    "site_articles": "As they would be stored",
    "site_articles_say": (
        "Compare title, time, byline, and the beginning and end of the text with the site."
    ),
    "site_length": (
        "{characters} {characters:character|characters}, {paragraphs}"
        " {paragraphs:paragraph|paragraphs}"
    ),
    "site_original": "on the site",
    "site_add_one": "Add a site",
    "site_add_head": "Add this site",
    "site_add": "Add the site",
    "site_added": "{name} has been added: it is collected from now on.",
    "site_terms_head": "What do its terms let us keep?",
    "site_terms_say": "Read them before you decide.",
    "site_terms_page": "Page of terms",
    "site_terms_none": "No page of terms was found: look for it on the site.",
    "site_kept_head": "How it is collected",
    "site_listed": "{count} {count:article|articles}",
    "site_newest": "newest",
    "site_a_week": "about {count} a week",
    "site title": "Name of the site",
    "site name": "Short name (a-z, 0-9, -)",
    "site country": "Country",
    "site language": "Language",
    "site schedule": "How often",
    "site kept": "Kept",
    "site days": "For how many days (empty: for good)",
    "site attribution": "Named as",
    "site terms": "Where the terms stand, or what they say",
    "site may_learn": "The terms allow learning from its texts",
    "site may_gloss": "What may go to a machine translator",
    "site_glosses nothing": "Nothing",
    "site_glosses headline": "The headline",
    "site_glosses sentence": "The headline and the first sentence",
    "site_yes": "yes",
    "site_no": "no",
    "site_edit": "Change",
    "site_saved": "{name} has been changed.",
    "site_terms_at_once": (
        "Stricter terms hold at once, for articles that are stored already too; the next purge "
        "deletes what may no longer be kept."
    ),
    "site_changed_meanwhile": (
        "Somebody else has changed this site meanwhile: look below at what. What you typed is "
        "still here; save it again if it should replace that."
    ),
    "site listing": "Choose one of the listings that were found.",
    "site twice": "A site of this name, or with this listing, is collected already.",
    "site_by": "Added by",
    "site_home": "home page",
    "site_days": "{count} {count:day|days}",
    "site_on": "Collected",
    "site_paused": "Paused",
    "site_remove": "Remove",
    "site_changes": "What was changed",
    "site_did added": "added",
    "site_did changed": "changed",
    "site_did paused": "paused",
    "site_did resumed": "resumed",
    "site_did removed": "removed",
    "site_did undone": "undone",
    "site_keeps full": "The whole text",
    "site_keeps excerpt": "An excerpt only",
    "site_keeps headline": "The headline only",
    "rhythm_of often": "Every half hour",
    "rhythm_of hourly": "Every hour",
    "rhythm_of thrice": "Three times a day",
    "rhythm_of daily": "Once a day",
    "opml_in": "Feeds of a feed reader (OPML)",
    "opml_out": "Feeds as OPML",
    "opml_say": (
        "Each feed of the file becomes a site, collected every hour. What you choose holds "
        "for all of them."
    ),
    "opml_file": "OPML file",
    "opml_take": "Add these feeds",
    "opml_wrong": "The file is no OPML, or larger than 2 MB.",
    "opml_added": "Sites added: {count}",
    "opml_left_out": "Feeds left out: {count}",
    "keep_page": "Keep a page",
    "keep_say": (
        "Give the address of any page: it is read, judged and stored, with who asked for it."
    ),
    "keep_address": "Address of the page",
    "keep_it": "Keep it",
    "keep_note": "Why (optional)",
    "keep_latest": "Latest pages",
    "keep_none": "Nobody has asked for a page yet.",
    "keep_done": "Kept",
    "keep_not": "Not kept",
    "asked_by": "Kept at the request of {person}",
    "address_wrong": "That is not the address of a web page.",
    "address_scheme": "An address begins with http:// or https://.",
    "address_long": "The address is too long.",
    "address_password": "The address must not hold a user name or a password.",
    "address_often": "You have given as many addresses as an hour may have: go on later.",
    "step_waiting": "Waiting for its turn …",
    "step_address": "Asking for the address …",
    "step_home": "Reading the home page …",
    "step_listing": "Looking for feeds …",
    "step_article": "Reading articles …",
    "step_page": "Reading the page …",
    "fetch no_listing": "No feed and no sitemap was found.",
    "fetch broken_off": "It took too long or was broken off.",
    "fetch refused": "It can't be fetched from here:",
    "fetch private address": "Only public addresses are asked.",
    "fetch robots.txt": "The site's robots.txt forbids it.",
    "fetch no address": "That is not the address of a web page.",
    "fetch not fetched": "It could not be fetched.",
    "fetch busy": "Another page of this site is being read: try again.",
    "fetch forgotten": "It was taken out at somebody's request.",
}
