"""The models of the tables in a watch list's file, by which it is validated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from newsdb.records import Country, Language  # noqa: TC001 pydantic asks for them

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["place", "organisation", "topic", "action"]

#: A name as written in the file: ``|`` before or after it requires a word edge there, ``~`` waives
#: the edge that a short name would require.
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
#: An official name, as a gloss has to have it: no marks of the matcher.
OfficialName = Annotated[
    str, StringConstraints(min_length=2, max_length=120, pattern=r"^[^|~\s](?:[^|~]*[^|~\s])?$")
]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]

#: The languages of the articles in which the names under a key are looked for.
LANGUAGES_OF: dict[str, tuple[Language, ...]] = {
    "ko": ("ko",),
    "hanja": ("ko",),
    "ja": ("ja",),
    "en": ("en", "ko", "ja"),
    "any": ("ko", "ja", "en"),
}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class AsideEntry(_Table):
    """How near, in characters, a country stands before or after the word that sets it aside."""

    before: int = Field(default=0, ge=0, le=40)
    after: int = Field(default=0, ge=0, le=40)


class ConceptEntry(_Table):
    """A concept: its names by language, and what a match of one of them means."""

    ko: list[Name] = []
    ja: list[Name] = []
    en: list[Name] = []
    hanja: list[Name] = []  # in Korean articles
    any: list[Name] = []
    but: list[Name] = Field(default=[], alias="not")  # longer words in which a name means nothing
    places: Country | None = None  # names all places of that country that newsdb/text knows
    gloss: dict[Language, OfficialName] = {}  # its name in each language, as glosses have it
    compounds: str = ""  # words that may follow a name which ends with |, blanks between them
    country: Country | list[Country] | None = None
    neighbours: bool = False  # a body of several countries: of the one that stands before it
    aside: AsideEntry | None = None  # it sets aside the country that stands beside it
    implies: list[str] = []
    languages: list[Language] | None = None
    weight: float = Field(default=1, gt=0, le=10)
    remove: list[Name] = []  # names of the list below that this one removes
    replace: bool = False
    off: bool = False


class RuleEntry(_Table):
    """A rule: its condition, and the points that it adds to the score or subtracts."""

    when: str = ""
    points: float = Field(default=0, ge=-20, le=20)
    languages: list[Language] | None = None
    off: bool = False


class DecisionEntry(_Table):
    """The scores from which an article is relevant or for review; lengths in characters."""

    relevant: float | None = Field(default=None, gt=0, le=100)
    review: float | None = Field(default=None, gt=0, le=100)
    lead: int | None = Field(default=None, ge=50, le=2000)
    near: int | None = Field(default=None, ge=5, le=1000)


class FileEntry(_Table):
    """A whole file."""

    name: Identifier | None = None
    replaces: bool = False
    decision: DecisionEntry = DecisionEntry()
    define: dict[Identifier, str] = {}
    place: dict[Identifier, ConceptEntry] = {}
    organisation: dict[Identifier, ConceptEntry] = {}
    topic: dict[Identifier, ConceptEntry] = {}
    action: dict[Identifier, ConceptEntry] = {}
    rule: dict[Identifier, RuleEntry] = {}

    def concepts(self) -> Iterator[tuple[str, Kind, ConceptEntry]]:
        """Yield the concepts of every kind: id, kind, entry."""
        kinds: tuple[Kind, ...] = ("place", "organisation", "topic", "action")
        for kind in kinds:
            for id_, each in getattr(self, kind).items():
                yield id_, kind, each
