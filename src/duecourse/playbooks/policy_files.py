"""Versions of packs that people have put in force: files in the user's own folder, where every process reads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from duecourse.playbooks import own_folder
from duecourse.playbooks.editing import write_whole
from duecourse.playbooks.policies import ACTIVATED, FOLDER


def version_file(pack: str, starts: date) -> Path:
    """Where a version of a pack that begins on that day lies."""
    return own_folder() / FOLDER / ACTIVATED / f"{pack}@{starts.isoformat()}.toml"


def lay_version(path: Path, text: str) -> bool:
    """Write the file, whole or not at all, unless it is there as it should be. True: it was written."""
    if path.is_file() and path.read_bytes() == text.encode("utf-8"):
        return False
    write_whole(path, text)
    return True


def laid_versions() -> list[Path]:
    """The files that are there."""
    folder = own_folder() / FOLDER / ACTIVATED
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []
