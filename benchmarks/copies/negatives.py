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


def _lead(writer: Writer, news: News, title: str, first: str) -> News:
    """Return news under another title, its first two sentences about what the title names."""
    texts = [first, *map(str, news.sentences[1:])]
    return replace(news, title=title, sentences=tuple(_raw(writer.language, t) for t in texts))


def about_a_city(writer: Writer, news: News, place: str | None = None) -> News:
    """Return news that a place is the subject of: in the title and twice in the text."""
    place = place or writer.words.places[0]
    noun = writer.words.nouns[len(news.sentences) % 40]
    first = {
        "ko": f"{place}시는 {noun} 참가 기업을 모집한다. {place}시는 누리집에서 신청을 받는다.",
        "ja": f"{place}市は{noun}に参加する企業を募る。{place}市のホームページで受け付ける。",
        "en": f"{place} looks for firms to join its {noun}. Firms apply on {place}'s website.",
    }[writer.language]
    return _lead(writer, news, f"{place} {noun}", first)


def another_city(writer: Writer, news: News) -> News:
    return about_a_city(writer, news, writer.pick(writer.words.places[1:]))


def of_a_year(writer: Writer, news: News, year: int = 2025) -> News:
    first = {
        "ko": f"{year}년 행사가 {news.sentences[0]}",
        "ja": f"{year}年の行事で{news.sentences[0]}",
        "en": f"The {year} fair opened. {news.sentences[0]}",
    }[writer.language]
    return _lead(writer, news, f"{year} {news.title}", first)


def another_year(writer: Writer, news: News) -> News:
    return of_a_year(writer, news, 2026)


def of_an_edition(writer: Writer, news: News, number: int = 7) -> News:
    name = {"ko": f"제{number}회", "ja": f"第{number}回", "en": f"{number}th"}[writer.language]
    noun = writer.words.nouns[len(news.sentences) % 40]
    first = {"ko": f"{name} {noun} 행사가 열렸다.", "ja": f"{name}{noun}の行事が開かれた。"}.get(
        writer.language, f"The {name} {noun} has opened."
    )
    return _lead(writer, news, f"{name} {noun}", f"{first} {news.sentences[0]}")


def another_edition(writer: Writer, news: News) -> News:
    return of_an_edition(writer, news, 8)


_UP_AND_DOWN = {"ko": ("상승", "하락"), "ja": ("改善", "悪化"), "en": ("improved", "worsened")}


def of_a_rise(writer: Writer, news: News, way: int = 0) -> News:
    word = _UP_AND_DOWN[writer.language][way]
    first = {
        "ko": f"중소기업 경기지수가 {word}했다. 서비스업도 {word}했다.",
        "ja": f"中小企業の景況指数は{word}した。サービス業も{word}した。",
        "en": f"The mood of small firms {word}. Services {word} too.",
    }[writer.language]
    return _lead(writer, news, f"{news.title} {word}", first)


def the_opposite(writer: Writer, news: News) -> News:
    return of_a_rise(writer, news, 1)


def a_caption(writer: Writer, news: News) -> News:
    return replace(news, sentences=news.sentences[:1])


def same_caption(writer: Writer, news: News) -> News:
    return replace(a_caption(writer, news), title=writer.title(writer.organisation()))


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
        another_city,
        another_year,
        another_edition,
        the_opposite,
        same_caption,
    )
}
#: What a negative is compared with when it is not the article it was made of.
ORIGINALS: dict[str, Callable[[Writer, News], News]] = {
    "appointments": lambda writer, news: _list_of_posts(writer, news.title),
    "same_boilerplate": same_boilerplate,
    "rates": templates.rates,
    "weather": templates.weather,
    "event_notice": templates.event_notice,
    "another_city": about_a_city,
    "another_year": of_a_year,
    "another_edition": of_an_edition,
    "the_opposite": of_a_rise,
    "same_caption": a_caption,
}
