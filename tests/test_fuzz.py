"""Harmed inputs, none of which breaks a reader; ``benchmarks.fuzz`` tries more.

Two thousand in a thorough run; in others a third of the pages, which cost the most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.fuzz import SHARES, try_one
from benchmarks.fuzzing.readers import Readers
from tests.support.plugins.thorough import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = 2_000


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    readers = Readers(tmp_path_factory.mktemp("fuzz"))
    yield readers
    readers.close()


@pytest.mark.parametrize("kind", SHARES)
@pytest.mark.parametrize("part", range(4))
def test_harmed_inputs_are_read_or_rejected(readers: Readers, kind: str, part: int) -> None:
    share = NUMBER * SHARES[kind] // 100 // 4
    for number in range(examples(share) if kind == "page" else share):
        harm = try_one(readers, kind, f"test-{part}-{kind}-{number}")
        assert harm.error is None, f"{kind} test-{part}-{kind}-{number}: {harm.error}"
        assert harm.became in {"stored", "read", "rejected"}
