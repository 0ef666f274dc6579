"""What the page of what was learnt from decisions says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "suggestions": "Learnt from decisions",
    "not_learnt_yet": "Nothing has been learnt yet. An administrator runs:",
    "learnt_say": "Learnt {at} from {count} decided articles, {relevant} of them relevant.",
    "learnt_forbidden": (
        "{count} more are of outlets whose terms don’t allow learning; they were left out."
    ),
    "changes_no_rule": (
        "Nothing here changes a rule: lines go into your own watch list by hand, or as proposals."
    ),
    "would find": "Would have found what was relevant",
    "would spare": "Would have spared what was not",
    "suggestion_counts": "in {relevant} stories found relevant, {other} found not relevant",
    "as_name_of": "As a name of",
    "full_stop": ".",
    "as_exception_of": "As an exception to",
    "as_own_rule": "As a concept with a rule of its own.",
    "suggestion_changes": (
        "In the archive: +{gained}, −{lost} relevant articles; {right} of the changes agree "
        "with decisions, {wrong} do not."
    ),
    "articles_changed": "{count} {count:article|articles} would change",
    "as_lines": "As lines of a watch list",
    "propose_it": "Propose",
    "dismiss_it": "Dismiss",
    "none_suggested": "Nothing is suggested.",
    "suggestion_dismissed": "The suggestion will not be shown again.",
    "suggestion_proposed": "Proposed for the watch list.",
    "learnt_order": "Review bin in the learnt order",
    "rules_order": "In the rules’ order",
    "order_learnt": "Learnt order",
    "order_by": "Order",
    "order_kept": "The review bin keeps the rules’ order.",
    "in_the_queue": "In the queue",
    "order_good": (
        "On the newest decisions, held out, the learnt order has an average precision of "
        "{learning}, the rules’ score {rules}."
    ),
    "order few": (
        "Too few decisions to learn an order: {stories} {stories:story|stories}, {relevant}"
        " of them relevant."
        " It takes 60, and 15 of each kind."
    ),
    "order one_kind": (
        "The newest decisions, or all others, are of one kind: no order can be learnt."
    ),
    "order no_better": (
        "A learnt order is no better than the rules’: average precision {learning}, by the "
        "rules {rules}."
    ),
    "nothing_in_bin": "No story of the review bin has a learnt place.",
    "chance": "Chance",
    "rules_score": "Rules’ score",
    "reasons_learnt": "What speaks for and against it",
}
