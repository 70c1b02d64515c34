"""How far a batch is."""

from __future__ import annotations

from duecourse.lib import progress
from duecourse.lib.progress import Step


def tell(batch_id: int, what: str, share: float) -> None:
    progress.tell(_key(batch_id), what, share)


def step_of(batch_id: int) -> Step | None:
    return progress.step_of(_key(batch_id))


def forget(batch_id: int) -> None:
    progress.forget(_key(batch_id))


def _key(batch_id: int) -> str:
    return f"batch:{batch_id}"
