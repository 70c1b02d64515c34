"""Import profiles: one TOML file per export that people have. A file of the same name in the overlay replaces ours."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from duecourse.domain.importing import Profile, ProfileError, profile_from
from duecourse.playbooks import PlaybookError, files, read_toml, stamp


def import_profiles(*, overlay: Path | None = None) -> tuple[Profile, ...]:
    """Every profile, the generic one included. Raises PlaybookError that names the file and the wrong entry."""
    return tuple(_profile(path, stamp(path)) for path in files("imports", overlay=overlay).values())


@lru_cache(maxsize=256)
def _profile(path: Path, stamp: tuple[int, int, int]) -> Profile:
    """Read once for as long as the file is the same: every look into a file that somebody uploads asks for them all."""
    try:
        return profile_from(path.stem, read_toml(path))
    except ProfileError as error:
        raise PlaybookError(f"{path}: {error}") from error
