"""Documents are true of folders, files, links and the release."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

from browse.exports.files import MOST_IN_A_WORKBOOK
from crawler.settings import USER_AGENT
from newsdb import __version__
from tests.support.crawls import ROOT
from tests.test_house import folders

if TYPE_CHECKING:
    from pathlib import Path

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def paths(document: str) -> set[str]:
    """Return the paths in a document's code spans: with a slash, or a file's ending."""
    named = re.findall(r"`([\w.-]+(?:/[\w.-]*)*)`", document)
    return {each for each in named if "/" in each or re.search(r"\.(?:py|toml|md)$", each)}


def test_the_architecture_names_every_folder_with_code() -> None:
    """Tests mirror the other folders; only test folders that mirror none are named."""
    rooms = set(folders())
    mirrors = {each for each in rooms if each.removeprefix("tests/") in rooms - {each}}
    table = re.findall(r"^\| `([\w/]+)/` \| \S", ARCHITECTURE, re.MULTILINE)
    assert len(table) == len(set(table))
    assert set(table) == rooms - mirrors


def test_what_the_architecture_names_exists() -> None:
    named = paths(ARCHITECTURE)
    assert len(named) > 60
    assert {each for each in named if not (ROOT / each).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = document.parent / path if path else document
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {
                re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings
            }


def test_the_release_is_stated_once() -> None:
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "newsdb/__init__.py"
    assert f"/{__version__} (" in USER_AGENT
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_the_address_of_the_project_is_one() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    home = PYPROJECT["project"]["urls"]["Homepage"]
    assert all(each.startswith(home) for each in PYPROJECT["project"]["urls"].values())
    assert re.search(rf"^\[Unreleased\]: {re.escape(home)}/", changelog, re.MULTILINE)


def test_the_hosted_checks_run_what_a_submission_must_pass() -> None:
    """On every Python that pyproject.toml names, and on macOS."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    linux, macos = workflow["jobs"]["linux"], workflow["jobs"]["macos"]
    named = re.findall(
        r"Python :: (3\.\d+)$", "\n".join(PYPROJECT["project"]["classifiers"]), re.MULTILINE
    )
    assert linux["strategy"]["matrix"]["python"] == named
    assert {"run": ".ci/run"} in linux["steps"]
    assert macos["runs-on"].startswith("macos")
    assert any("make test" in step.get("run", "") for step in macos["steps"])
    assert PYPROJECT["project"]["license"] == "BSD-3-Clause"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("BSD 3-Clause License")


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda each: each.stem
)
def test_forms_of_issues(form: Path) -> None:
    """Each field has an id of its own and a label, and something is required."""
    read = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert read["name"]
    assert read["description"]
    fields = read["body"]
    assert all(each["type"] in {"input", "textarea"} for each in fields)
    assert all(each["attributes"]["label"] for each in fields)
    assert len({each["id"] for each in fields}) == len(fields)
    assert any(each.get("validations", {}).get("required") for each in fields)


@pytest.mark.parametrize("name", ["desk.md", "security.md"])
def test_documents_know_how_many_rows_a_workbook_has(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    said = re.findall(r"XLSX[^.;:]*?\b(\d+,\d{3})\b", text)
    assert said == [f"{MOST_IN_A_WORKBOOK:,}"]
