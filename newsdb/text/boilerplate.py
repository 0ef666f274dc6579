"""Boilerplate around a text: bylines, copyright, related links, counters, adverts.

Its one list is ``boilerplate.toml``. Articles are cleaned of the site's own words
(``without_boilerplate``) but keep bylines, from which authors are read; the text used to compare
copies (``text_lines``) has neither. Lines are tested in folded form (``newsdb.text.folding``).
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsdb.text.data import read_lists
from newsdb.text.date_labels import label_pattern
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import compile_pattern, first_characters, lazy, literal_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_EMAIL = r"[a-z0-9][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_PERSON = r"[가-힣]{2,4}"
_ROLE = r"(?:(?:선임|수습|인턴|객원|전문|사진)?\s?기자|특파원|통신원|논설위원|리포터|記者|特派員)"

#: The longest line, in characters, that can be boilerplate: longer ones are prose.
LONGEST_LINE = 160

#: The longest line in a list of other articles' headlines.
LONGEST_HEADLINE = 70

#: A byline on a line of its own.
_BYLINE = lazy(
    rf"^\W{{0,9}}(?:{_EMAIL}|(?:글|사진|취재|정리|영상)\s?[=:·/]?\s?{_PERSON}"
    rf"|(?:[가-힣a-z0-9·]{{2,12}}\s?[=·]?\s?)?{_PERSON}\s?{_ROLE}"
    rf"(?:\W{{1,5}}{_PERSON}\s?{_ROLE}){{0,9}}"
    r"|(?:by|written by|reporting by|edited by)\s[^.]{2,60}"
    r"|[一-龠ぁ-んァ-ヶ・· ]{2,14}(?:記者|特派員)|(?:文|取材|写真)\s?[=・·:].{2,20})"
    rf"\W{{0,9}}(?:{_EMAIL})?\W{{0,9}}$"
)

#: The opening of a text: 【서울=뉴시스】 김하나 기자 =, (東京=聯合ニュース),
#: seoul, may 5 (yonhap) --, daegu, south korea (reuters) -, tokyo --.
_OPENING = lazy(
    r"^\s{0,9}(?:(?:[\[【(<〈]\s{0,3}[^\]】)>〉]{1,40}[\]】)>〉]\s{0,9}){1,2})?"
    rf"(?:{_PERSON}(?:\s?·\s?{_PERSON}){{0,9}}\s?{_ROLE}\s{{0,3}}[=:]?\s{{0,3}})?"
    r"(?:=\s{0,3})?"
    r"(?:[a-z][a-z.' ]{2,20}(?:, [a-z][a-z. ]{1,20}(?: ?\d{1,2})?){0,2},?"
    r"(?: \([a-z0-9 ]{2,20}\)\s{0,3}-{1,4}\s{0,3}|(?:\s{1,3}-|\s?--)\s{1,3}))?"
)

#: A byline after a text's last sentence, within _LONGEST_CLOSING characters of the end.
_CLOSING = lazy(
    rf"(?<=[.!?\"。」])\s{{0,9}}[/|(]?\s{{0,3}}"
    rf"(?:(?:[가-힣a-z0-9]{{2,10}}\s?=\s?)?{_PERSON}\s?{_ROLE})?"
    rf"\s{{0,3}}[(/]?\s{{0,3}}(?:{_EMAIL})?\)?\s{{0,9}}$"
)
_ENGLISH_CLOSING = lazy(
    r"(?<=[.!?\")])\s{1,9}\((?:additional )?(?:compiled|edited|editing|reported|reporting|written"
    r"|writing)(?: and [a-z]{4,10})? by [^()]{2,120}\)\s{0,9}$"
)
_LONGEST_CLOSING = 200
#: Tried only where a run of letters begins: from each of its letters takes 64 times as long.
_EMAILS = lazy(rf"[(<]?(?<![a-z0-9._+-]){_EMAIL}[)>]?")

_SENTENCE_ENDS = ("다.", "요.", "。")
_HALF_DAYS = ("a.m.", "p.m.")
_ENGLISH_END = lazy(r"[a-z]\.[\"')\]]{0,3}$")
#: The plain sentence endings of news; a site addresses its readers politely (합니다, ます).
_PLAIN_END = lazy(
    r"(?:[^니]다[.\"']|(?<!ます)(?<!です)(?<!せん)(?<!ました)(?<!さい)。|[a-z]{3}\.)[」』\"')\]]{0,3}$"
)
#: The same where the stop is the last character, which is said without a pattern.
_POLITE_ENDS = ("ます。", "です。", "せん。", "ました。", "さい。")
_BEHIND_A_STOP = frozenset("」』\"')]")
_QUOTATION = lazy(r"^\W{0,3}[\"「『]")

_STAMP_TIME = (
    r"(?:\d{4}\s?[.\-/년年]\s?\d{1,2}|\d{1,2}\s?[.\-/월月]\s?\d{1,2}|\d{1,2}:\d\d"
    r"|[a-z]{3,9}\.? \d{1,2}\b|\d{1,2} [a-z]{3,9}\b).{0,80}$"
)


#: What a choice of words in a pattern consists of, and what may make it optional.
_CHOICE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\]){0,99}\]|[(|)]")
_REPEATS = frozenset("?*+{")

#: What many lists' patterns begin with: signs before the first word.
_SIGNS = r"\W{0,9}"


class _Lines:
    """Lines that match any of some patterns; anchored patterns are tried first."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [*patterns]

    @cached_property
    def _start(self) -> re.Pattern[str] | None:
        anchored = [each[1:] for each in self._patterns if each[0] == "^"]
        # What most begin with is tried once for all.
        behind_signs = [each.removeprefix(_SIGNS) for each in anchored if each.startswith(_SIGNS)]
        return _any(
            [
                *([f"{_SIGNS}(?:{'|'.join(behind_signs)})"] if behind_signs else []),
                *(each for each in anchored if not each.startswith(_SIGNS)),
            ]
        )

    @cached_property
    def _anywhere(self) -> re.Pattern[str] | None:
        anywhere = [each for each in self._patterns if each[0] != "^"]
        return _any(_guarded([part for each in anywhere for part in _beginnings(each)]))

    @cached_property
    def _by_head(self) -> list[tuple[str, re.Pattern[str]]]:
        """Each pattern behind what it begins with, which is empty where that isn't certain."""
        return [(literal_head(each), lazy(each)) for each in self._patterns]

    def are_in(self, text: str) -> bool:
        """Return whether a folded text has one, in a fifth of the time of one pattern of all."""
        return any(head in text and each.search(text) for head, each in self._by_head)

    def have(self, line: str) -> bool:
        """Return whether a folded line is one of these."""
        return bool(
            (self._start and self._start.match(line))
            or (self._anywhere and self._anywhere.search(line))
        )


def _beginnings(pattern: str) -> list[str]:
    """Return patterns that together match what one does that begins with a choice of words.

    ``(?:a|b)c`` is ``ac`` and ``bc``: where all alternatives begin with a letter, the engine skips
    ahead to those letters, in a fifth of the time.
    """
    if not pattern.startswith("(?:"):
        return [pattern]
    depth, at, words = 0, 3, []
    for found in _CHOICE.finditer(pattern):
        sign = found[0]
        depth += (sign == "(") - (sign == ")")
        if depth == (1 if sign == "|" else 0):
            words.append(pattern[at : found.start()])
            at = found.end()
        if not depth:
            break
    rest = pattern[at:]
    return [pattern] if rest[:1] in _REPEATS else [word + rest for word in words]


class _Kinds(NamedTuple):
    notices: _Lines
    to_readers: _Lines
    walls: _Lines
    widgets: _Lines
    headings: _Lines
    not_compared: _Lines
    press_releases: _Lines
    corrections: _Lines


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(patterns)
    return compile_pattern(joined) if joined else None


def _guarded(patterns: Sequence[str]) -> list[str]:
    """Return patterns that match the same, of which most aren't tried where none can begin.

    ``re`` tries each at each letter of a line; one look at the letter costs a tenth of that.
    """
    first = {each: first_characters(each) for each in patterns}
    known = [each for each in patterns if first[each]]
    if not known:
        return [*patterns]
    begin = "".join(sorted({part for each in known for part in first[each] or ()}))
    unknown = [each for each in patterns if not first[each]]
    return [f"(?=[{begin}])(?:{'|'.join(known)})", *unknown]


@cache
def _kinds() -> _Kinds:
    """Return the patterns of the data file, which is read at the first use."""
    lists = read_lists(__file__, "boilerplate")

    def one_of(name: str) -> str:
        return f"(?:{'|'.join(lists[name])})"

    others, counters = one_of("others"), one_of("counters")
    amount = r"\d[\d,.]{0,11}\s?[만천km]?"
    return _Kinds(
        notices=_Lines(lists["notices"]),
        to_readers=_Lines([*lists["to_readers"], *lists["walls"]]),
        walls=_Lines(lists["walls"]),
        widgets=_Lines(
            [
                rf"^\W{{0,9}}{others}\s{{0,3}}[:\]>|-]",
                rf"^\W{{0,9}}[▶▷►☞➡→⇒\[<【■◆]\W{{0,4}}{one_of('pointers')}",
                rf"^\W{{0,9}}{label_pattern()}\s{{0,3}}[:|\[(\])-]?\s{{0,3}}{_STAMP_TIME}",
                rf"^\W{{0,9}}{one_of('buttons')}\W{{0,9}}$",
                rf"^\W{{0,9}}{amount}\s?{counters}\W{{0,9}}$",
                rf"^\W{{0,9}}{counters}\W{{0,5}}(?:{amount}\s?[회개건명件回人]?)?\W{{0,9}}$",
            ]
        ),
        headings=_Lines([rf"^\W{{0,9}}{others}\W{{0,9}}$"]),
        not_compared=_Lines(lists["not_compared"]),
        press_releases=_Lines(lists["press_releases"]),
        corrections=_Lines(lists["corrections"]),
    )


def fold_line(line: str) -> str:
    """Return a printed line folded for this module's tests: ⓒ means copyright, not a letter."""
    return _folded(line) if len(line) > LONGEST_LINE else _folded_once(line)


def _folded(line: str) -> str:
    return fold(line.replace("ⓒ", "©")).strip()


#: Each test of a text's lines folds them: the short ones of one page are kept.
_folded_once = lru_cache(maxsize=512)(_folded)


def folded_lines(body: str) -> list[str]:
    """Return the lines of a text folded, without the empty ones."""
    # Folding would turn line ends into spaces.
    folded = fold_line(body.replace("\n", "\x1e"))
    return [line for line in map(str.strip, folded.split("\x1e")) if line]


def is_boilerplate(line: str) -> bool:
    """Return whether a folded line is the site's own text, not part of the article.

    Bylines are not: authors are read from them (``is_byline``).
    """
    return len(line) <= LONGEST_LINE and _is_own(line)


@lru_cache(maxsize=512)  # a page's lines are tested when it is read, and again when it is signed
def _is_own(line: str) -> bool:
    kinds = _kinds()
    if kinds.notices.have(line) or not any(map(str.isalnum, line)):
        return True
    if ends_plainly(line):
        return False
    if not _QUOTATION.match(line) and kinds.to_readers.have(line):
        return True
    if ends_sentence(line) and not line.endswith(_HALF_DAYS):
        return False
    return kinds.widgets.have(line) or kinds.headings.have(line)


def is_byline(line: str) -> bool:
    """Return whether a folded line is a byline and nothing else."""
    return len(line) <= LONGEST_LINE and not ends_sentence(line) and bool(_BYLINE.match(line))


def is_heading_of_others(line: str) -> bool:
    """Return whether a folded line is a heading above other articles' headlines."""
    return len(line) <= LONGEST_HEADLINE and _kinds().headings.have(line)


def is_wall(line: str) -> bool:
    """Return whether a folded line says that the rest of a text is for subscribers."""
    return len(line) <= LONGEST_LINE and _kinds().walls.have(line)


def ends_sentence(line: str) -> bool:
    """Return whether a folded line ends like prose, unlike a headline or a button."""
    bare = line.rstrip("\"')]」』")
    return bare.endswith(_SENTENCE_ENDS) or bool(_ENGLISH_END.search(line[-9:]))


def ends_plainly(line: str) -> bool:
    """Return whether a folded line ends like news, not like a site addressing its readers."""
    last = line[-1:]
    if last == ".":
        word = line[-4:-1]
        if word[-1:] == "다":
            return word[-2:-1] not in {"", "니"}
        return len(word) == 3 and word.isascii() and word.isalpha() and word.islower()
    if last == "。":
        return not line.endswith(_POLITE_ENDS)
    return last in _BEHIND_A_STOP and bool(_PLAIN_END.search(line[-9:]))


def without_boilerplate(
    paragraphs: Sequence[str],
    *,
    fold_once: Callable[[str], str] = fold_line,
    is_own: Callable[[str], bool] = is_boilerplate,
) -> list[str]:
    """Return an article's printed paragraphs without boilerplate; bylines stay.

    ``fold_once`` and ``is_own`` are ``fold_line`` and ``is_boilerplate``, or remember what these
    said of the same lines.
    """
    folded = [fold_once(each) if len(each) <= LONGEST_LINE else each for each in paragraphs]
    return [paragraphs[at] for at in _kept(folded, bylines=True, is_own=is_own)]


def text_lines(body: str) -> list[str]:
    """Return the folded lines of a body's text, without opening and closing bylines."""
    lines = folded_lines(body)
    kept = [lines[at] for at in _kept(lines)]
    if kept:
        opening = _OPENING.match(kept[0])
        kept[0] = kept[0][opening.end() :] if opening else kept[0]
        before, end = kept[-1][:-_LONGEST_CLOSING], kept[-1][-_LONGEST_CLOSING:]
        kept[-1] = before + _CLOSING.sub("", _ENGLISH_CLOSING.sub("", end))
    return [_EMAILS.sub("", line) if "@" in line else line for line in kept]


def printed_text_lines(body: str) -> list[str]:
    """Return the lines of a body's text as printed, without boilerplate and bylines."""
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return [lines[at] for at in _kept([" ".join(folded_lines(each)) for each in lines])]


def _kept(
    lines: Sequence[str],
    *,
    bylines: bool = False,
    is_own: Callable[[str], bool] = is_boilerplate,
) -> list[int]:
    """Return the indexes of folded lines that are text, not boilerplate or others' headlines.

    With ``bylines``, bylines stay, and so do list items, which may be text as well.
    """
    kept: list[int] = []
    among_others = False
    for at, line in enumerate(lines):
        if bylines and is_byline(line):
            kept.append(at)
        elif is_own(line):
            among_others = among_others or is_heading_of_others(line)
        elif not bylines and _is_not_compared(line):
            continue
        elif not (among_others and len(line) <= LONGEST_HEADLINE and not ends_sentence(line)):
            among_others = False
            kept.append(at)
    return kept


def _is_not_compared(line: str) -> bool:
    if len(line) > LONGEST_LINE or ends_sentence(line):
        return False
    return bool(_BYLINE.match(line)) or _kinds().not_compared.have(line)


def is_press_release(body: str) -> bool:
    """Return whether a folded text says that it is a press release."""
    return _kinds().press_releases.are_in(body)


def is_notice(sentence: str) -> bool:
    """Return whether a sentence says that an article was corrected (정정, 訂正, correction)."""
    return _kinds().corrections.have(fold(sentence))
