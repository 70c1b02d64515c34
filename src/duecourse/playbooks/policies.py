"""Policy packs: the TOML files under `policies/`, checked and made into domain values.

A file of the same name in the user's own folder replaces ours. A file with an [activation] table is a version of its
pack that begins on a day; the one before it ends then and stays on file. The `house` pack (good manners, and the
creditor's own rules) is kept apart from the law: the published case format asks about the law alone, the product asks
about both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from duecourse.domain.contact_policy import Malformed, Pack, parse_pack
from duecourse.domain.contact_policy.pack import as_versions
from duecourse.domain.contact_policy.pack_reading import check_calendars
from duecourse.playbooks import SHIPPED, PlaybookError, files, overlay_root, read_toml_text, stamp

FOLDER = "policies"
HOUSE = "house"
# Versions that two people have put in force; written and removed by the product alone.
ACTIVATED = "activated"


@dataclass(frozen=True, slots=True)
class PackText:
    """One file, as it stands and as it reads."""

    name: str  # inside policies/: "house.toml", "activated/house@2026-12-01.toml"
    text: str
    pack: Pack
    is_shipped: bool

    @property
    def digest(self) -> str:
        return self.pack.digest


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every pack on file, read together: versions of one pack follow each other."""

    texts: tuple[PackText, ...]
    packs: tuple[Pack, ...]

    def text_of(self, digest: str) -> str | None:
        return next((one.text for one in self.texts if one.digest == digest), None)

    def shipped(self, pack_id: str) -> PackText | None:
        return next((one for one in self.texts if one.is_shipped and one.pack.id == pack_id), None)


def digest_of(text: str) -> str:
    """SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_pack(text: str, where: str, *, check: bool = True) -> Pack:
    """One pack out of its text. `check`: also that its holiday calendars exist. Raises PlaybookError."""
    try:
        pack = replace(parse_pack(read_toml_text(text, where), where), digest=digest_of(text))
        if check:
            check_calendars(pack)
        return pack
    except Malformed as error:
        raise PlaybookError(str(error)) from error


def versions_of(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Packs read together. Raises PlaybookError where two files are the same pack on the same days."""
    try:
        return as_versions(packs)
    except ValueError as error:
        raise PlaybookError(f"{FOLDER}: {error}; give each file its own id") from error


def load_shelf(overlay: Path | None = None) -> Shelf:
    """Every pack, house packs included. Raises PlaybookError that names file, rule and key."""
    texts = tuple(_load(name, path) for name, path in files(FOLDER, overlay=overlay).items())
    return Shelf(texts, versions_of(one.pack for one in texts))


def load_packs(overlay: Path | None = None) -> tuple[Pack, ...]:
    return load_shelf(overlay).packs


def _load(name: str, path: Path) -> PackText:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise PlaybookError(f"{path}: {error}") from error
    # Ours are checked by the tests, which saves each start half a second.
    shipped = path.is_relative_to(SHIPPED)
    return PackText(name, text, read_pack(text, f"{FOLDER}/{name}", check=not shipped), shipped)


@lru_cache(maxsize=4)
def _cached(overlay: Path | None, _stamps: tuple[tuple[str, tuple[int, int, int]], ...]) -> Shelf:
    return load_shelf(overlay)


def shelf(overlay: Path | None = None) -> Shelf:
    """What is on file, read once and again only when a file has changed. `overlay`: a folder other than the user's."""
    overlay = overlay or overlay_root()
    own = files(FOLDER, overlay=overlay) if overlay else {}
    return _cached(overlay, tuple((name, stamp(path)) for name, path in own.items()))


def all_packs() -> tuple[Pack, ...]:
    """Law and house, every version."""
    return shelf().packs


def packs_of(overlay: Path | None) -> tuple[Pack, ...]:
    """The same with that folder laid over ours; None: the user's own, if there is one."""
    return shelf(overlay).packs


def law_packs() -> tuple[Pack, ...]:
    """The packs of places, without the house's own rules."""
    return _without_house(all_packs())


@lru_cache(maxsize=4)
def _without_house(packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
    return tuple(pack for pack in packs if pack.layer != HOUSE)
