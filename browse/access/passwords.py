"""Trying, making and hashing passwords: in threads, few at a time, with pauses after failures."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette_auth_passwords.utils import hash_password, verify_password

from browse.access.sign_in_limits import Limits

if TYPE_CHECKING:
    from datasette.app import Datasette

#: So many passwords are hashed at once, and so many may wait for that; browsers that are known
#: wait whatever the number, so that a flood keeps none of them out.
AT_ONCE, WAITING = 2, 16
#: A password is hashed up to this length; the shortest that one may choose.
LONGEST, SHORTEST = 1024, 12

#: Without what is easily taken for something else: 0 o, 1 l i.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4


class Hashing:
    """Tries and hashes passwords, few at a time."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @property
    def is_full(self) -> bool:
        """Whether so many wait that one more would wait for seconds."""
        return self._waiting >= WAITING

    async def verify(self, password: str, password_hash: str) -> bool:
        """Tell whether a password is the one of a hash."""
        return bool(await self._run(verify_password, password[:LONGEST], password_hash))

    async def hash(self, password: str) -> str:
        """Return the hash of a password."""
        return str(await self._run(hash_password, password))

    async def _run(self, function: Any, *arguments: str) -> Any:
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(function, *arguments)
        finally:
            self._waiting -= 1


#: By desk, since Datasette may register routes more than once.
_LIMITS: WeakKeyDictionary[Any, Limits] = WeakKeyDictionary()
_HASHING: WeakKeyDictionary[Any, Hashing] = WeakKeyDictionary()


def limits_of(desk: Datasette) -> Limits:
    """Return the failures to sign in to a desk, lately."""
    return _LIMITS.setdefault(desk, Limits())


def hashing_of(desk: Datasette) -> Hashing:
    """Return what hashes a desk's passwords."""
    return _HASHING.setdefault(desk, Hashing())


def generated() -> str:
    """Return a password for somebody else's first sign-in, as one can read it out: 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def is_usable(password: str) -> bool:
    """Tell whether somebody may choose a password."""
    return SHORTEST <= len(password) <= LONGEST
