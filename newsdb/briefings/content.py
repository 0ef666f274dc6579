"""What a briefing says, in a form that every document format writes and an issue freezes.

The content of an issue is stored as JSON and never read from articles again: whatever becomes of
them, it can be rendered with the same words years later. It holds words, addresses and times, no
markup and nothing that depends on a format.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["daily", "weekly", "one-off"]
Language = Literal["ko", "ja", "en"]
Group = Literal["stories", "articles", "country", "outlet", "language", "concept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words and the language they are written in: it chooses the glyphs of shared ideographs."""

    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """When an outlet had a story.

    ``at`` is an ISO 8601 time with its offset, or a day (``YYYY-MM-DD``) where only that is known.
    """

    outlet: str
    country: str  # KR, JP or another ISO 3166 code; empty where it is unknown
    at: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Which country had a story first; ``hours``, to the minute, is None where days are known."""

    country: str  # that was first
    hours: float | None
    other: str | None  # the country that followed; None: it has not had the story


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What another outlet's article adds to the chosen one, in the words of that article."""

    outlet: str
    country: str
    words: Text | None  # None where its terms don't allow them, or where it adds nothing
    url: str | None = None
    article: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The article that an entry stands on, exactly enough to prove later what it said."""

    article: int
    revision: int
    text_hash: str  # the revision's own, of title, subtitle and text (BLAKE2b, hexadecimal)
    capture: str | None = None  # of the archive: FILE#OFFSET
    outlet: str
    country: str
    authors: tuple[str, ...] = ()
    at: str  # as in Appearance
    url: str | None = None
    attribution: str | None = None  # the words that the outlet's terms ask for
    unverified: bool = False  # nobody has confirmed who this outlet is
    quoted: int | None = None  # of an issue: the characters of its text that it was issued with


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A headline in the briefing's language, by a machine (``service``) or a person (empty)."""

    words: Text
    service: str = ""
    notice: str | None = None  # the address that the service's terms ask to be linked
    missing: tuple[str, ...] = ()  # official names that it lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an outlet's terms took away of an entry since it was issued."""

    what: Literal["excerpt", "rest", "addition"]  # all that was quoted, all but the excerpt
    outlet: str = ""  # of an addition
    licence_ended: str | None = None  # the last day of the licence that it was quoted under


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story as it stood when the briefing was issued, or as it stands in a draft."""

    story: int
    headline: Text
    translation: Translation | None = None  # of the headline
    sentence: Text | None = None  # the editor's own
    note: Text | None = None  # the editor's, for the reader
    excerpt: Text | None = None  # as much as the terms allow; None: nothing
    withheld: bool = False  # there is a text, but the outlet's terms don't allow any of it
    source: Source
    appearances: tuple[Appearance, ...] = ()  # one an outlet, earliest first, the source's too
    lead: Lead | None = None
    additions: tuple[Addition, ...] = ()
    follows: int | None = None  # number of the briefing that it is a follow-up to
    address: str | None = None  # of the story's page on the desk
    taken: tuple[Taken, ...] = ()  # of an issue that is read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a briefing with its entries in the editor's order."""

    title: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the period beside the mean of the four periods before."""

    group: Group
    name: str  # of the country, outlet, language or concept; empty for the totals
    now: int
    before: float | None  # None where there is no earlier period


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What the period looked like."""

    figures: tuple[Figure, ...] = ()
    first: dict[str, int] = field(default_factory=dict)  # stories by the country that led
    median_lead: dict[str, float] = field(default_factory=dict)  # hours, by the same
    only: dict[str, int] = field(default_factory=dict)  # stories of one country only


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An outlet that could not be watched from one day until another (None: still)."""

    outlet: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence that a customer has bought from an outlet, for the colophon."""

    outlet: str
    number: str
    until: str  # its last day, YYYY-MM-DD


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A briefing, issued (``number`` and ``issued_at`` are there) or a draft."""

    number: int | None
    title: str
    kind: Kind
    language: Language
    since: str  # days, YYYY-MM-DD, both included
    until: str
    editor: str
    issued_at: str | None = None  # ISO 8601 with its offset
    introduction: str = ""  # paragraphs parted by an empty line
    sections: tuple[Section, ...] = ()
    numbers: Numbers | None = None
    gaps: tuple[Gap, ...] = ()
    licences: tuple[Licence, ...] = ()
    boilerplate: str = ""  # of the customer's template, at the end
    logo: str = ""  # of the same, a PNG in Base64
    corrects: int | None = None  # the number of the issue that this one corrects
    correction: str = ""  # what was wrong and what is right

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of the document."""
        return tuple(entry for section in self.sections for entry in section.entries)


def to_json(briefing: Briefing) -> dict[str, Any]:
    """Return a briefing as what ``json.dumps`` takes."""
    return asdict(briefing)


def from_json(stored: Mapping[str, Any]) -> Briefing:
    """Return the briefing that ``to_json`` made; keys that it does not know raise TypeError."""
    numbers = stored["numbers"]
    return Briefing(
        **{
            **stored,
            "sections": tuple(
                Section(title=each["title"], entries=tuple(map(_entry, each["entries"])))
                for each in stored["sections"]
            ),
            "numbers": numbers
            and Numbers(
                **{**numbers, "figures": tuple(Figure(**each) for each in numbers["figures"])}
            ),
            "gaps": tuple(Gap(**each) for each in stored["gaps"]),
            "licences": tuple(Licence(**each) for each in stored["licences"]),
        }
    )


def _entry(stored: Mapping[str, Any]) -> Entry:
    return Entry(
        **{
            **stored,
            **{name: _text(stored[name]) for name in ("sentence", "note", "excerpt")},
            "headline": Text(**stored["headline"]),
            "translation": _translation(stored.get("translation")),  # issues of before have none
            "source": Source(
                **{**stored["source"], "authors": tuple(stored["source"]["authors"])}
            ),
            "appearances": tuple(Appearance(**each) for each in stored["appearances"]),
            "taken": tuple(Taken(**each) for each in stored.get("taken", ())),
            "lead": stored["lead"] and Lead(**stored["lead"]),
            "additions": tuple(
                Addition(**{**each, "words": _text(each["words"])}) for each in stored["additions"]
            ),
        }
    )


def _translation(stored: Mapping[str, Any] | None) -> Translation | None:
    if not stored:
        return None
    words, missing = Text(**stored["words"]), tuple(stored["missing"])
    return Translation(**{**stored, "words": words, "missing": missing})


def _text(stored: Mapping[str, Any] | None) -> Text | None:
    return Text(**stored) if stored else None
