"""A briefing's content comes back from JSON as it was."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from newsdb.briefings.content import Briefing, Entry, Lead, Numbers, Section, from_json, to_json

HOURS = st.floats(0, 10_000)
NUMBERS = st.builds(Numbers, median_lead=st.dictionaries(st.text(), HOURS))
ENTRIES = st.builds(Entry, lead=st.none() | st.builds(Lead, hours=HOURS))
SECTIONS = st.builds(Section, entries=st.lists(ENTRIES, max_size=2).map(tuple))


@given(
    st.builds(
        Briefing,
        introduction=st.text(),
        sections=st.lists(SECTIONS, max_size=2).map(tuple),
        numbers=st.none() | NUMBERS,
    )
)
def test_content_survives_json(briefing: Briefing) -> None:
    assert from_json(json.loads(json.dumps(to_json(briefing)))) == briefing
