"""Uploaded files on disk: in the data folder, under names of our own, never under the name that somebody gave."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path

from duecourse.lib import home


def keep(blocks: Iterable[bytes]) -> tuple[str, str]:
    """Write an upload. Returns the name inside the uploads folder and the SHA-256 of the content."""
    name = secrets.token_hex(16)
    digest = hashlib.sha256()
    with path_of(name).open("xb") as file:
        for block in blocks:
            digest.update(block)
            file.write(block)
    return name, digest.hexdigest()


def path_of(name: str) -> Path:
    return home.subfolder("uploads") / name


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
