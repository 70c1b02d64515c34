"""How far a batch is, told outside the transaction that does the work (files in the data folder)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches

_KEPT_S = 3600


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, and the share of the whole that is done, from 0 to 100."""

    what: str
    percent: int


def tell(batch_id: int, what: str, share: float) -> None:
    """Say how far the batch is. Cheap to call often: a file is written only when the percentage moves."""
    step = Step(what, int(share * 100))
    if _last.get(batch_id) != step:
        _last[batch_id] = step
        caches["progress"].set(_key(batch_id), (step.what, step.percent), _KEPT_S)


def step_of(batch_id: int) -> Step | None:
    """The last step told, by whatever process; None when there is none."""
    found = caches["progress"].get(_key(batch_id))
    return Step(*found) if found else None


def forget(batch_id: int) -> None:
    _last.pop(batch_id, None)
    caches["progress"].delete(_key(batch_id))


def _key(batch_id: int) -> str:
    return f"batch:{batch_id}"


_last: dict[int, Step] = {}
