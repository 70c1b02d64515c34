"""Figures beside the limits they are held to, told in one shape by every bench and once more by `run.py` at the end.

A machine that does other work stretches the clock more than the processor time. A figure that passes only by its
processor time is told as "busy": measure again when the machine is quiet.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT_IN = "BENCH_FIGURES"  # names the file that run.py reads: one figure a line, as JSON
OK, BUSY, MISSED = "ok", "busy", "MISSED"


@dataclass(frozen=True, slots=True)
class Held:
    """One figure and its limit. `processor`: the same by processor time, where it was measured."""

    what: str
    measured: float
    limit: float
    unit: str
    at_least: bool = False
    processor: float | None = None

    @property
    def verdict(self) -> str:
        if self._passes(self.measured):
            return OK
        return BUSY if self.processor is not None and self._passes(self.processor) else MISSED

    def _passes(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value < self.limit

    def __str__(self) -> str:
        held_to = f"{'at least' if self.at_least else 'below'} {self.limit:,g} {self.unit}".rstrip()
        processor = f" (processor {self.processor:,g})" if self.processor is not None else ""
        return f"{self.verdict:<7} {self.what:<52} {self.measured:>10,g} {self.unit}{processor}   {held_to}"


def tell(*figures: Held) -> int:
    """Print each with its verdict, keep it for the summary, and give the exit status: 1 when one is missed."""
    for figure in figures:
        print(f"  {figure}")
    if kept := os.environ.get(KEPT_IN):
        with Path(kept).open("a") as file:
            file.writelines(json.dumps(asdict(figure)) + "\n" for figure in figures)
    return int(any(figure.verdict == MISSED for figure in figures))


def read(path: Path) -> Sequence[Held]:
    return [Held(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []
