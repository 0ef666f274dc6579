"""``python -m browse.user``: create a user of the desk; prints a line for hanil.toml."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from typing import TYPE_CHECKING

from datasette_auth_passwords.utils import hash_password

from browse.access.passwords import SHORTEST
from browse.permissions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str] | None = None, *, program: str = "python -m browse.user") -> int:
    """Ask for what the arguments leave out; exit code 2 if an answer can't be used."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Create a user of the desk. Asks for the password, or reads it from standard"
        " input, and prints a line for hanil.toml; the password itself is stored nowhere.",
    )
    parser.add_argument("name", nargs="?", help="lower-case letters, digits, - and _")
    parser.add_argument("--role", choices=sorted(ACTIONS), help="what the user may do")
    arguments = parser.parse_args(words)
    name = arguments.name or _ask("Name (lower-case letters, digits, - and _): ")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", name):
        sys.stderr.write(
            f"“{name}” can't be a name: use only lower-case letters, digits, - and _.\n"
        )
        return 2
    role = arguments.role or _ask(f"Role ({', '.join(ACTIONS)}): ")
    if role not in ACTIONS:
        sys.stderr.write(f"“{role}” is not a role: choose {', '.join(ACTIONS)}.\n")
        return 2
    password = _password()
    if len(password) < SHORTEST:
        sys.stderr.write(f"A password needs at least {SHORTEST} characters.\n")
        return 2
    sys.stderr.write(
        "Put this line into hanil.toml, above the first line in [brackets], and keep that file to"
        " yourself (chmod 600 hanil.toml):\n"
    )
    hashed = hash_password(password)
    sys.stdout.write(f'users.{name} = {{ role = "{role}", password_hash = "{hashed}" }}\n')
    return 0


def _ask(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Password again: "):
        sys.stderr.write("The two passwords differ.\n")
        return ""
    return password


if __name__ == "__main__":
    sys.exit(main())
