"""Import profiles: one TOML file per export that people have. A file of the same name in the overlay replaces ours."""

from __future__ import annotations

from pathlib import Path

from duecourse.domain.importing import Profile, ProfileError, profile_from
from duecourse.playbooks import PlaybookError, files, read_toml


def import_profiles(*, overlay: Path | None = None) -> tuple[Profile, ...]:
    """Every profile, the generic one included. Raises PlaybookError that names the file and the wrong entry."""
    profiles = []
    for path in files("imports", overlay=overlay).values():
        try:
            profiles.append(profile_from(path.stem, read_toml(path)))
        except ProfileError as error:
            raise PlaybookError(f"{path}: {error}") from error
    return tuple(profiles)
