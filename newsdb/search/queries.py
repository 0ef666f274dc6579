"""Turns what a person types into a search box into an expression for the index.

Words are joined by AND; ``"in quotes"`` asks for words side by side, as written; ``OR`` (or
``|``) joins alternatives; ``-word`` (or ``NOT word``) excludes; ``title:word`` asks for titles;
``newsdb.search.fields`` has the other fields. Any other sign only separates: no input is a syntax
error. Particles and inflection are ignored outside quotes, and a name stands for all names of its
group.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newsdb.search.fields import Fault, Fields
from newsdb.search.fields import read as read_fields
from newsdb.search.variants import variants
from newsdb.text import acronyms
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.stems import particles_behind, stems
from newsdb.text.terms import CJK, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


#: Longer queries are cut: they are not sensible searches, and could cost the server minutes.
MOST_WORDS = 24
MOST_LETTERS = 500

#: The most words in a name.
_LONGEST_NAME = 6
#: The most alternatives for a word; each costs a look-up in the index.
_MOST_ALTERNATIVES = 160
#: So much is said of what was ignored, in characters.
_LONGEST_SAID = 30
_PIECE = lazy(r'(?P<minus>-?)"(?P<quoted>[^"]*)"?|(?P<word>[^\s"]+)')
#: The field that the index knows, before a word or a quoted phrase.
_TITLE = lazy("-?(?:title|제목|タイトル|見出し)[:：]", re.IGNORECASE)
_SPACED = lazy("[가-힣]{4,12}")
_IS_CJK = lazy(f"[{CJK}]")


class Aliases(Protocol):
    """Names that mean the same; a name of one letter or character is not expanded."""

    def groups(self) -> Iterable[Sequence[str]]:
        """Return the groups of names, in any language."""


class Phrase(NamedTuple):
    """Terms that must be adjacent."""

    terms: tuple[str, ...]
    prefix: bool = False  # the last term may be longer (a single character begins a pair)

    def __str__(self) -> str:
        return f'"{" ".join(self.terms)}"{" *" if self.prefix else ""}'


#: Phrases that must all be present.
Alternative = tuple[Phrase, ...]


class Clause(NamedTuple):
    """Alternatives of which one must be present, or none may be if excluded."""

    alternatives: tuple[Alternative, ...]
    excluded: bool = False
    in_title: bool = False

    def __str__(self) -> str:
        shown = dict.fromkeys(_all_of(each) for each in self.alternatives)
        found = f"({' OR '.join(shown)})"
        return f"({{title subtitle}} : {found})" if self.in_title else found


class Query(NamedTuple):
    """A parsed search."""

    clauses: tuple[Clause, ...]
    fields: Fields = Fields()  # as typed; ``fields.resolve`` finds the outlets

    def __bool__(self) -> bool:
        """Whether it asks for anything, if only for what must not be there; faults ask nothing."""
        return bool(self.clauses or self.fields)

    @property
    def has_words(self) -> bool:
        """Whether the index is asked; if not, the fields alone choose."""
        return any(not clause.excluded for clause in self.clauses)

    @property
    def excluded(self) -> str:
        """The FTS5 expression of what must not be present; empty if anything may."""
        return " OR ".join(str(each) for each in self.clauses if each.excluded)

    @property
    def expression(self) -> str:
        """The FTS5 expression; one that finds nothing when the query has no terms."""
        wanted = " AND ".join(str(each) for each in self.clauses if not each.excluded)
        if not wanted:
            return '""'
        return f"({wanted}) NOT ({self.excluded})" if self.excluded else wanted

    @property
    def asked(self) -> str:
        """What the index is asked: what must be present or, without such a word, what must not."""
        return self.expression if self.has_words else self.excluded or '""'

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases that may be shown as found."""
        wanted = (each.alternatives for each in self.clauses if not each.excluded)
        found = chain.from_iterable(chain.from_iterable(wanted))
        return tuple(dict.fromkeys(found))


class Names:
    """Groups of equivalent names, looked up by any of them."""

    def __init__(self, aliases: Aliases | None = None) -> None:
        found: dict[str, dict[str, None]] = {}
        for group in aliases.groups() if aliases else ():
            folded = (fold(acronyms.mark(name)) for name in group)
            names = {name: None for name in folded if len(key(name)) > 1}
            for name in names:
                found.setdefault(key(name), {}).update(names)
        self._by_key = {each: tuple(names) for each, names in found.items()}

    def of(self, text: str) -> tuple[str, ...]:
        """Return the folded names equivalent to a folded text, including itself."""
        return self._by_key.get(key(text), ())

    def known(self) -> tuple[str, ...]:
        """Return all names, folded but for acronyms, each once."""
        found = (name for names in self._by_key.values() for name in names)
        return tuple(dict.fromkeys(map(acronyms.plain, found)))

    def in_compound(self, word: str) -> Iterator[str]:
        """Yield a compound with its first part replaced by its other names (중기중앙회)."""
        for end in range(len(word) - 2, 1, -1):
            if names := self.of(word[:end]):
                yield from (name + word[end:] for name in names if _IS_CJK.match(name[-1]))
                return


NO_NAMES = Names()


class _Piece(NamedTuple):
    text: str  # folded
    quoted: bool = False
    excluded: bool = False
    alternative: bool = False  # to the piece before it
    in_title: bool = False


def parse(text: str, names: Names = NO_NAMES) -> Query:
    """Return the query that ``text`` stands for; any input gives one.

    Whatever is beyond 500 characters or 24 words is ignored, which is a fault that the query has.
    """
    clauses: list[Clause] = []
    words, fields = read_fields(_one_quote(text[:MOST_LETTERS]))
    pieces = list(_pieces(words))
    if len(pieces) > MOST_WORDS or len(text) > MOST_LETTERS:
        ignored = pieces[MOST_WORDS].text if len(pieces) > MOST_WORDS else text[MOST_LETTERS:]
        too_long = Fault("too_long", "", " ".join(ignored.split())[:_LONGEST_SAID])
        fields = fields._replace(faults=(*fields.faults, too_long))
    pieces = pieces[:MOST_WORDS]
    at = 0
    while at < len(pieces):
        found, taken = _name(pieces, at, names)
        if not taken:
            found, taken = _alternatives(pieces[at], names), 1
        piece = pieces[at]
        at += taken
        if not found:
            continue
        same = clauses and clauses[-1][1:] == (piece.excluded, piece.in_title)
        if piece.alternative and same:
            found = [*clauses.pop().alternatives, *found]
        alternatives = tuple(dict.fromkeys(found))[:_MOST_ALTERNATIVES]
        clauses.append(Clause(alternatives, piece.excluded, piece.in_title))
    return Query(tuple(clauses), fields)


def key(folded: str) -> str:
    """Return a folded name in the form that is compared: no spaces between CJK, no endings."""
    parts = [
        term.text[0] if _IS_CJK.match(term.text[0]) else f" {term.text} " for term in terms(folded)
    ]
    return " ".join("".join(parts).split())


def phrase(folded: str) -> Phrase | None:
    """Return the terms of a folded text as a phrase that may stand inside a longer word."""
    found = list(terms(folded))
    if not found:
        return None
    last = found[-1]
    if len(last.text) == 1 and _IS_CJK.match(last.text):
        before = found[-2] if len(found) > 1 else None
        if before and before.end == last.end:  # it only marks the end of the run
            return Phrase(tuple(term.text for term in found[:-1]))
        if last.text != "日" or not before or before.end != last.start:
            return Phrase(tuple(term.text for term in found), prefix=True)
    return Phrase(tuple(term.text for term in found))


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the words and quoted phrases of a search, each with the operators before it."""
    excluded = alternative = in_title = False
    for match in _PIECE.finditer(text):
        word = match["word"]
        if word in {"OR", "|", "｜"}:
            alternative = True
        elif word == "NOT":
            excluded = True
        elif word is not None and _TITLE.fullmatch(word):
            in_title = True
            excluded = excluded or word.startswith("-")
        elif word != "AND":
            title = _TITLE.match(word or "")
            typed = match["quoted"] if word is None else word[title.end() if title else 0 :]
            folded = fold(acronyms.mark(typed))
            minus = bool(match["minus"]) if word is None else word.startswith("-")
            inside = in_title or bool(title)
            yield _Piece(folded, word is None, excluded or minus, alternative, inside)
            excluded = alternative = in_title = False


def _one_quote(text: str) -> str:
    for sign in "“”„‟″＂〝〞":
        text = text.replace(sign, '"')
    return text


def _name(pieces: list[_Piece], at: int, names: Names) -> tuple[list[Alternative], int]:
    """Return the alternatives of a multi-word name at ``at``, and its number of words."""
    for count in range(min(_LONGEST_NAME, len(pieces) - at), 1, -1):
        taken = pieces[at : at + count]
        if any(piece.quoted or piece.excluded or piece.in_title for piece in taken) or any(
            piece.alternative for piece in [*taken[1:], *pieces[at + count : at + count + 1]]
        ):
            continue
        if found := names.of(" ".join(piece.text for piece in taken)):
            apart = tuple(each for piece in taken if (each := phrase(piece.text)))
            return [apart, *_each(found)], count
    return [], 0


def _alternatives(piece: _Piece, names: Names) -> list[Alternative]:
    """Return all forms of a word: itself, its stem, other names, and with other spacing."""
    word = piece.text.lstrip("-") if piece.excluded else piece.text
    if piece.quoted:
        return list(_each([word]))
    forms = [word, *filter(None, [acronyms.either(word)])]
    bounded: list[str] = []
    for stem in stems(word):
        (forms if stem.inside else bounded).append(stem.text)
    if "-" in word.strip("-") and word.isascii():
        forms.append(word.replace("-", ""))  # start-up is startup
    forms += variants(word)
    for form in [*forms, *bounded]:
        forms += names.of(form) or names.in_compound(form)
    for form in tuple(forms):
        if _SPACED.fullmatch(form):
            forms += [f"{form[:at]} {form[at:]}" for at in range(2, len(form) - 1)]
    return [*_each(forms), *(each for stem in bounded for each in _bounded(stem))]


def _each(texts: Iterable[str]) -> Iterator[Alternative]:
    yield from ((found,) for text in texts if (found := phrase(text)))


def _bounded(stem: str) -> Iterator[Alternative]:
    """Yield a stem at the end of a word, alone and with each particle."""
    for particle in ("", *particles_behind()):
        yield (Phrase(tuple(term.text for term in terms(stem + particle))),)


def _all_of(alternative: Alternative) -> str:
    shown = " AND ".join(map(str, alternative))
    return f"({shown})" if len(alternative) > 1 else shown
