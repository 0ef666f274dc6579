"""The scale on which signs for and against an article are laid, and what it says in the end."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from crawler.reading.kinds.words import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Signs that come to this make a page an article.
ENOUGH = 5
#: The same for one that doesn't show its text, and for one that a listing names with its date.
ENOUGH_WITHOUT_TEXT, ENOUGH_LISTED = 7, 3
#: What metadata, address and text come to on most pages of news: nothing else need be looked at.
SURE = 9
#: What a page's kind is called that has at least this much against it.
_TELLING = 3


class Named(NamedTuple):
    """What named a page: the title that a listing gives, and whether it dates it; or a person."""

    title: str | None
    dated: bool
    by_person: bool = False  # who asked for this very page, whatever it is

    def is_title_of(self, titles: Iterable[str]) -> bool:
        """Return whether the listing's title is one of these, or the beginning of one."""
        title = fold_label(self.title or "")
        return bool(title) and any(fold_label(each).startswith(title) for each in titles)

    def is_in_titles(self, titles: Iterable[str]) -> bool:
        """Return whether the listing's title, which may be cut off, is a part of one of these."""
        title = fold_label((self.title or "").rstrip(" .…"))
        return bool(title) and any(title in fold_label(each) for each in titles)


class Weighed(NamedTuple):
    """The outcome: the sum, what the page rather is, and each sign with its weight."""

    sum: int
    kind: str | None
    signs: tuple[str, ...]

    @property
    def is_article(self) -> bool:
        """Whether the signs for an article prevail."""
        return self.sum >= ENOUGH

    def is_headline(self, named: Named | None) -> bool:
        """Return whether a page that doesn't show a text is an article's all the same.

        Its metadata have to say so, or a listing that gives headline and date.
        """
        listed = named is not None and named.title is not None and named.dated
        return self.kind is None and self.sum >= (ENOUGH_LISTED if listed else ENOUGH_WITHOUT_TEXT)

    def __str__(self) -> str:
        return "; ".join(self.signs) or "no sign"


class Scale:
    """The signs found so far."""

    def __init__(self) -> None:
        self.total = 0
        self.signs: list[str] = []
        self.against: dict[str, int] = defaultdict(int)

    def add(self, sign: str, weight: int) -> None:
        """Count a sign for an article, or against any."""
        if weight:
            self.total += weight
            self.signs.append(f"{weight:+d} {sign}")

    def rather(self, kind: str, sign: str, weight: int) -> None:
        """Count a sign that the page is of another kind."""
        self.against[kind] += weight
        self.add(f"{kind}: {sign}", -weight)

    @property
    def is_sure(self) -> bool:
        """Whether nothing that a page shows could make it anything but an article."""
        return self.total >= SURE and max(self.against.values(), default=0) < _TELLING

    def weighed(self) -> Weighed:
        """Return the outcome."""
        kind = max(self.against, key=lambda each: self.against[each], default=None)
        told = kind if kind and self.against[kind] >= _TELLING else None
        return Weighed(self.total, told, tuple(self.signs))
