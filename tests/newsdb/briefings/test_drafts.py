"""Drafts: order by hand, two editors who never overwrite each other, and undo."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.briefings import drafts
from newsdb.briefings.journal import Conflict, DraftError
from tests.newsdb.briefings.conftest import LATER, edit, fill, new

if TYPE_CHECKING:
    from sqlite_utils import Database


def order(db: Database, draft: int) -> list[tuple[str, list[int]]]:
    return [
        (section.title, [item.article_id for item in section.items])
        for section in drafts.read(db, draft).sections
    ]


@pytest.fixture
def draft(db: Database, ids: dict[str, int]) -> int:
    draft = new(db)
    fill(db, draft, list(ids.values()))
    return draft


def test_a_story_is_added_once(db: Database, ids: dict[str, int], draft: int) -> None:
    section = drafts.read(db, draft).sections[1].id
    added = drafts.add(edit(db, draft), {ids["customs"]: section})
    assert added == drafts.Added(added=0, there=1, left_out=0)


def test_what_does_not_fit_is_said(
    db: Database, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_ENTRIES", 3)
    draft = new(db)
    section = drafts.read(db, draft).sections[0].id
    added = drafts.add(edit(db, draft), dict.fromkeys(ids.values(), section))
    assert added == drafts.Added(added=3, there=0, left_out=1)


def test_entries_move_within_and_across_sections(
    db: Database, ids: dict[str, int], draft: int
) -> None:
    a, b, c, d = ids.values()

    def shift(article: int, direction: drafts.Direction) -> None:
        item = next(i for i in drafts.read(db, draft).items if i.article_id == article)
        drafts.shift(edit(db, draft), item.id, direction, placed=item.placed)

    shift(b, "up")
    assert order(db, draft) == [("물류", [b, a, c, d]), ("금융", [])]
    shift(b, "up")  # it is the first already
    shift(d, "down")
    shift(c, "down")
    assert order(db, draft) == [("물류", [b, a]), ("금융", [c, d])]
    shift(d, "up")
    shift(d, "up")
    assert order(db, draft) == [("물류", [b, a, d]), ("금융", [c])]
    shift(d, "up")
    shift(a, "down")
    assert order(db, draft) == [("물류", [b, d]), ("금융", [a, c])]


def test_a_hundred_moves_between_the_same_two_find_room(
    db: Database, ids: dict[str, int], draft: int
) -> None:
    first, second, third, _ = (item.id for item in drafts.read(db, draft).items)
    for turn in range(100):
        moved = (second, third)[turn % 2]
        item = next(i for i in drafts.read(db, draft).items if i.id == moved)
        drafts.place(
            edit(db, draft), moved, section=item.section_id, after=first, placed=item.placed
        )
        assert [i.id for i in drafts.read(db, draft).items][:2] == [first, moved]


def test_two_editors_write_two_sentences_but_not_over_each_other(db: Database, draft: int) -> None:
    one, two, *_ = drafts.read(db, draft).items
    drafts.write(edit(db, draft), one.id, {"sentence": "ana의 문장."}, version=one.version)
    drafts.write(
        edit(db, draft, actor="ben"), two.id, {"sentence": "ben의 문장."}, version=two.version
    )
    with pytest.raises(Conflict) as caught:
        drafts.write(
            edit(db, draft, actor="ben"), one.id, {"sentence": "덮어쓰기"}, version=one.version
        )
    assert (caught.value.by, caught.value.now["sentence"]) == ("ana", "ana의 문장.")
    # Moving an entry is no change of its words, and the other way round.
    drafts.shift(edit(db, draft, actor="ben"), one.id, "down", placed=one.placed)
    present = next(i for i in drafts.read(db, draft).items if i.id == one.id)
    drafts.write(edit(db, draft), one.id, {"sentence": "ana의 새 문장."}, version=present.version)
    with pytest.raises(Conflict):
        drafts.remove(edit(db, draft, actor="ben"), one.id, version=present.version)
    with pytest.raises(Conflict):
        drafts.shift(edit(db, draft, actor="ben"), one.id, "up", placed=one.placed)


def test_undo_takes_back_ones_own_steps_one_by_one(
    db: Database, ids: dict[str, int], draft: int
) -> None:
    start = order(db, draft)
    one, two, *_ = drafts.read(db, draft).items
    drafts.shift(edit(db, draft), one.id, "down", placed=one.placed)
    drafts.remove(edit(db, draft), two.id, version=two.version)
    drafts.write(edit(db, draft, actor="ben"), one.id, {"sentence": "ben"}, version=one.version)
    assert drafts.undo(edit(db, draft))
    assert drafts.undo(edit(db, draft))
    assert order(db, draft) == start
    assert next(iter(drafts.read(db, draft).items)).sentence == "ben"
    # The next step of ana's added all four at once; one of them has words of ben's by now.
    with pytest.raises(Conflict):
        drafts.undo(edit(db, draft))
    assert drafts.undo(edit(db, draft, actor="ben"))
    assert not drafts.undo(edit(db, draft, actor="ben"))


def test_typing_is_taken_back_at_once(db: Database, draft: int) -> None:
    item, *_ = drafts.read(db, draft).items
    for second, words in enumerate(("창", "창고", "창고를 연다.")):
        present = next(i for i in drafts.read(db, draft).items if i.id == item.id)
        drafts.write(
            edit(db, draft, at=LATER + timedelta(seconds=second)),
            item.id,
            {"sentence": words},
            version=present.version,
        )
    assert drafts.undo(edit(db, draft))
    assert next(i for i in drafts.read(db, draft).items if i.id == item.id).sentence == ""


def test_sections_are_named_moved_and_taken_out_when_empty(db: Database, draft: int) -> None:
    logistics, finance = drafts.read(db, draft).sections
    drafts.rename(edit(db, draft), logistics.id, "통관·물류", version=logistics.version)
    with pytest.raises(Conflict):
        drafts.rename(edit(db, draft), logistics.id, "통관", version=logistics.version)
    drafts.shift_section(edit(db, draft), finance.id, "up", version=finance.version)
    people = drafts.add_section(edit(db, draft), " 사람·\n승계 ")
    assert [each.title for each in drafts.read(db, draft).sections] == [
        "금융",
        "통관·물류",
        "사람· 승계",
    ]
    drafts.remove_section(edit(db, draft), people, version=1)
    with pytest.raises(DraftError, match="still has entries"):
        drafts.remove_section(edit(db, draft), logistics.id, version=logistics.version + 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"until": "2026-11-01"}, "ends before it begins"),
        ({"since": "어제"}, "not a day"),
        ({"title": "  "}, "empty"),
        ({"kind": "monthly"}, "not a kind"),
        ({"introduction": "가" * 4001}, "longer than 4000"),
    ],
)
def test_what_makes_no_sense_is_refused(
    db: Database, draft: int, values: dict[str, str], said: str
) -> None:
    with pytest.raises(DraftError, match=said):
        drafts.revise(edit(db, draft), values, version=1)


def test_an_entry_stands_on_articles_of_its_story_only(
    db: Database, ids: dict[str, int], draft: int
) -> None:
    item, *_ = drafts.read(db, draft).items
    with pytest.raises(DraftError, match="another story"):
        drafts.choose(edit(db, draft), item.id, ids["customs"], version=item.version)


def test_a_draft_that_was_put_away_does_not_change(db: Database, draft: int) -> None:
    drafts.discard(edit(db, draft))
    assert drafts.heads(db) == []
    with pytest.raises(DraftError, match="put away"):
        drafts.undo(edit(db, draft))


def test_what_was_added_is_taken_back_after_what_was_written(
    db: Database, ids: dict[str, int]
) -> None:
    draft = new(db)
    fill(db, draft, [ids["customs"]], "한 문장.")
    assert drafts.undo(edit(db, draft))
    assert drafts.undo(edit(db, draft))
    assert drafts.read(db, draft).items == ()


def test_what_somebody_else_wrote_to_is_not_taken_out(db: Database, ids: dict[str, int]) -> None:
    draft = new(db)
    fill(db, draft, [ids["customs"]])
    (item,) = drafts.read(db, draft).items
    drafts.write(edit(db, draft, actor="ben"), item.id, {"note": "메모"}, version=item.version)
    with pytest.raises(Conflict):
        drafts.undo(edit(db, draft))
