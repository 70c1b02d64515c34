"""What every file of the repository keeps to, whoever wrote it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import duecourse

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "duecourse"
MAX_LINES = 400
LOCKS = (
    "requirements-bootstrap.lock",
    "requirements-dev.lock",
    "requirements-train.lock",
    "requirements.lock",
)
# A checkout must install from whatever index its user has set, and must not tell where it was written. (The patterns
# are spelt so that they do not match themselves.)
NOT_OURS_TO_NAME = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org|(?<![\w.])/(?:work|farm|root)/"
)


def _tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_source_file_is_longer_than_400_lines():
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and (lines := path.read_text("utf-8").count("\n")) > MAX_LINES
    }
    assert not long, f"make each a folder of the same name: {long}"


def test_every_folder_of_python_files_is_a_package():
    """Without __init__.py the import contracts and the installed package would miss it."""
    bare = {path.parent for path in SOURCE.rglob("*.py") if not (path.parent / "__init__.py").exists()}
    assert not bare, sorted(folder.relative_to(ROOT).as_posix() for folder in bare)


def test_no_file_names_a_package_index_or_a_folder_of_somebodys_machine():
    found = []
    for path in _tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in NOT_OURS_TO_NAME.finditer(text)]
    assert not found, found


def test_no_file_that_records_download_addresses_is_kept():
    kept = {path.name for path in _tracked()} & {
        "uv.lock",
        "package-lock.json",
        "poetry.lock",
        "pnpm-lock.yaml",
        "yarn.lock",
    }
    assert not kept


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_hashes_and_no_lock_names_an_address(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text and "--find-links" not in text
    blocks = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", text).strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def _pins(name: str) -> set[str]:
    return set(re.findall(r"(?m)^[\w.\[\]-]+==\S+", (ROOT / name).read_text("utf-8")))


def test_what_developers_install_contains_what_users_install():
    """`make demo` after `make test` changes nothing because of this."""
    assert _pins("requirements.lock") <= _pins("requirements-dev.lock")


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == duecourse.__version__
