"""Nothing that a user can set, run or install is missing from docs/, and docs/ names nothing that is gone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tools.command_reference import reference

ROOT = Path(__file__).parents[3]
SETTING = re.compile(r"\bDUECOURSE_[A-Z_]+\b|\bDATABASE_URL\b")


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    read = {name for path in (ROOT / "src").rglob("*.py") for name in SETTING.findall(path.read_text("utf-8"))}
    documented = set(re.findall(r"(?m)^\| `([A-Z_]+)` \|", _doc("howto/settings.md")))
    assert documented == read


def test_every_command_and_argument_is_documented():
    assert _doc("howto/commands.md") == reference(), "run `make docs` and commit docs/howto/commands.md"


def test_every_command_and_argument_says_what_it_is_for():
    silent = re.findall(r"(?m)^\| `[^`]*` \|\s*\|?$|^\.$", reference())
    assert silent == []


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ ;]", requirement)[0] for requirement in requirements}


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [*project["dependency-groups"].values(), *project["project"].get("optional-dependencies", {}).values()]
    named = _names(project["project"]["dependencies"]).union(*(_names(group) for group in groups))
    documented = set(re.findall(r"(?m)^\| `([^`]+)` \|", _doc("dependencies.md")))
    assert documented - {"uv"} == named


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_links_between_documents_lead_somewhere(path):
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
    targets = [
        target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target and not target.startswith("#")
    ]
    assert [target for target in targets if not (path.parent / target.split("#")[0]).exists()] == []
