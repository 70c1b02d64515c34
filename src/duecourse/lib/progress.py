"""How far long work is, told outside the transaction that does it (files in the data folder)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches

_KEPT_S = 3600


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, and the share of the whole that is done, from 0 to 100."""

    what: str
    percent: int


def tell(key: str, what: str, share: float) -> None:
    """Say how far the work is; `key` names it: "batch:7". Cheap to call often: a file is written only when the
    percentage moves."""
    step = Step(what, int(share * 100))
    if _last.get(key) != step:
        _last[key] = step
        caches["progress"].set(key, (step.what, step.percent), _KEPT_S)


def step_of(key: str) -> Step | None:
    """The last step told, by whatever process; None when there is none."""
    found = caches["progress"].get(key)
    return Step(*found) if found else None


def forget(key: str) -> None:
    _last.pop(key, None)
    caches["progress"].delete(key)


_last: dict[str, Step] = {}
