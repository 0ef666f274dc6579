"""How right the watch list is on labelled articles, and what judging costs.

``python -m benchmarks.relevance [--labelled FILE] [--errors] [--long] [--cost]``

``tests/data`` has several files of them: ``relevance.jsonl``, real ones restated; ``_invented``;
``_second``, ``_fresh``, ``_third``, ``_fourth``, ``_fifth``, ``_sixth`` and ``_seventh``, by those
who did not know the rules; ``_borders`` and ``_nearby``, cases at the border, most of them not
relevant. No rule was fitted on ``--half held-out``, which is all of ``_fifth`` and ``_sixth``.

Labelled articles are JSON lines with title, text, language, label (relevant, related, irrelevant),
story, neg_type and confidence. Two figures are cross-validated, each leaving whole stories out:
with the threshold chosen on the other stories, and, harder, also without every name that occurs
only in the stories left out, as if nobody had ever read those.

``--long`` makes long articles of the short ones: relevant ones with others behind them, which stay
relevant, and others put together, in which what never was one matter stands far from each other.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.text.folding import fold
from watchlist import judge, load
from watchlist.concepts import Name
from watchlist.edges import GAP, read_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsdb.articles.verdicts import Verdict
    from watchlist import WatchList

LABELLED = Path(__file__).resolve().parents[1] / "tests" / "data" / "relevance.jsonl"
FOLDS = 10
ROUNDS = 5  # of dividing the stories into folds


@dataclass(frozen=True)
class Labelled:
    """An article with a person's label."""

    title: str
    text: str
    language: Any
    relevant: bool
    story: str
    label: str
    kind: str
    sure: bool
    reason: str
    held_out: bool

    def judged(self, watch: WatchList) -> Verdict:
        return judge(watch, title=self.title, body=self.text, language=self.language)


class Figures(NamedTuple):
    """Precision and recall of ``relevant``, and the counts behind them."""

    right: int
    called: int
    relevant: int

    @property
    def precision(self) -> float:
        return self.right / self.called if self.called else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.relevant if self.relevant else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.called + self.relevant)

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"


def read(path: Path) -> list[Labelled]:
    articles = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        articles.append(
            Labelled(
                title=row["title"] or "",
                text=row["text"],
                language=row["language"],
                relevant=row["label"] == "relevant",
                story=row["story"] or f"alone-{number}",
                label=row["label"],
                kind=row["neg_type"] or row["label"],
                sure=row["confidence"] != "low",
                reason=row.get("reason") or "",
                held_out=row.get("held_out", False),
            )
        )
    return articles


def figures(pairs: Iterable[tuple[bool, bool]]) -> Figures:
    """Return the figures of pairs (is relevant, was judged relevant)."""
    counted = Counter(pairs)
    right = counted[True, True]
    return Figures(right, right + counted[False, True], right + counted[True, False])


def scores(watch: WatchList, articles: list[Labelled]) -> list[float]:
    return [article.judged(watch).score for article in articles]


def best_threshold(watch: WatchList, articles: list[Labelled], given: list[float]) -> float:
    """Return the threshold with the best F1; of equal ones the nearest to the list's own."""
    candidates = sorted({*given, watch.relevant})
    return max(
        candidates,
        key=lambda threshold: (
            figures(
                (each.relevant, score >= threshold)
                for each, score in zip(articles, given, strict=True)
            ).f1,
            -abs(threshold - watch.relevant),
        ),
    )


def folds(articles: list[Labelled], seed: int) -> list[set[str]]:
    """Return the stories in ``FOLDS`` parts."""
    stories = sorted({each.story for each in articles})
    random.Random(seed).shuffle(stories)
    return [set(stories[start::FOLDS]) for start in range(FOLDS)]


def cross_validated(
    watch: WatchList, articles: list[Labelled], *, mask: bool
) -> tuple[Figures, list[Figures]]:
    """Return the figures over all rounds, and those of each round."""
    rounds = []
    whole = scores(watch, articles)
    for seed in range(ROUNDS):
        pairs: list[tuple[bool, bool]] = []
        for left_out in folds(articles, seed):
            known = [n for n, each in enumerate(articles) if each.story not in left_out]
            out = [n for n, each in enumerate(articles) if each.story in left_out]
            threshold = best_threshold(
                watch, [articles[n] for n in known], [whole[n] for n in known]
            )
            if mask:
                seen = [articles[n] for n in known]
                blind = masked(watch, [articles[n] for n in out], seen)
                threshold = watch.relevant
                judged = dict(zip(out, scores(blind, [articles[n] for n in out]), strict=True))
            else:
                judged = {n: whole[n] for n in out}
            pairs += [(articles[n].relevant, score >= threshold) for n, score in judged.items()]
        rounds.append(figures(pairs))
    total = Figures(*(sum(each) for each in zip(*rounds, strict=True)))
    return total, rounds


def masked(watch: WatchList, out: list[Labelled], known: list[Labelled]) -> WatchList:
    """Return ``watch`` without the names that occur in ``out`` but not in ``known``."""
    in_out, in_known = map(packed, (out, known))

    def is_known(name: Name) -> bool:
        text = read_name(fold(name.text))[0]
        return text in in_known or text not in in_out

    concepts = {
        id_: replace(
            concept,
            spellings=tuple(filter(is_known, concept.spellings)),
            exclusions=tuple(filter(is_known, concept.exclusions)),
        )
        for id_, concept in watch.concepts.items()
    }
    return replace(watch, concepts=concepts)


def packed(articles: list[Labelled]) -> str:
    return "\n".join(GAP.sub("", fold(f"{each.title}\n{each.text}")) for each in articles)


def print_accuracy(watch: WatchList, articles: list[Labelled], *, errors: bool) -> None:
    verdicts = [each.judged(watch) for each in articles]
    called = [verdict.decision == "relevant" for verdict in verdicts]
    pairs = [(each.relevant, call) for each, call in zip(articles, called, strict=True)]
    print(
        f"{len(articles)} articles, {sum(each.relevant for each in articles)} relevant;"
        f" {watch.version}"
    )
    print(f"{'as it is':<39}{figures(pairs)}")
    sure = [pair for each, pair in zip(articles, pairs, strict=True) if each.sure]
    print(f"{'without low confidence':<39}{figures(sure)}")
    for language in ("ko", "ja", "en"):
        some = [p for each, p in zip(articles, pairs, strict=True) if each.language == language]
        print(f"  {language}, {len(some):3} {'articles':<29}{figures(some)}")
    for mask, name in (
        (False, "threshold from other stories"),
        (True, "and blind to their names"),
    ):
        total, rounds = cross_validated(watch, articles, mask=mask)
        spread = f"F1 {min(r.f1 for r in rounds):.3f} to {max(r.f1 for r in rounds):.3f}"
        print(f"left out: {name:<29}{total}  ({ROUNDS} rounds, {spread})")
    print()
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for each, verdict in zip(articles, verdicts, strict=True):
        table[each.kind][verdict.decision] += 1
    print(f"{'label or neg_type':<26}{'n':>4}{'relevant':>10}{'review':>8}{'other':>7}")
    for kind, decided in sorted(table.items()):
        numbers = f"{decided['relevant']:>10}{decided['review']:>8}{decided['other']:>7}"
        print(f"{kind:<26}{decided.total():>4}{numbers}")
    if errors:
        print()
        for each, verdict in zip(articles, verdicts, strict=True):
            if each.relevant != (verdict.decision == "relevant"):
                print(f"{each.label:<11}{verdict.score:5.1f} {each.language} {each.reason}")
                print(f"      {verdict.why}")


#: Sentences that name nothing on the list, put between the parts of a long article.
BETWEEN = {
    "ko": "시는 새 도서관을 내년 봄에 열기로 하고 열람실과 주차장을 지을 곳을 찾는다고 밝혔다. ",
    "ja": "市は新しい図書館を来春に開く方針で、閲覧室と駐車場を置く場所を探している。",
    "en": "The city will open a new library next spring and looks for a place for its rooms. ",
}
LEAD = 300  # characters of a relevant article before anything else follows


def lengthened(chance: random.Random, language: str, parts: list[str], first: str = "") -> str:
    """Return ``parts`` in any order with other sentences between them, behind ``first``."""
    between = BETWEEN[language]
    chance.shuffle(parts)
    if first:
        first += between * max(1, (LEAD - len(first)) // len(between) + 1)
        parts = [first, *parts]
    return f"\n{between * 2}\n".join(parts)


def print_long(watch: WatchList, articles: list[Labelled], rounds: int = 200) -> None:
    """Print how many long articles are judged relevant, by what they were made of."""
    for language in ("ko", "ja", "en"):
        chance = random.Random(5)
        some = [each for each in articles if each.language == language]
        judged = [(each, each.judged(watch).decision) for each in some]
        right = [a for a, decision in judged if a.relevant and decision == "relevant"]
        others = [a for a, decision in judged if not a.relevant and decision == "other"]
        called: Counter[str] = Counter()
        for each in right:
            body = lengthened(
                chance, language, [a.text for a in chance.sample(others, 4)], each.text
            )
            called["right"] += replace(each, text=body).judged(watch).decision == "relevant"
        for _ in range(rounds):
            parts = chance.sample(others, 6)
            for name, first, title in (
                ("titled", "", parts[0].title),
                ("deep", BETWEEN[language] * 4, BETWEEN[language][:30]),
            ):
                body = lengthened(chance, language, [a.text for a in parts], first)
                made = replace(parts[0], title=title, text=body)
                called[name] += made.judged(watch).decision == "relevant"
        print(
            f"{language}: of {len(right)} relevant ones made long {called['right']} stay so;"
            f" of {rounds} put together from others {called['titled']} are judged relevant,"
            f" {called['deep']} where title and lead are on something else"
        )


SENTENCE = (
    "중소기업중앙회는 일본 도쿄에서 한일 중소기업 포럼을 열어 공급망 협력을 논의했다고 밝혔다. "
)
OTHER = "시는 새 도서관을 내년 봄에 열기로 하고 열람실과 주차장을 지을 곳을 찾는다고 밝혔다. "


def many(watch: WatchList, terms: int) -> WatchList:
    """Return ``watch`` with invented names added to make the given total."""
    numbers = random.Random(6)
    syllables = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추"
    have = sum(len(each.spellings) for each in watch.concepts.values())
    made: set[str] = set()
    while len(made) < terms - have:
        made.add("".join(numbers.choices(syllables, k=numbers.randint(3, 6))))
    more = tuple(Name(each, ("ko", "ja", "en")) for each in sorted(made))
    sme = watch.concepts["sme"]
    return replace(
        watch, concepts={**watch.concepts, "sme": replace(sme, spellings=(*sme.spellings, *more))}
    )


def cost(watch: WatchList, body: str) -> float:
    """Return the CPU milliseconds of judging one article, the median of seven rounds."""
    title = body[:40]
    judge(watch, title=title, body=body, language="ko")
    rounds = []
    for _ in range(7):
        started = time.process_time()
        for _ in range(100):
            judge(watch, title=title, body=body, language="ko")
        rounds.append((time.process_time() - started) * 10)
    return statistics.median(rounds)


def print_cost(watch: WatchList) -> None:
    texts = {
        "nothing but matches": (SENTENCE * 60)[:2000],
        "on the matter": ((OTHER * 3 + SENTENCE) * 20)[:2000],
        "in passing": (OTHER * 4 + SENTENCE + OTHER * 60)[:2000],
        "nothing found": (OTHER * 60)[:2000],
    }
    names = sum(len(each.spellings) for each in watch.concepts.values())
    print(f"\nCPU ms an article of 2,000 characters{'':<8}" + "".join(f"{t:>22}" for t in texts))
    for terms in (names, 20_000, 100_000):
        started = time.process_time()
        big = many(watch, terms)
        big.matcher  # noqa: B018 builds it
        built = (time.process_time() - started) * 1000
        spent = "".join(f"{cost(big, text):>22.3f}" for text in texts.values())
        print(f"{terms:>7,} names (ready in {built:>6.0f} ms){'':<13}{spent}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, default=LABELLED, help="JSON lines")
    parser.add_argument("--watchlist", type=Path, help="a list of one's own over the shipped one")
    parser.add_argument(
        "--half", choices=("tuned", "held-out"), help="of articles that are halved"
    )
    parser.add_argument("--errors", action="store_true", help="show what was misjudged and why")
    parser.add_argument("--long", action="store_true", help="judge long articles made of these")
    parser.add_argument("--cost", action="store_true", help="measure the time only")
    options = parser.parse_args()
    watch = load(options.watchlist)
    if not options.cost:
        articles = read(options.labelled)
        if options.half:
            held_out = options.half == "held-out"
            articles = [each for each in articles if each.held_out == held_out]
        if options.long:
            print_long(watch, articles)
            return
        print_accuracy(watch, articles, errors=options.errors)
    if options.cost or not options.half:
        print_cost(watch)


if __name__ == "__main__":
    main()
