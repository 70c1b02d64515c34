"""What follows from a word alone, worked out the first time that it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_MOST = 20_000  # words kept: people say the same few thousand again and again

Result = TypeVar("Result")


class WorkedOut(dict[str, Result]):
    """Word → what `work_out` makes of it. A plain dictionary is asked in one step; a cache that knows which word was
    asked for last has to note it each time. Full, it begins anew."""

    __slots__ = ("_work_out",)

    def __init__(self, work_out: Callable[[str], Result]) -> None:
        self._work_out = work_out

    def __missing__(self, word: str) -> Result:
        if len(self) >= _MOST:
            self.clear()
        self[word] = result = self._work_out(word)
        return result
