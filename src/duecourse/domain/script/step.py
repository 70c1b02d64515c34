"""One step of a filled script."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.domain.disclosures import Disclosure
from duecourse.domain.spoken import Said


@dataclass(frozen=True, slots=True)
class Step:
    """`laws` are the rules that ask for it: such a step is never skipped in silence. `held_back` marks steps that are
    only for the confirmed person."""

    id: str
    title: str
    point: str
    say: tuple[Said, ...]
    tip: str = ""
    avoid: str = ""
    laws: tuple[Disclosure, ...] = ()
    held_back: bool = False

    @property
    def required(self) -> bool:
        return bool(self.laws)

    @property
    def verbatim(self) -> bool:
        return any(law.verbatim for law in self.laws)

    @property
    def source(self) -> str:
        """Where the law says so."""
        return "; ".join(law.citation for law in self.laws)
