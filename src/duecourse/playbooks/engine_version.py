"""Which engine read a call: a digest of its rules and of the phrases it reads by, ours and the user's own. Whatever is
changed in either gives another version, so that what was read by an older one can be read again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import duecourse.domain.conversation as engine
from duecourse.playbooks import files, stamp

_RULES = Path(engine.__file__).parent
_CONTENT = ("phrases", "plain_language", "classifiers")
_LENGTH = 12  # hex digits


def engine_version(overlay: Path | None = None) -> str:
    """Twelve hex digits. Unchanged files are not read again."""
    paths = _rules() + tuple(
        path for folder in _CONTENT for path in files(folder, suffix="", overlay=overlay).values() if path.is_file()
    )
    return _digest(paths, tuple(map(stamp, paths)))


@lru_cache(maxsize=1)
def _rules() -> tuple[Path, ...]:
    """They change with the program only."""
    return tuple(sorted(path for path in _RULES.rglob("*") if path.is_file() and "__pycache__" not in path.parts))


@lru_cache(maxsize=4)
def _digest(paths: tuple[Path, ...], stamps: object) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:_LENGTH]
