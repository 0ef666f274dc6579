"""The commands of ``commands/``, read from their source: importing them would import Scrapy.

Scrapy itself takes each file of that folder for a command. Help and completion need no more of it
than its constants: ``section``, what ``short_desc`` and ``syntax`` return, the names of options.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hanil_news_watch import CODE

if TYPE_CHECKING:
    from pathlib import Path

#: The sections of ``hanil --help``, in their order, besides those of its own commands.
SECTIONS = ("Collect", "Judge and review", "Tell readers", "Keep")

#: Where outlets are: a spider's file has the name of its outlet.
OUTLETS = CODE / "crawler" / "spiders"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as its source describes it."""

    name: str
    section: str  # one of SECTIONS
    short: str  # one line
    syntax: str  # what follows its name: "OUTLET [--save DIR]"


def names() -> list[str]:
    """Return the names of all commands, sorted."""
    return sorted(each.stem for each in (CODE / "commands").glob("[!_]*.py"))


@cache
def entry(name: str) -> Entry:
    """Return what the source of a command says about it."""
    tree = _source(f"commands.{name}")
    (command,) = (
        each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == "Command"
    )
    said = _returned(command)
    return Entry(
        name=name,
        section=_assigned(command, "section"),
        short=said.get("short_desc", ""),
        syntax=said.get("syntax", ""),
    )


def options(name: str) -> list[str]:
    """Return the long names of a command's options, sorted, without those of every command."""
    return sorted({"--help", *_options(_source(f"commands.{name}"))})


def outlets(own: Path | None = None) -> list[str]:
    """Return the names of the outlets, sorted, with those in a folder of one's own spiders."""
    folders = [OUTLETS, *([own] if own else [])]
    return sorted({each.stem for folder in folders for each in folder.glob("[!_]*.py")})


def _source(module: str) -> ast.Module:
    file = CODE.joinpath(*module.split(".")).with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def _returned(command: ast.ClassDef) -> dict[str, str]:
    """Return the methods that return a constant text, each with the text."""
    return {
        method.name: each.value.value
        for method in command.body
        if isinstance(method, ast.FunctionDef)
        for each in method.body
        if isinstance(each, ast.Return)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, str)
    }


def _assigned(command: ast.ClassDef, name: str) -> str:
    """Return the constant text of a class attribute; empty if there is none."""
    for each in command.body:
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant):
            (target, *_) = each.targets
            if isinstance(target, ast.Name) and target.id == name:
                return str(each.value.value)
    return ""


def _is_switch(keyword: ast.keyword) -> bool:
    """Tell whether an option can be negated: ``action=argparse.BooleanOptionalAction``."""
    return getattr(keyword.value, "attr", "") == "BooleanOptionalAction"


def _options(tree: ast.AST) -> set[str]:
    """Return the options that a command adds: its own, and by the ``add_*`` of commands.common."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
            words = [each.value for each in node.args if isinstance(each, ast.Constant)]
            own = {str(word) for word in words if str(word).startswith("--")}
            found |= own
            if any(_is_switch(each) for each in node.keywords):
                found |= {f"--no-{word.removeprefix('--')}" for word in own}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("commands."):
            adding = {each.name for each in node.names if each.name.startswith("add_")}
            if adding:
                for each in _source(str(node.module)).body:
                    if isinstance(each, ast.FunctionDef) and each.name in adding:
                        found |= _options(each)
    return found
