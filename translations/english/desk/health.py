"""What the page of health says: states, alarms by their kind, and what to do about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "alarm silence": "Silent",
    "advice silence": (
        "Open the outlet's home page. If it is still publishing, its feed or list has moved:"
        " scrapy probe {outlet} shows which of the spider's addresses no longer work."
    ),
    "alarm volume": "Volume changed",
    "advice volume": (
        "Compare the outlet's list page with what was found: a feed may have become shorter"
        " or changed its subject, or a new section is mistaken for articles."
    ),
    "alarm field": "A field is missing",
    "advice field": (
        "Look at a new page: scrapy read URL shows which source gave each field. Then fix the"
        " selector of that layout in crawler/spiders/{outlet}.py, or add a layout."
    ),
    "alarm selector": "A selector no longer matches",
    "advice selector": (
        "The field is still filled, from a fallback. Look at a new page with scrapy read URL"
        " and fix the selector of that layout in crawler/spiders/{outlet}.py."
    ),
    "alarm layout": "The page design changed",
    "advice layout": (
        "Save two or three new pages (scrapy probe {outlet} --save DIR) and add a layout to"
        " crawler/spiders/{outlet}.py; until then its pages are read generically."
    ),
    "alarm unreadable": "Pages can't be read",
    "advice unreadable": (
        "Look at the rejections of {outlet}: what was expected, what was there. scrapy read"
        " URL shows how such a page is read."
    ),
    "alarm moved": "Pages are gone",
    "advice moved": (
        "Open one of the rejected addresses: articles may have moved to other addresses"
        " (articles = ArticleUrl(...) in crawler/spiders/{outlet}.py)."
    ),
    "alarm blocked": "Refused (403)",
    "advice blocked": (
        "The outlet does not want this crawl. Set a contact in hanil.toml, ask for longer"
        " pauses ([outlets.{outlet}] delay), or write to the outlet; the refusal is not"
        " worked around."
    ),
    "alarm limited": "Slowed down (429)",
    "advice limited": (
        "Crawl less: set a longer delay or a rarer schedule for [outlets.{outlet}] in hanil.toml."
    ),
    "alarm login": "Led to a login or consent page",
    "advice login": (
        "Open a rejected address without being logged in. If the outlet now asks for a login,"
        " its articles can't be read: keep the headlines of its feed, or switch it off."
    ),
    "alarm robots": "robots.txt",
    "advice robots": (
        "Read the outlet's robots.txt and its terms. What it forbids is not read; if that is"
        " everything, switch the outlet off ([outlets.{outlet}] enabled = false)."
    ),
    "alarm unreachable": "Can't be reached",
    "advice unreachable": (
        "Open the site in a browser. If it works there, check this machine's network, proxy"
        " and certificates; if it is down, wait: the pages will be retried."
    ),
    "alarm charset": "Characters can't be read",
    "advice charset": (
        "The pages' encoding is not what they declare. Save one (scrapy probe {outlet} --save"
        " DIR) and look at its bytes with scrapy read FILE --url URL."
    ),
    "alarm fault": "Pages break this program",
    "advice fault": (
        "This is a fault of this program, not of the outlet. Look at rejections of {outlet}:"
        " found is the traceback. scrapy read URL shows it again; report it with the page, or"
        " mend it and read the page with scrapy crawl {outlet} -a urls=URL."
    ),
    "alarm feed": "A feed is stale",
    "advice feed": (
        "Open the address. If it is dead, look for its successor on the outlet's RSS page and"
        " change it in crawler/spiders/{outlet}.py."
    ),
    "alarm entries": "A listing is read in part",
    "advice entries": (
        "The log of {outlet} names the first entry that can't be read. If the outlet's"
        " document is damaged, tell the outlet; if it is whole, this program is at fault:"
        " report it with the document."
    ),
    "alarm addresses": "Links of an unknown form",
    "advice addresses": (
        "The log of {outlet} names the first. If they are articles, add their form to"
        " articles = ArticleUrl(...) in crawler/spiders/{outlet}.py; if they are not, accept"
        " the alarm (scrapy health --accept)."
    ),
    "alarm failing": "Runs fail",
    "advice failing": (
        "Read the log of {outlet} (data/logs/{outlet}.log) and fix what its last line reports."
    ),
    "alarm backup": "No backup",
    "advice backup": (
        "Run scrapy backup and read what it says. Is the nightly job on (python scheduler.py"
        " --list), is the disk that hanil.toml names under [backup] there and has it room?"
    ),
    "alarm archive": "Pages not archived",
    "advice archive": (
        "Look at the log of {outlet}: is there room, may archive/ beside the database be"
        " written? The articles are stored all the same."
    ),
    "alarm room": "The disk fills up",
    "advice room": (
        "Make room, move data/ to a larger disk, keep fewer backups ([backup] in hanil.toml),"
        " or thin out what nobody found relevant sooner ([keep] in hanil.toml)."
    ),
    "alarm delivery": "Messages don't leave",
    "advice delivery": (
        "Look at scrapy channels, then try scrapy channels test NAME: server, port, user and"
        " password are under [mail] in hanil.toml. What was not sent waits and is caught up."
    ),
    "alarm recipient": "An address is refused",
    "advice recipient": (
        "It gets nothing until it has confirmed again. Ask whose it is, then take it out on the"
        " page of the subscription, or with scrapy recipients, or add it again."
    ),
    "alarm briefing": "A cited article changed",
    "advice briefing": (
        "Look at the change on the page of the briefing. scrapy briefing correct NUMBER makes"
        " a draft of the correction; accept the alarm if nothing needs to be said."
    ),
    "alarm messages": "Messages can't be used",
    "advice messages": (
        "Are scheduler, writer and workers of the same version? The messages wait in the broker's"
        " queue hanil.dead; what they would have told is found again by the next crawl. Accept"
        " the alarm (scrapy health --accept) once that is settled."
    ),
    "alarm writer": "The writer is behind",
    "advice writer": (
        "Is hanil store running, and does its log say what holds it up? Until it has caught up no"
        " new crawls are handed to other machines."
    ),
    "alarm idle": "Not crawled",
    "advice idle": (
        "Is the scheduler, or cron, running? python scheduler.py --list shows what is due."
    ),
    "health_say": "{outlets} {outlets:outlet|outlets}, {well} of them well.",
    "is_collecting": "Collecting",
    "not_collecting": "Not collecting",
    "at_work": "At work: {outlets}",
    "open_alarms": "Open alarms",
    "no_alarms": "None is open.",
    "what_to_do": "What to do",
    "alarm_since": "Since {since}, noticed {opened}; number {number}",
    "of_run": "run {number}",
    "outlet_state": "State",
    "state_well": "Well",
    "state_alarms": "{count} {count:alarm|alarms}",
    "state_unwatched": "Not crawled: brought in",
    "last_crawl": "Last run",
    "never_crawled": "never",
    "newest_article": "Newest article",
    "no_article": "none",
    "article_number": "Articles",
    "usual_rhythm": "Usual appearances",
    "rhythm_unknown": "not known yet",
    "no_outlet_yet": "No article of any outlet is stored yet.",
    "recovered": "Recovered",
    "recovered_line": "{closed}: {outlet}, {name}, open since {opened}",
    "all_alarms": "All alarms",
    "for_monitors": "For monitors",
    "for_prometheus": "For Prometheus",
    "delay_told": "stored {median} min after publication, 19 of 20 within {late} min",
    "usual_days": (
        "{working} on working days, {saturday} Saturdays, {sunday} Sundays, {holiday} holidays"
    ),
    "more_brought_in": "and {count} more outlets that are not crawled",
}
