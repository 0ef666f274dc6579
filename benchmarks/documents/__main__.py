"""CPU seconds and bytes of a briefing of 200 stories in each format.

At most 1 s for DOCX, 3 s for HWPX and 5 s for PDF, on a quiet machine; in brackets what it would
be on the machine of those limits (``benchmarks.reference``). The first document of each
format is not measured: it imports the library, but for PDF, whose process always does.
"""

from __future__ import annotations

import resource

from benchmarks.reference import both
from documents import FORMATS, render
from newsdb.briefings.content import (
    Addition,
    Appearance,
    Briefing,
    Entry,
    Lead,
    Section,
    Source,
    Text,
)

STORIES, SECTIONS = 200, 4


def briefing(stories: int) -> Briefing:
    """Return an issue with as many stories, of two outlets each."""
    entries = tuple(map(_entry, range(stories)))
    size = -(-stories // SECTIONS)
    return Briefing(
        number=32,
        title="한일 중소기업 주간 브리핑",
        kind="weekly",
        language="ko",
        since="2026-11-26",
        until="2026-12-02",
        editor="김하늘",
        issued_at="2026-12-03T08:30:00+09:00",
        introduction="두 도시의 중소기업이 창고를 함께 쓰기로 했습니다.",
        sections=tuple(
            Section(title=f"분야 {place + 1}", entries=entries[place * size : (place + 1) * size])
            for place in range(SECTIONS)
        ),
    )


def _entry(place: int) -> Entry:
    korean = Appearance(
        outlet="남해일보",
        country="KR",
        at="2026-12-02T16:40:00+09:00",
        url=f"https://n.example/{place}",
    )
    japanese = Appearance(
        outlet="九州経済日報",
        country="JP",
        at="2026-12-02T05:30:00+09:00",
        url=f"https://k.example/{place}",
    )
    headline = (
        Text(
            words=f"후쿠오카·부산 중소기업, 공동 물류창고 {place}곳 연다 <초안> & R&D",
            language="ko",
        )
        if place % 2
        else Text(words=f"小口貨物の通関、釜山・博多で共通様式に　{place}例目", language="ja")
    )
    return Entry(
        story=place,
        headline=headline,
        sentence=Text(
            words="두 도시 조합이 하카타항에 2,400㎡ 창고를 함께 빌립니다.", language="ko"
        ),
        source=Source(
            article=place,
            revision=1,
            text_hash="0f" * 32,
            outlet=korean.outlet,
            country="KR",
            at=korean.at,
            url=korean.url,
        ),
        appearances=(japanese, korean),
        lead=Lead(country="JP", hours=11.0, other="KR"),
        additions=(
            Addition(
                outlet=japanese.outlet,
                country="JP",
                words=Text(words="直島の骨材会社も加わる。", language="ja"),
                url=japanese.url,
            ),
        )
        if place % 4 == 0
        else (),
        address=f"https://desk.example/-/story/{place}",
    )


def _cpu() -> float:
    return sum(
        each.ru_utime + each.ru_stime
        for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Print a line for each format."""
    content = briefing(STORIES)
    for form in FORMATS:
        render(briefing(1), form)
        before = _cpu()
        written = render(content, form)
        print(f"{form:9} {both(_cpu() - before)} CPU {len(written) / 1000:8.0f} KB")


if __name__ == "__main__":
    main()
