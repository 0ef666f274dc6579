"""Assignments and comments on stories, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "assign": "Assign",
    "key_assign": "assign to a colleague",
    "assign_to": "Who is to look at it",
    "assign_nobody": "nobody",
    "assigned_to": "assigned to {name}",
    "assigned_to_me": "Assigned to me",
    "for_me": "For me",
    "me": "me",
    "waits_for": "Waits for",
    "waits_mine": "waiting for you",
    "assignment_done": "Done, take it off me",
    "given_to": "{by} gave it to {name}",
    "given_to_nobody": "{by} took it off",
    "comments": "Comments",
    "comments_count": "comments: {count}",
    "comments_say": "Plain text, for those who review; no export and no message has it.",
    "comment_own": "Your comment",
    "comment_add": "Comment",
    "comment_remove": "Delete",
    "comment_kept": "The comment is kept. It can be undone.",
    "comment_removed": "The comment is deleted. It can be undone.",
    "comment_not_yours": "Only who wrote a comment can delete it.",
    "comment empty": "There is nothing in the comment.",
    "comment long": "A comment has at most {longest} characters.",
    "comment many": "A story has at most {most} comments.",
    "comment story": "There is no such story any more.",
    "back assignment": "The assignment was taken back.",
    "back comment": "The comment was taken back.",
    "back comment removed": "The comment is back.",
    "back search": "The saved search is as it was before.",
    "undo_saved_search": "Undo the change of saved searches",
    "briefings_put_away": "Put away: {count}",
    "briefing_put_back": "Put back",
}
