"""What pages of lists share, of stories and of articles: where they begin, what narrows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils.asgi import BadRequest

from browse.formatting import day_name
from newsdb.review.queue import ME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translations.catalogues import Translate

P = TypeVar("P")

#: The words of newsdb.review.filter_links.SPANS.
_SPANS = {"7d": "last_7_days", "week": "this_week"}


def place(request: Any, parse: Callable[[str], P]) -> P | None:
    """Return after which place a page begins; None is the first page. Raises BadRequest."""
    asked = request.args.get("after")
    try:
        return parse(asked) if asked else None
    except ValueError as error:
        raise BadRequest("after= is not a place where a page ends") from error


def in_words(name: str, value: Any, titles: Mapping[str, str], t: Translate) -> str:
    """Return a filter's value in words; ``titles`` are those of outlets."""
    if name == "outlet":
        return titles.get(value, value)
    return _WORDS[name](t, value) if name in _WORDS else str(value)


def _since(t: Translate, value: str) -> str:
    known = _SPANS.get(value)
    return t(known) if known else t("since_chip", day=day_name(value, t))


#: Filters whose values are no words themselves.
_WORDS: Mapping[str, Callable[[Translate, Any], str]] = {
    "text": lambda _, value: f"“{value}”",
    "decision": lambda t, value: t("to_review" if value == "review" else value),
    "status": lambda t, value: t("open_ones" if value == "undecided" else value),
    "language": lambda t, value: t(value),
    "country": lambda t, value: t(value),
    "day": lambda t, value: day_name(value, t),
    "since": _since,
    "until": lambda t, value: t("until_chip", day=day_name(value, t)),
    "briefed": lambda t, value: t(f"briefed {value}"),
    "new": lambda t, _: t("since_visit"),
    "unread": lambda t, _: t("unread"),
    "order": lambda t, _: t("order_learnt"),
    "assigned": lambda t, value: (
        t("assigned_to_me") if value == ME else t("assigned_to", name=value)
    ),
}


def applied(
    filters: Any,
    names: Sequence[str],
    link: Callable[..., str],
    titles: Mapping[str, str],
    t: Translate,
) -> list[tuple[str, str]]:
    """Return what of ``names`` narrows a list in words, each with the link that takes it away."""
    plain = type(filters)()
    found = []
    for name in names:
        value, default = getattr(filters, name), getattr(plain, name)
        if not value or value in {default, "any"}:
            continue
        said = in_words(name, value, titles, t)
        # The watch list's decision and a person's both have the value "relevant".
        label = f"{t('decision')}: {said}" if name == "decision" else said
        found.append((label, link(**{name: default})))
    return found
