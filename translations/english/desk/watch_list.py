"""The watch list's editor, its trials and versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "list_say": (
        "What is looked for: your own list on top of the shipped one. Crawls read this file;"
        " a change counts from the next crawl on."
    ),
    "list_none": "There is no list of your own yet.",
    "list_none_say": "Name a file in hanil.toml and restart the desk:",
    "list_unreadable": "The file can't be shown here:",
    "list_broken": "The file of the watch list has faults.",
    "list_broken_used": (
        "The desk uses version {number} until it is repaired; crawls do not run meanwhile."
    ),
    "list_broken_shipped": (
        "The desk uses the shipped list until it is repaired; crawls do not run meanwhile."
    ),
    "list_repair": "Repair it",
    "list_good": "Version {number}, the last without faults",
    "list_set_aside": (
        "If you go back to this version, the unreadable file stays beside it, with the ending"
        " .unreadable."
    ),
    "list_text": "The list",
    "list_line": "Line {line}",
    "list_faults": "Faults: {count}. A list with faults can't be saved.",
    "fault_in_shipped": "in the shipped list: {problem}",
    "list_holds": (
        "No faults. With the shipped list: {concepts} concepts, {names} names, {rules} rules."
    ),
    "list_unsaved": "Changes that are not saved",
    "list_changes": "Changes",
    "list_added": "added",
    "list_removed": "removed",
    "list_steps": "Check, try, save",
    "list_check": "Check",
    "list_try": "Try it",
    "list_try_over": "Try it over",
    "list_newest": "the newest {count} {count:article|articles}",
    "list_note": "Why",
    "list_save": "Save",
    "list_save_say": (
        "Saving changes no decision on what is stored. An earlier version can be brought back"
        " at any time."
    ),
    "list_saved": "The watch list is saved. The next crawl reads it.",
    "list_same": "Nothing was changed: the list was the same already.",
    "list_not_saved": "It was not saved:",
    "list_conflict": "The list was changed meanwhile.",
    "list_conflict_say": (
        "Your text is below. Saving it now takes back what the other change did: see the"
        " differences under the text, and the newest version."
    ),
    "list_read_only": "The desk can't write this list:",
    "list_read_only_say": (
        "It can be checked and tried here. Keep the file in a folder that the desk may write,"
        " such as data/."
    ),
    "list_versions": "Versions",
    "list_version": "Version",
    "list_version_number": "Version {number}",
    "list_by_hand": "edited by hand",
    "list_restores": "back to version {number}",
    "list_older": "Older versions",
    "list_no_versions": "There are no versions yet.",
    "list_is_present": "This is the present list.",
    "list_restore": "Back to version {number}",
    "list_restore_say": (
        "This becomes the newest version. What was written since stays among the versions."
    ),
    "list_lines_left_out": "{count} more lines are left out.",
    "list_apply_say": (
        "What is stored keeps the decision of the list that judged it. You can have all of it"
        " judged again by the list as it is saved; people's decisions stay."
    ),
    "list_apply": "Judge all again",
    "list_applying": "Judging all again",
    "list_applied": "All is judged again",
    "list_applied_say": (
        "{judged} articles in {seconds} {seconds:second|seconds}; {changed} have another"
        " decision now."
    ),
    "list_trial": "Trial of the watch list",
    "list_waits": "Another trial is running: this one comes next.",
    "list_runs": "Articles are judged by both lists. You can leave this page meanwhile.",
    "list_judged": "{count} {count:article|articles} judged",
    "list_end": "End it",
    "list_ended": "It was ended.",
    "list_failed": "It could not be finished.",
    "list_relevant_stories": "relevant stories",
    "list_review_stories": "to review",
    "list_ran_over": (
        "Over the newest {judged} articles whose text is kept, of {stored} stored, in"
        " {seconds} {seconds:second|seconds}."
    ),
    "list_out_of_time": "It ended before the others, as it took too long.",
    "list_changes_nothing": "The text changes no name and no rule.",
    "list_trial_old": "The trial compared with the list before that.",
    "list_save_tried": "Save this list",
    "list_edit_on": "Go on editing",
    "list_part gained": "Would become relevant",
    "list_part lost": "Would no longer be relevant",
    "list_part review_gained": "Would be to review",
    "list_part review_lost": "Would no longer be to review",
    "list_by_people": "People found {relevant} of them relevant, {not_relevant} not.",
    "list_more_stories": "{count} more",
    "list_no_stories": "None.",
}
