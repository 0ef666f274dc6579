"""Links that a recipient without an account acts by: signed, and of no use for anything else.

What stands in one is random and names nobody; the signature says that this installation made it.
Who has only the database, or only the key, can make none.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

if TYPE_CHECKING:
    from newsdb.delivery.recipients import Recipient

UNSUBSCRIBE = "/-/unsubscribe/"
CONFIRM = "/-/confirm/"

#: So long a link that confirms can be used.
CONFIRM_WITHIN = timedelta(days=14)

_LONGEST = 200  # characters
_SIGNER = {"digest_method": hashlib.sha256}


class Links:
    """Makes and reads links; ``desk`` is its address, without one there are none."""

    def __init__(self, secret: str, desk: str = "") -> None:
        self._desk = desk.rstrip("/")
        self._ending = URLSafeSerializer(secret, salt="hanil unsubscribe", signer_kwargs=_SIGNER)
        self._confirming = URLSafeTimedSerializer(
            secret, salt="hanil confirm", signer_kwargs=_SIGNER
        )

    def unsubscribe(self, recipient: Recipient) -> str:
        """Return the address that ends what a recipient gets; empty without a desk.

        It holds for good: a mail may be read years later.
        """
        return self._address(UNSUBSCRIBE, self._ending.dumps(recipient.key))

    def confirm(self, recipient: Recipient) -> str:
        """Return the address by which a recipient confirms, once; empty without a desk."""
        return self._address(CONFIRM, self._confirming.dumps([recipient.key, recipient.nonce]))

    def ended(self, token: str) -> str | None:
        """Return the key in an unsubscribe link's token; None unless we made it."""
        try:
            key = self._ending.loads(token) if len(token) <= _LONGEST else None
        except BadData:
            return None
        return key if isinstance(key, str) else None

    def confirmed(self, token: str) -> tuple[str, str] | None:
        """Return key and nonce in a confirming link's token; None if it is not ours, or old."""
        try:
            said = (
                self._confirming.loads(token, max_age=int(CONFIRM_WITHIN.total_seconds()))
                if len(token) <= _LONGEST
                else None
            )
        except BadData:
            return None
        match said:
            case [str() as key, str() as nonce]:
                return key, nonce
        return None

    def _address(self, path: str, token: str | bytes) -> str:
        text = token.decode("ascii") if isinstance(token, bytes) else token
        return f"{self._desk}{path}{text}" if self._desk else ""
