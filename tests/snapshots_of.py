"""Texts that are compared with a kept copy. `SNAPSHOTS=write pytest ...` writes the copies anew; read the diff then."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def agree(name: str, text: str) -> None:
    """Fails with a diff when the text differs from the kept copy, or when there is none."""
    kept = FOLDER / name
    if os.environ.get("SNAPSHOTS") == "write":
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, "utf-8")
    assert kept.exists(), f"no copy of {name} is kept: run the test once with SNAPSHOTS=write"
    assert text == kept.read_text("utf-8"), f"{name} has changed: if it is meant, run the test with SNAPSHOTS=write"
