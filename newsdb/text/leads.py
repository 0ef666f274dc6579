"""An article's first sentence, as lists quote it and glosses have it."""

from __future__ import annotations

from newsdb.text.boilerplate import printed_text_lines
from newsdb.text.sentences import shortened, split

#: How much of the sentence is quoted, in characters.
LONGEST = 240


def first_sentence(body: str) -> str:
    """Return the first sentence of a text, shortened; empty if it has none of any length."""
    for line in printed_text_lines(body):
        for sentence in split(line):
            if len(plain := sentence.strip()) > 8:
                return shortened(plain, LONGEST)
    return ""
