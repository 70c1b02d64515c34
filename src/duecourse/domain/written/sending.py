"""Between writing and sending: what makes a text out of date, and when a failed try is repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# After each try that the mail server could not take: then it is over, and somebody is told.
BACK_OFF = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
# A text older than this is not sent any more, however it came to wait.
GOOD_FOR = timedelta(days=14)


def retry_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None: no more."""
    return BACK_OFF[tries - 1] if 0 < tries <= len(BACK_OFF) else None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a text rests on: the newest payment, dispute and promise of the account by their keys (0: none), how often
    they have asked for something, and what is open per currency."""

    payment: int
    dispute: int
    promise: int
    requests: int
    owed: tuple[tuple[str, int], ...]


_CHANGES = (
    ("payment", "A payment came in after this was written."),
    ("dispute", "A dispute was raised after this was written."),
    ("promise", "A payment was agreed after this was written."),
    ("requests", "They asked for something after this was written."),
)


def changed_since(written: Basis, now: Basis) -> str:
    """Why a text that asks for money is not true any more, "" while it is."""
    for name, why in _CHANGES:
        if getattr(now, name) > getattr(written, name):
            return why
    return "" if now.owed == written.owed else "What is open has changed since this was written."
