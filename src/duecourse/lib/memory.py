"""How a process that answers pages keeps its memory."""

from __future__ import annotations

import gc


def settle() -> None:
    """What is loaded now stays, and is not walked through again; the rest is, but seldom: a full collection takes as
    long as a page, nearly all of what a page makes goes without one, and it would fall into somebody's request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
