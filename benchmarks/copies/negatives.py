"""Look-alikes that are not copies: texts of the same template, topic, outlet or event."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.copies import templates
from benchmarks.copies.news import News, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.copies.news import Writer

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def _raw(language: str, text: str) -> Sentence:
    return Sentence("", (), "", language, text)  # type: ignore[arg-type]


def _other_numbers(writer: Writer, sentence: Sentence) -> Sentence:
    text = _NUMBER.sub(lambda _: writer.number(), str(sentence))
    return _raw(writer.language, text)


def unrelated(writer: Writer, news: News) -> News:
    del news
    return writer.news()


def same_company(writer: Writer, news: News) -> News:
    subject = str(news.sentences[0]).split(" ")[0][:6]
    return writer.news(subject=subject)


def round_up(writer: Writer, news: News) -> News:
    """Return the next day's text of a daily round-up: every number differs."""
    return replace(news, sentences=tuple(_other_numbers(writer, each) for each in news.sentences))


def round_up_of_other_names(writer: Writer, news: News) -> News:
    changed = [_other_numbers(writer, each) for each in news.sentences]
    for at in range(0, len(changed), 3):
        changed[at] = writer.sentence()
    return replace(news, sentences=tuple(changed))


def template_of_release(writer: Writer, news: News) -> News:
    """Return another firm's release from the same template: half of the phrases differ."""

    def filled(sentence: Sentence) -> Sentence:
        if sentence.quote:
            return writer.quote(writer.person())
        chunks = (c if writer.chance.random() < 0.5 else writer.chunk() for c in sentence.chunks)
        return _other_numbers(
            writer, replace(sentence, subject=writer.organisation(), chunks=tuple(chunks))
        )

    return replace(news, title=writer.title(""), sentences=tuple(map(filled, news.sentences)))


def shared_quote(writer: Writer, news: News) -> News:
    other = writer.news(sentences=max(6, len(news.sentences)))
    return replace(other, sentences=(*other.sentences[:-2], *news.sentences[:2]))


def shared_background(writer: Writer, news: News) -> News:
    other = writer.news(sentences=max(8, len(news.sentences)))
    background = news.sentences[-max(2, len(news.sentences) // 4) :]
    return replace(other, sentences=(*other.sentences[: -len(background)], *background))


def same_boilerplate(writer: Writer, news: News) -> News:
    lines = {
        "ko": "한들뉴스는 독자 여러분의 의견을 기다리며 더 나은 보도를 위해 노력합니다.",
        "ja": "山辺通信は読者の皆さまのご意見をお待ちし、良い報道に努めてまいります。",
        "en": "Handeul News welcomes the views of its readers and works for better reporting.",
    }[news.language]
    return replace(writer.news(), closing=(lines,) * 2)


def same_title(writer: Writer, news: News) -> News:
    return replace(writer.news(), title=news.title)


def appointments(writer: Writer, news: News) -> News:
    """Return a list of names and posts: the posts are always the same."""
    return _list_of_posts(writer, news.title)


def same_event(writer: Writer, news: News) -> News:
    """Return another reporter's text on the event: same names and numbers, no shared sentence."""
    numbers = [m[0] for each in news.sentences for m in _NUMBER.finditer(str(each))]
    other = writer.news(sentences=max(6, len(news.sentences)), subject=news.title.split(" ")[0])
    fresh = iter(numbers * 20)
    changed = [
        _raw(news.language, _NUMBER.sub(lambda _: next(fresh, "7"), str(each)))
        for each in other.sentences
    ]
    return replace(other, sentences=tuple(changed))


def _list_of_posts(writer: Writer, title: str) -> News:
    posts = [
        f"△{noun} {writer.words.titles[n % 5]}" for n, noun in enumerate(writer.words.nouns[:24])
    ]
    text = " ".join(f"{post} {writer.person()}" for post in posts)
    return News(writer.language, title, (_raw(writer.language, text),))


NEGATIVES: dict[str, Callable[[Writer, News], News]] = {
    each.__name__: each
    for each in (
        unrelated,
        same_company,
        round_up,
        round_up_of_other_names,
        template_of_release,
        shared_quote,
        shared_background,
        same_boilerplate,
        same_title,
        appointments,
        same_event,
        templates.rates,
        templates.weather,
        templates.event_notice,
    )
}
#: What a negative is compared with when it is not the article it was made of.
ORIGINALS: dict[str, Callable[[Writer, News], News]] = {
    "appointments": lambda writer, news: _list_of_posts(writer, news.title),
    "same_boilerplate": same_boilerplate,
    "rates": templates.rates,
    "weather": templates.weather,
    "event_notice": templates.event_notice,
}
