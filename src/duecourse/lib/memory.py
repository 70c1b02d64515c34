"""How a server that stays treats its memory."""

from __future__ import annotations

import gc

# Objects made and kept before the collector looks for cycles among them. A long list makes some twenty thousand and
# gives them all back at the end of its request: at the language's own 700 the collector looks at them forty times.
_YOUNG = 20_000


def settle() -> None:
    """Call it once everything is loaded. What is there now stays: without this every full collection walks through all
    of it, some 40 ms in some request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
