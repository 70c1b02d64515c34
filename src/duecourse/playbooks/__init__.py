"""Content as data (TOML and Markdown), and the one way to reach it.

A folder of the user's own may overlay the files shipped here: a file with the same relative path replaces ours, a new
one is added. Nothing here touches Django or a database.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import platformdirs

SHIPPED = Path(__file__).parent


class PlaybookError(ValueError):
    """A playbook file cannot be used. The message names the file and says what to change."""


def overlay_root() -> Path | None:
    """The user's own playbooks folder: `playbooks/` in DUECOURSE_HOME (or where an installation lives without it), or
    None when there is none."""
    folder = own_folder()
    return folder if folder.is_dir() else None


def own_folder() -> Path:
    """Where the user's own playbooks belong, whether there are any yet or not."""
    return Path(os.environ.get("DUECOURSE_HOME") or platformdirs.user_data_dir("duecourse")) / "playbooks"


def files(folder: str, suffix: str = ".toml", *, overlay: Path | None = None) -> dict[str, Path]:
    """Relative path inside `folder` → file; the overlay's file wins over ours. Sorted by name."""
    overlay = overlay if overlay is not None else overlay_root()
    found: dict[str, Path] = {}
    for root in (SHIPPED, overlay):
        if root is not None and (root / folder).is_dir():
            for path in (root / folder).rglob(f"*{suffix}"):
                found[path.relative_to(root / folder).as_posix()] = path
    return dict(sorted(found.items()))


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes when the file does, even twice within one tick of the clock: time, size and inode."""
    about = path.stat()
    return about.st_mtime_ns, about.st_size, about.st_ino


def read_toml(path: Path) -> dict[str, Any]:
    """The file as a dict. Raises PlaybookError that names file and line when it is not valid TOML."""
    try:
        return read_toml_text(path.read_text("utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise PlaybookError(f"{path}: {error}") from error


def read_toml_text(text: str, where: str) -> dict[str, Any]:
    """The text as a dict. `where` leads the message. Raises PlaybookError with the line when it is not valid TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlaybookError(f"{where}: {error}") from error
