"""What a line near a text may be: a date, a byline, a reporter's signature."""

from __future__ import annotations

import re

from newsdb.text.lazy_patterns import lazy

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
#: A line that may hold the publication date: short, with a year or a month and a day. Each of the
#: first pattern's forms begins with a digit, to which the engine skips; those of the second have
#: four of them in a row, without which it need not be tried.
_DATED = lazy(
    r"\d(?:\d{3}\s*[.\-/年년]\s*\d{1,2}|\d?\s*[月월]\s*\d{1,2}\s*[日일]"
    rf"|(?<!\w\d)\d?(?:(?:st|nd|rd|th)?[\s-]{{1,3}}(?:of\s)?{_MONTH},?[\s-]{{1,3}}\d{{4}}"
    r"|([./])\d{1,2}\1\d{4}\b))",
    re.IGNORECASE,
)
_DATED_BY_MONTH = lazy(
    rf"(?<![A-Za-z]){_MONTH}\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?(?:,|\s)\s{{0,3}}\d{{4}}",
    re.IGNORECASE,
)
_YEAR = lazy(r"\d{4}")
_LONGEST_DATE_LINE = 100

#: A line that may be a byline: short, with an e-mail address or a role.
_SIGNED = lazy(r"@|기자|특파원|위원|記者|특약|^By ")
_LONGEST_BYLINE = 120
_REPORTER = lazy(
    r"[가-힣]\s?(?:기자|특파원)(?![가-힣])|記者|特派員|^By [A-Z]"
    r"|^[A-Z][a-z].{1,30}[,/|]\s?(?:[A-Z][a-z]{2,10} )?"
    r"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent)\b"
)
_IMPRINT = lazy(r"발행|편집인|청소년|대표이사|제보|구독|클릭|다른 기사")
_LONGEST_SIGNATURE = 60


def is_date_line(line: str) -> bool:
    """Return whether a line may hold the publication date."""
    if len(line) > _LONGEST_DATE_LINE:
        return False
    return bool(_DATED.search(line) or (_YEAR.search(line) and _DATED_BY_MONTH.search(line)))


def may_be_byline(line: str) -> bool:
    """Return whether a line may be a byline."""
    return len(line) <= _LONGEST_BYLINE and bool(_SIGNED.search(line))


def is_signature(line: str) -> bool:
    """Return whether a line near a text signs it, by a reporter rather than the publisher."""
    return (
        len(line) <= _LONGEST_SIGNATURE
        and bool(_REPORTER.search(line))
        and not _IMPRINT.search(line)
    )
