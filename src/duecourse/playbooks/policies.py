"""Policy packs: the TOML files under `policies/`, checked and made into domain values.

A file of the same name in the user's own folder replaces ours. The `house` pack (good manners, and the creditor's own
rules) is kept apart from the law: the published case format asks about the law alone, the product asks about both.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from duecourse.domain.contact_policy import Malformed, Pack, parse_pack
from duecourse.domain.contact_policy.pack_reading import check_calendars
from duecourse.playbooks import SHIPPED, PlaybookError, files, overlay_root, read_toml

FOLDER = "policies"
HOUSE = "house"


def load_packs(overlay: Path | None = None) -> tuple[Pack, ...]:
    """Every pack, house packs included. Raises PlaybookError that names file, rule and key."""
    packs = tuple(_load(name, path) for name, path in files(FOLDER, overlay=overlay).items())
    seen: dict[str, str] = {}
    for pack in packs:
        if pack.id in seen:
            raise PlaybookError(f"{FOLDER}: the pack id {pack.id!r} is used twice; give each file its own")
        seen[pack.id] = pack.id
    return packs


def _load(name: str, path: Path) -> Pack:
    try:
        pack = parse_pack(read_toml(path), f"{FOLDER}/{name}")
        if not path.is_relative_to(SHIPPED):  # ours are checked by the tests, which saves each start half a second
            check_calendars(pack)
        return pack
    except Malformed as error:
        raise PlaybookError(str(error)) from error


@lru_cache(maxsize=4)
def _cached(overlay: Path | None, _stamp: tuple[tuple[str, int], ...]) -> tuple[Pack, ...]:
    return load_packs(overlay)


def all_packs() -> tuple[Pack, ...]:
    """Law and house, read once and again only when a file has changed."""
    overlay = overlay_root()
    own = files(FOLDER, overlay=overlay) if overlay else {}
    stamp = tuple((name, path.stat().st_mtime_ns) for name, path in own.items())
    return _cached(overlay, stamp)


def law_packs() -> tuple[Pack, ...]:
    """The packs of places, without the house's own rules."""
    return _without_house(all_packs())


@lru_cache(maxsize=4)
def _without_house(packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
    return tuple(pack for pack in packs if pack.layer != HOUSE)
