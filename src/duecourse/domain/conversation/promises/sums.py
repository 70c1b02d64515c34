"""What names a sum in a statement to pay."""

from __future__ import annotations

from dataclasses import dataclass

SAID, HALF, REST, WHOLE, ITEM, MEANT = "said", "half", "rest", "whole", "item", "meant"


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum named at word `first`: an amount said, a share of what is due, or an item of the account."""

    kind: str
    first: int
    last: int
    minor: int | None = None
