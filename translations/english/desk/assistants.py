"""What glosses and the pages about assistants say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "gloss_machine": "machine translation",
    "gloss_person": "translated by {name}",
    "gloss_names": "check the name: {names}",
    "gloss_correct": "Correct the translation",
    "gloss_words": "The headline in English; empty: the machine's",
    "gloss_save": "Save",
    "assistants": "Assistants",
    "assistants_say": (
        "An assistant with a token reads the archive as you do, by MCP at {address}. It can't"
        " decide, send or change anything. An assistant in a cloud is a third party: it gets"
        " excerpts."
    ),
    "assistants_off": (
        "Assistants are off on this desk; an administrator turns them on in hanil.toml."
    ),
    "tokens": "Your tokens",
    "no_tokens": "You have no token.",
    "token_new": "New token",
    "token_name": "Where it is used",
    "token_role": "May do at most",
    "token_make": "Make",
    "token_made": "This is your token “{name}”. It is shown this once: copy it now.",
    "token_wrong": "A name has 1 to {longest} characters, and nobody has more than {most} tokens.",
    "token_made_at": "Made",
    "token_used_at": "Last used",
    "token_revoke": "Revoke",
    "token_revoked": "revoked {at}",
    "assistant_calls": "What assistants asked",
    "assistant_calls_say": (
        "Each call of a tool, refused ones too. Kept for {days} days. Times are KST = JST."
    ),
    "no_calls": "No assistant has asked anything yet.",
    "call_tool": "Asked",
    "call_answer": "Answer",
    "call_found": "{count} found, {bytes} bytes",
}
