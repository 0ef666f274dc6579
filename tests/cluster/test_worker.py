"""What a worker does of itself, so that no two crawls ask an outlet."""

from __future__ import annotations

import pytest

from cluster.worker import ALIVE, GIVE_UP, grace_within


@pytest.mark.parametrize(
    ("lease", "usual", "grace"), [(180.0, 60.0, 30.0), (180.0, 5.0, 5.0), (6.0, 60.0, 1.0)]
)
def test_crawls_are_over_before_their_lease_is_anothers(
    lease: float, usual: float, grace: float
) -> None:
    assert grace_within(lease, usual) == grace
    without_the_broker = lease * GIVE_UP + grace  # since the broker confirmed anything
    killed = grace  # since its worker was heard of, at most a sixth of a lease before
    assert max(without_the_broker, lease * ALIVE + killed) < lease
