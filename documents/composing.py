"""A briefing's content put into words: what a document says, in which order, with which labels."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from documents.cleaning import LONGEST, lines, one_line, picture, web_address
from documents.document import Chapter, Document, First, Item, Line, Part, Piece, Table
from documents.wording import Wording, known_language, language_of_name, moment_of, number
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsdb.briefings.content import (
        Appearance,
        Briefing,
        Entry,
        Figure,
        Numbers,
        Text,
    )

_NAMES_OF_LANGUAGES = {"ko", "ja", "en"}


def document_of(briefing: Briefing) -> Document:
    """Return what a briefing says in its language."""
    return _Composer(briefing).document()


class _Composer:
    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.language: str = briefing.language
        last = moment_of(briefing.until)
        self.wording = Wording(self.language, last.year if last else None)
        self.say = self.wording.say

    def document(self) -> Document:
        briefing, say = self.briefing, self.say
        name = say("draft") if briefing.number is None else say("number", number=briefing.number)
        issued = briefing.issued_at
        editor = one_line(briefing.editor)
        facts = [
            name,
            say(briefing.kind),
            say("issued", when=self.wording.issued(one_line(issued))) if issued else "",
            say("edited_by", name=editor) if editor else "",
        ]
        span = self.wording.span(one_line(briefing.since), one_line(briefing.until))
        numbers = count(1)
        return Document(
            language=self.language,
            name=name,
            title=self.short(briefing.title) or name,
            subtitle=" · ".join(filter(None, facts)),
            period=say("period", span=span),
            editor=editor,
            made=_made(briefing),
            correction=self.correction(),
            introduction=self.paragraphs(briefing.introduction),
            summary=tuple(self.summary()),
            contents=say("contents"),
            parts=tuple(
                Part(
                    title=self.short(section.title),
                    count=self.wording.stories(len(_stories(section.entries))),
                    items=tuple(self.item(next(numbers), each) for each in section.entries),
                    nothing="" if section.entries else say("no_stories"),
                )
                for section in briefing.sections
            ),
            chapters=tuple(self.chapters()),
            evidence=Chapter(title=say("evidence"), lines=tuple(self.evidence())),
            note=self.wording.labelled("note"),
            page=say("page"),
            logo=picture(briefing.logo),
        )

    # -- words ---------------------------------------------------------------------------------

    def paragraphs(self, text: str) -> tuple[str, ...]:
        """Return a text's lines; what would make the document endless is left out, and said."""
        over = len(text) - LONGEST
        found = lines(text[:LONGEST])
        return (*found, self.say("cut", count=f"{over:,}")) if over > 0 else found

    def short(self, text: str) -> str:
        return " ".join(self.paragraphs(text))

    def text(self, text: Text | None) -> Line:
        if text is None:
            return ()
        language = known_language(text.language, self.language)
        return tuple(Piece(each, language) for each in self.paragraphs(text.words))

    def own(self, words: str) -> Piece:
        return Piece(words, self.language)

    def named(self, name: str, country: str, url: str | None = None) -> Piece:
        shown = self.short(name)
        return Piece(shown, language_of_name(shown, country, self.language), web_address(url))

    def label(self, key: str) -> Piece:
        return self.own(self.wording.labelled(key))

    def line(self, text: str, label: str | None = None) -> Line:
        return (*([self.label(label)] if label else []), self.own(text))

    # -- the top -------------------------------------------------------------------------------

    def correction(self) -> Chapter | None:
        briefing = self.briefing
        if briefing.corrects is None and not briefing.correction.strip():
            return None
        said = self.paragraphs(briefing.correction)
        if briefing.corrects is not None:
            said = (self.say("corrects", number=briefing.corrects), *said)
        return Chapter(
            title=self.say("correction"), lines=tuple((self.own(each),) for each in said)
        )

    def summary(self) -> Iterator[tuple[str, str]]:
        """Yield what a director wants to know first; only what there is."""
        entries = _stories(self.briefing.entries)
        yield self.wording.stories(len(entries)), self.say("stories_here")
        leads = [each.lead for each in entries if each.lead]
        first = [
            sum(lead.country == code and lead.other is not None for lead in leads)
            for code in ("KR", "JP")
        ]
        if any(first):
            yield f"{first[0]:,} : {first[1]:,}", self.say("first_here")
        for code in ("KR", "JP"):
            alone = sum(lead.country == code and lead.other is None for lead in leads)
            if alone:
                country = self.wording.country(code)
                yield self.wording.stories(alone), self.say("only_here", country=country)

    # -- one story -----------------------------------------------------------------------------

    def item(self, place: int, entry: Entry) -> Item:
        page, source = web_address(entry.address), web_address(entry.source.url)
        headline = self.text(entry.headline)
        return Item(
            number=place,
            tags=() if entry.follows is None else (self.say("follows", number=entry.follows),),
            headline=Piece(
                " ".join(each.words for each in headline) or f"#{entry.story}",
                headline[0].language if headline else self.language,
                source or page,
            ),
            sentence=self.text(entry.sentence),
            note=self.text(entry.note),
            excerpt=self.text(entry.excerpt),
            withheld=" ".join(self.withheld(entry)),
            first=self.first(entry),
            details=tuple(self.details(entry)),
            page=Piece(self.say("story_page"), self.language, page) if page else None,
        )

    def withheld(self, entry: Entry) -> Iterator[str]:
        """Yield what the terms of outlets keep back, or took away since this was issued."""
        if entry.withheld and not any(each.what == "excerpt" for each in entry.taken):
            yield self.say("withheld")
        for each in entry.taken:
            outlet = self.short(each.outlet)
            if ended := moment_of(each.licence_ended or ""):
                day = self.wording.day(ended, full=True)
                yield self.say(f"taken_{each.what}_licence", outlet=outlet, day=day)
            else:
                yield self.say(f"taken_{each.what}", outlet=outlet)

    def first(self, entry: Entry) -> First | None:
        lead = entry.lead
        if lead is None:
            return None
        country = self.wording.country(one_line(lead.country))
        codes = [one_line(lead.country)]
        if lead.other is None:
            words = self.say("only_here", country=country)
        else:
            codes.append(one_line(lead.other))
            other = self.wording.country(codes[1])
            words = (
                self.say("lead_by_days", country=country, other=other)
                if lead.hours is None
                else self.say(
                    "lead", country=country, other=other, span=self.wording.lead(lead.hours)
                )
            )
        leading = [each for each in entry.appearances if each.country == lead.country]
        return First(
            countries=tuple(
                (code, self.wording.letter(code), self.wording.country(code)) for code in codes
            ),
            hours=None if lead.other is None else lead.hours,
            words=words,
            outlet=self.named(leading[0].outlet, leading[0].country, leading[0].url)
            if leading
            else None,
        )

    def translation(self, entry: Entry) -> Iterator[Line]:
        found = entry.translation
        if words := self.text(found.words) if found else ():
            assert found is not None
            by = (
                self.say("translated_by_machine", service=one_line(found.service))
                if found.service
                else self.say("translated")
            )
            lacking = ", ".join(map(one_line, found.missing))
            doubt = f" · {self.say('check_names', names=lacking)}" if lacking else ""
            service = Piece(by, self.language, web_address(found.notice))
            yield (service, self.own(": "), *words, *self.rest(doubt))

    def details(self, entry: Entry) -> Iterator[Line]:
        source = entry.source
        yield from self.translation(entry)
        said = [", ".join(filter(None, map(self.short, source.authors)))]
        said += [self.wording.when(one_line(source.at)), self.short(source.attribution or "")]
        facts = "".join(f" · {each}" for each in said if each)
        name = self.named(source.outlet, source.country, source.url)
        doubt = self.wording.bracketed(self.say("unverified")) if source.unverified else ""
        yield (self.label("source"), name, *self.rest(doubt + facts))
        others = [each for each in entry.appearances if each.outlet != source.outlet]
        if others:
            yield (self.label("also_in"), *self.enumerated(map(self.appearance, others)))
        silent = []
        taken = {each.outlet for each in entry.taken if each.what == "addition"}
        for addition in entry.additions:
            if addition.outlet in taken:  # that is said apart
                continue
            name = self.named(addition.outlet, addition.country, addition.url)
            words = self.text(addition.words)
            if not words:
                silent.append((name,))
                continue
            # The name stands in the label: the words are the link.
            label = self.say("adds", outlet=name.words)
            end = "：" if self.language == "ja" else ": "
            said_by = Piece(" ".join(each.words for each in words), words[0].language, name.url)
            yield (self.own(label + end), said_by)
        if silent:
            yield (self.label("adds_nothing"), *self.enumerated(silent))

    def appearance(self, appearance: Appearance) -> Line:
        name = self.named(appearance.outlet, appearance.country, appearance.url)
        return (name, self.own(self.wording.bracketed(self.time(appearance.at))))

    def time(self, at: str) -> str:
        """Return a time for brackets: of a day alone, that it has no time follows a comma."""
        stored = one_line(at)
        shown, day = self.wording.when(stored), self.wording.when(stored, no_time=False)
        if shown == day:
            return shown
        return day + ("、" if self.language == "ja" else ", ") + self.say("no_time")

    def enumerated(self, each: Iterable[Line]) -> Iterator[Piece]:
        for place, line in enumerate(each):
            if place:
                yield self.own("、" if self.language == "ja" else ", ")
            yield from line

    def rest(self, words: str) -> Line:
        return (self.own(words),) if words else ()

    # -- behind the stories --------------------------------------------------------------------

    def chapters(self) -> Iterator[Chapter]:
        briefing = self.briefing
        if briefing.numbers:
            figures = self.figures(briefing.numbers)
            if figures.lines or figures.tables:
                yield figures
        if briefing.gaps:
            yield Chapter(title=self.say("gaps"), lines=tuple(self.gaps()))
        yield Chapter(title=self.say("colophon"), lines=tuple(self.colophon()))

    def gaps(self) -> Iterator[Line]:
        for gap in self.briefing.gaps:
            since, until = one_line(gap.since), one_line(gap.until or "")
            span = (
                self.say("span", since=self.bare(since), until=self.bare(until))
                if until
                else self.say("still", since=self.bare(since))
            )
            end = "：" if self.language == "ja" else ": "
            yield (self.named(gap.outlet, ""), self.own(end + span))

    def bare(self, at: str) -> str:
        return self.wording.when(at, no_time=False)

    def colophon(self) -> Iterator[Line]:
        yield self.line(self.say("terms"))
        for licence in self.briefing.licences:
            until = moment_of(one_line(licence.until))
            said = self.say(
                "licence_until",
                number=self.short(licence.number),
                until=self.wording.day(until, full=True) if until else one_line(licence.until),
            )
            yield (
                self.label("licence"),
                self.named(licence.outlet, ""),
                self.own(self.wording.bracketed(said)),
            )
        yield self.line(self.say("clock"))
        for each in self.paragraphs(self.briefing.boilerplate):
            yield self.line(each)

    def evidence(self) -> Iterator[Line]:
        for place, entry in enumerate(self.briefing.entries, 1):
            source = entry.source
            said = self.say(
                "evidence_of",
                article=source.article,
                revision=source.revision,
                hash=one_line(source.text_hash),
            )
            if source.capture:
                said += ", " + self.say("capture", capture=self.short(source.capture))
            yield (
                self.own(f"{place}. "),
                self.named(source.outlet, source.country),
                self.own(f" · {said}"),
            )

    def figures(self, numbers: Numbers) -> Chapter:
        groups: dict[str, list[Figure]] = defaultdict(list)
        for figure in numbers.figures:
            total = figure.group in {"stories", "articles"}
            groups["totals" if total else figure.group].append(figure)
        kind = self.briefing.kind
        before = self.say("before" if kind == "one-off" else f"before_{kind}")
        tables = tuple(
            Table(
                header=(self.say(group), self.say("of_this_period"), before),
                rows=tuple(map(self.figure, figures)),
            )
            for group, figures in groups.items()
        )
        return Chapter(
            title=self.say("numbers"), lines=tuple(self.sentences(numbers)), tables=tables
        )

    def figure(self, figure: Figure) -> tuple[Piece, str, str]:
        name = self.short(figure.name)
        if figure.group in {"stories", "articles"}:
            shown = self.own(self.say(figure.group))
        elif figure.group == "country":
            shown = self.own(self.wording.country(name))
        elif figure.group == "language" and name in _NAMES_OF_LANGUAGES:
            shown = self.own(self.say(f"language_{name}"))
        else:
            shown = self.named(name, "")
        before = self.say("nothing_before") if figure.before is None else number(figure.before)
        return shown, number(figure.now), before

    def sentences(self, numbers: Numbers) -> Iterator[Line]:
        for key, values in (("who_first", numbers.first), ("only", numbers.only)):
            if values:
                yield self.line(self.by_country(values, self.wording.stories), key)
        if numbers.median_lead:
            yield self.line(self.by_country(numbers.median_lead, self.wording.lead), "median_lead")

    def by_country(
        self, values: dict[str, int] | dict[str, float], write: Callable[[Any], str]
    ) -> str:
        """Return a value for each country: ``한국 3건, 일본 2건``."""
        between = "、" if self.language == "ja" else ", "
        blank = "" if self.language == "ja" else " "
        return between.join(
            f"{self.wording.country(one_line(code))}{blank}{write(value)}"
            for code, value in values.items()
        )


def _stories(entries: Iterable[Entry]) -> list[Entry]:
    """Return the first entry of each story: stories merged since have several."""
    first: dict[int, Entry] = {}
    for each in entries:
        first.setdefault(each.story, each)
    return list(first.values())


def _made(briefing: Briefing) -> datetime:
    """Return the moment that a document's files bear: of the issue, of a draft its last day."""
    for at in (briefing.issued_at, briefing.until):
        moment = moment_of(at or "")
        if isinstance(moment, datetime):
            return moment.replace(microsecond=0)
        if moment:
            return datetime(moment.year, moment.month, moment.day, tzinfo=KST)
    return datetime(2000, 1, 1, tzinfo=KST)
