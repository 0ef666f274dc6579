"""Invented articles whose sentences consist of chunks, so that they can be paraphrased."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from benchmarks.copies.words import LANGUAGES

if TYPE_CHECKING:
    import random

    from newsdb.records import Language


@dataclass(frozen=True)
class Sentence:
    """A sentence: the subject, chunks in any order, the verb; or a quotation."""

    subject: str
    chunks: tuple[str, ...]
    verb: str
    language: Language
    quote: str | None = None

    def __str__(self) -> str:
        if self.quote:
            return self.quote
        if self.language == "en":
            return f"{self.subject} {self.verb} {' '.join(self.chunks)}."
        if self.language == "ja":
            return f"{self.subject}{'、'.join(self.chunks)}{self.verb}。"
        return f"{self.subject} {' '.join(self.chunks)} {self.verb}."


@dataclass(frozen=True)
class News:
    """An article as its author wrote it."""

    language: Language
    title: str
    sentences: tuple[Sentence, ...]
    people: tuple[str, ...] = ()
    opening: str = ""
    closing: tuple[str, ...] = ()
    per_paragraph: int = 2
    extra: tuple[str, ...] = field(default=())  # other text around it

    @property
    def body(self) -> str:
        """Return the text with its paragraphs."""
        blank = "" if self.language == "ja" else " "
        texts = [str(each) for each in self.sentences]
        step = self.per_paragraph
        paragraphs = [blank.join(texts[at : at + step]) for at in range(0, len(texts), step)]
        before = self.extra[: len(self.extra) // 2]
        after = self.extra[len(self.extra) // 2 :]
        if paragraphs:
            paragraphs[0] = self.opening + paragraphs[0]
        return "\n\n".join([*before, *paragraphs, *after, *self.closing])


class Writer:
    """Writes articles of one language."""

    def __init__(self, chance: random.Random, language: Language) -> None:
        self.chance, self.language, self.words = chance, language, LANGUAGES[language]

    def pick(self, options: tuple[str, ...]) -> str:
        return self.chance.choice(options)

    def person(self) -> str:
        name = "".join(
            self.chance.choices(self.words.syllables, k=3 if self.language == "ko" else 4)
        )
        return name.title() if self.language == "en" else name

    def organisation(self) -> str:
        name = "".join(self.chance.choices(self.words.syllables, k=2))
        if self.language == "en":
            return f"{name.title()} {self.pick(self.words.suffixes)}"
        return f"{name}{self.pick(self.words.suffixes)}"

    def number(self) -> str:
        value = int(10 ** self.chance.uniform(0.7, 4))
        form = self.chance.random()
        if form < 0.2:
            return f"{value / 10:.1f}"
        return f"{value:,}" if form < 0.6 else str(value)

    def amount(self) -> str:
        unit = self.pick(self.words.units)
        blank = " " if self.language == "en" and unit != "%" else ""
        return f"{self.number()}{blank}{unit}"

    def day(self) -> str:
        month, day = self.chance.randint(1, 12), self.chance.randint(1, 28)
        return {"ko": f"{month}월 {day}일", "ja": f"{month}月{day}日", "en": f"on {day}/{month}"}[
            self.language
        ]

    def compound(self) -> str:
        glue = {"ko": self.pick(("", " ")), "ja": self.pick(("", "の", "")), "en": " "}[
            self.language
        ]
        return glue.join(self.chance.sample(self.words.nouns, k=self.chance.randint(2, 3)))

    def chunk(self) -> str:
        """Return a phrase that says where, when, of what or how much."""
        kinds = {
            "ko": (
                "{n}을 위한",
                "{p} {n}에서",
                "{d}",
                "{a} 규모의 {n}을",
                "{v}",
                "{n}과 {n2}을",
                "{n} {a}을",
            ),
            "ja": (
                "{n}のための",
                "{p}の{n}で",
                "{d}",
                "{a}規模の{n}を",
                "{v}",
                "{n}と{n2}を",
                "{n}{a}を",
            ),
            "en": (
                "for {n}",
                "at the {n} in {p}",
                "{d}",
                "a {n} of {a}",
                "{v}",
                "{n} and {n2}",
                "{a} of {n}",
            ),
        }[self.language]
        return self.chance.choice(kinds).format(
            n=self.compound(),
            n2=self.compound(),
            p=self.pick(self.words.places),
            d=self.day(),
            a=self.amount(),
            v=self.pick(self.words.adverbs),
        )

    def sentence(self, subject: str | None = None) -> Sentence:
        particle = {"ko": self.pick(("은", "이")), "ja": self.pick(("は", "が")), "en": ""}[
            self.language
        ]
        who = subject or self.organisation()
        chunks = tuple(self.chunk() for _ in range(self.chance.randint(2, 4)))
        verb = self.pick(self.chance.choice(self.words.verbs))
        return Sentence(f"{who}{particle}", chunks, verb, self.language)

    def quote(self, person: str) -> Sentence:
        quoted = " ".join(self.chunk() for _ in range(3))
        form = self.pick(self.words.quotations)
        title = self.pick(self.words.titles)
        parts = (
            (quoted, person, title) if form.startswith(("“", "「")) else (person, title, quoted)
        )
        return Sentence("", (), "", self.language, form.format(*parts))

    def title(self, subject: str) -> str:
        return f"{subject} {self.compound()} {self.amount()} {self.pick(self.words.places)}"

    def news(self, *, sentences: int | None = None, subject: str | None = None) -> News:
        """Return an article of about the length that real ones have."""
        subject = subject or self.organisation()
        count = sentences or self.chance.choice((6, 8, 10, 12, 15, 20, 25))
        people = (self.person(), self.person())
        body = [
            self.quote(self.chance.choice(people))
            if self.chance.random() < 0.15
            else self.sentence(subject if self.chance.random() < 0.4 else None)
            for _ in range(count)
        ]
        return News(
            self.language,
            self.title(subject),
            tuple(body),
            people,
            per_paragraph=self.chance.choice((1, 2, 2, 3)),
        )

    def paraphrased(self, sentence: Sentence) -> Sentence:
        """Return a sentence in other words: another verb, its phrases in another order."""
        if sentence.quote:
            return sentence
        same = next(each for each in self.words.verbs if sentence.verb in each)
        chunks = list(sentence.chunks)
        self.chance.shuffle(chunks)
        if self.chance.random() < 0.3:
            chunks[0] = self.pick(self.words.adverbs)
        return replace(sentence, chunks=tuple(chunks), verb=self.pick(same))
