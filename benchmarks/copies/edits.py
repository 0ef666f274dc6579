"""What editors do to a text that stays the same one: twenty-six kinds of copy."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.copies.news import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.copies.news import News, Writer

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def _texts(news: News, change: Callable[[str], str]) -> News:
    """Change an article's text, sentence by sentence."""
    changed = (Sentence("", (), "", news.language, change(str(each))) for each in news.sentences)
    return replace(news, sentences=tuple(changed))


def headline(writer: Writer, news: News) -> News:
    return replace(news, title=writer.title(writer.organisation()))


def quotes(writer: Writer, news: News) -> News:
    del writer
    return _texts(news, lambda text: text.translate(str.maketrans("“”「」", '""『』')))


def dots(writer: Writer, news: News) -> News:
    del writer
    return _texts(news, lambda text: text.replace("、", "・").replace(" ", " ㆍ", 1))


def full_width(writer: Writer, news: News) -> News:
    del writer
    return _texts(news, lambda text: re.sub(r"\d", lambda m: chr(ord(m[0]) + 0xFEE0), text))


def spacing(writer: Writer, news: News) -> News:
    def change(text: str) -> str:
        return "".join(c for c in text if c != " " or writer.chance.random() > 0.15)

    return _texts(news, change)


def byline(writer: Writer, news: News) -> News:
    place, name = writer.pick(writer.words.places), writer.person()
    opening, closing = {
        "ko": (f"[{place}=한들뉴스] {name} 기자 = ", f"{name} 기자 {name}@handeul.example"),
        "ja": (f"【{place}=山辺通信】", f"({name}記者)"),
        "en": (f"{place.upper()}, May 5 (Handeul) -- ", f"By {name}"),
    }[news.language]
    return replace(news, opening=opening, closing=(*news.closing, closing))


def boilerplate(writer: Writer, news: News) -> News:
    lines = {
        "ko": (
            "ⓒ 한들뉴스, 무단 전재 및 재배포 금지",
            "▶ 관련기사: " + writer.title("날씨"),
            "조회 1,204",
        ),
        "ja": ("©山辺通信 無断転載を禁じます", "関連記事", writer.title("天気")),
        "en": (
            "© Handeul News. All rights reserved.",
            "Related articles",
            writer.title("Weather"),
        ),
    }[news.language]
    return replace(news, closing=(*news.closing, *lines))


def first_half(writer: Writer, news: News) -> News:
    del writer
    return replace(news, sentences=news.sentences[: max(2, len(news.sentences) // 2)])


def first_third(writer: Writer, news: News) -> News:
    del writer
    return replace(news, sentences=news.sentences[: max(2, len(news.sentences) * 3 // 10)])


def flash(writer: Writer, news: News) -> News:
    del writer
    return replace(news, sentences=news.sentences[:3])


def embedded(writer: Writer, news: News) -> News:
    others = [writer.news(sentences=len(news.sentences)) for _ in range(3)]
    return replace(news, extra=tuple(each.body for each in others))


def wire(writer: Writer, news: News) -> News:
    kept = list(news.sentences)
    if len(kept) > 4:
        kept.pop(writer.chance.randrange(1, len(kept)))
    kept = [writer.paraphrased(s) if writer.chance.random() < 0.25 else s for s in kept]
    return boilerplate(
        writer, byline(writer, headline(writer, replace(news, sentences=tuple(kept))))
    )


def heavy(writer: Writer, news: News) -> News:
    count = max(4, len(news.sentences) * 7 // 10)
    at = sorted(
        writer.chance.sample(range(len(news.sentences)), k=min(count, len(news.sentences)))
    )
    kept = [news.sentences[each] for each in at]
    kept = [writer.paraphrased(s) if writer.chance.random() < 0.6 else s for s in kept]
    if writer.chance.random() < 0.5:
        cut = len(kept) // 2
        kept = [*kept[cut:], *kept[:cut]]
    return boilerplate(writer, headline(writer, replace(news, sentences=tuple(kept))))


def reordered(writer: Writer, news: News) -> News:
    order = list(news.sentences)
    writer.chance.shuffle(order)
    return replace(news, sentences=tuple(order))


def typing_errors(writer: Writer, news: News) -> News:
    def change(text: str) -> str:
        letters = list(text)
        for at, letter in enumerate(letters):
            if letter.isalpha() and writer.chance.random() < 1 / 120:
                letters[at] = writer.pick(tuple("가나다mnoアイ"))
        return "".join(letters)

    return _texts(news, change)


def _figures(writer: Writer, news: News, count: int) -> News:
    texts = [str(each) for each in news.sentences]
    spots = [(n, m.span()) for n, text in enumerate(texts) for m in _NUMBER.finditer(text)]
    for n, (start, end) in sorted(
        writer.chance.sample(spots, k=min(count, len(spots))), reverse=True
    ):
        texts[n] = texts[n][:start] + writer.number() + texts[n][end:]
    changed = (Sentence("", (), "", news.language, text) for text in texts)
    return replace(news, sentences=tuple(changed))


def every_sentence(writer: Writer, news: News) -> News:
    """Change one character of every sentence, so that none is as it was."""

    def change(text: str) -> str:
        at = writer.chance.choice([n for n, c in enumerate(text) if c.isalpha()])
        return text[:at] + writer.chance.choice("가나다라마바사") + text[at + 1 :]

    return _texts(news, change)


def one_figure(writer: Writer, news: News) -> News:
    return _figures(writer, news, 1)


def five_figures(writer: Writer, news: News) -> News:
    return _figures(writer, news, 5)


def wire_two_figures(writer: Writer, news: News) -> News:
    return _figures(writer, wire(writer, news), 2)


def added_sentences(writer: Writer, news: News) -> News:
    more = tuple(writer.sentence() for _ in range(max(1, len(news.sentences) // 4)))
    at = writer.chance.randrange(len(news.sentences))
    return replace(news, sentences=(*news.sentences[:at], *more, *news.sentences[at:]))


def dropped_sentences(writer: Writer, news: News) -> News:
    kept = [each for each in news.sentences if writer.chance.random() > 0.2]
    return replace(news, sentences=tuple(kept) or news.sentences)


def one_paragraph(writer: Writer, news: News) -> News:
    del writer
    return replace(news, per_paragraph=len(news.sentences))


def number_format(writer: Writer, news: News) -> News:
    del writer
    return _texts(news, lambda text: re.sub(r"(?<=\d),(?=\d{3})", "", text))


def renamed(writer: Writer, news: News) -> News:
    old, new = news.people[0], writer.person()
    return _texts(news, lambda text: text.replace(old, new))


def few_figures(writer: Writer, news: News) -> News:
    """Return news with two figures in all, as a short report has them."""
    del writer
    left = iter(("31", "46"))
    return _texts(news, lambda text: _NUMBER.sub(lambda _: next(left, ""), text))


def all_figures(writer: Writer, news: News) -> News:
    """Correct every figure of a text that has but two."""
    return _texts(
        few_figures(writer, news), lambda text: text.replace("31", "34").replace("46", "49")
    )


_POLITE = {
    "ko": (("했다.", "했습니다."), ("한다.", "합니다."), ("혔다.", "혔습니다.")),
    "ja": (("した。", "しました。"), ("する。", "します。"), ("いた。", "きました。")),
    "en": ((" said", " says"), (" announced", " announces"), (" started", " starts")),
}  # fmt: skip


def polite(writer: Writer, news: News) -> News:
    """Tell it in polite style, as outlets for children and radio do; in English as of now."""

    def change(text: str) -> str:
        for plain, style in _POLITE[writer.language]:
            text = text.replace(plain, style)
        return text

    return _texts(headline(writer, news), change)


EDITS: dict[str, Callable[[Writer, News], News]] = {
    each.__name__: each
    for each in (
        headline,
        quotes,
        dots,
        full_width,
        spacing,
        byline,
        boilerplate,
        first_half,
        first_third,
        flash,
        embedded,
        wire,
        heavy,
        reordered,
        typing_errors,
        every_sentence,
        one_figure,
        five_figures,
        wire_two_figures,
        added_sentences,
        dropped_sentences,
        one_paragraph,
        number_format,
        renamed,
        all_figures,
        polite,
    )
}
#: What an edit is compared with when it is not the article it was made of.
EDITED: dict[str, Callable[[Writer, News], News]] = {"all_figures": few_figures}
