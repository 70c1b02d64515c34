"""What is usual: the median of a measure over a group's calls, with how many calls it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

LEAST = 10  # calls below which nothing is called usual


@dataclass(frozen=True, slots=True)
class Norm:
    """`calls` have the measure; `value` is their median, None with too few of them."""

    calls: int
    value: float | None = None

    @property
    def is_enough(self) -> bool:
        return self.value is not None


def norm_of(values: Iterable[float | None]) -> Norm:
    """Calls without the measure do not count."""
    known = [value for value in values if value is not None]
    return Norm(len(known), median(known) if len(known) >= LEAST else None)
