"""``python -m browse.user``: make a user of the desk; prints the line for hanil.toml."""

from __future__ import annotations

import argparse
import getpass
import re
import sys

from datasette_auth_passwords.utils import hash_password

from browse.permissions import ACTIONS

SHORTEST = 12


def main() -> int:
    """Ask for what was not given; exit code 2 when it can't be used."""
    parser = argparse.ArgumentParser(
        prog="python -m browse.user",
        description="Make a user of the desk. Asks for the password, or reads it from standard"
        " input, and prints a line for hanil.toml; the password itself is kept nowhere.",
    )
    parser.add_argument("name", nargs="?", help="small letters, digits, - and _")
    parser.add_argument("--role", choices=sorted(ACTIONS), help="what the user may do")
    arguments = parser.parse_args()
    name = arguments.name or _ask("Name (small letters, digits, - and _): ")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", name):
        sys.stderr.write(f"“{name}” can't be a name: small letters, digits, - and _ only.\n")
        return 2
    role = arguments.role or _ask(f"Role ({', '.join(ACTIONS)}): ")
    if role not in ACTIONS:
        sys.stderr.write(f"“{role}” is no role: {', '.join(ACTIONS)}.\n")
        return 2
    password = _password()
    if len(password) < SHORTEST:
        sys.stderr.write(f"A password needs {SHORTEST} characters or more.\n")
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
    if password != getpass.getpass("Once more: "):
        sys.stderr.write("The two differ.\n")
        return ""
    return password


if __name__ == "__main__":
    sys.exit(main())
