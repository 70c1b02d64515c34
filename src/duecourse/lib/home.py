"""Where everything of one installation lives: database, uploads, overlays of the playbooks, cache, secret key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import platformdirs


def folder() -> Path:
    """DUECOURSE_HOME, or the user's data folder. Made on first use, readable by its owner alone."""
    home = Path(os.environ.get("DUECOURSE_HOME") or platformdirs.user_data_dir("duecourse"))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def subfolder(name: str) -> Path:
    path = folder() / name
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def secret_key() -> str:
    """DUECOURSE_SECRET_KEY, or a random key kept in the home folder, written once."""
    if given := os.environ.get("DUECOURSE_SECRET_KEY"):
        return given
    file = folder() / "secret-key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text().strip()
