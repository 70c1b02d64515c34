"""The language that phrases are written in: whatever it takes can be looked for."""

from __future__ import annotations

import re
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation.phrases import PhraseError, compile_phrase

PIECES = [
    "pay",
    "pay*",
    "you?",
    "I'll",
    "...",
    "..",
    "#",
    "^",
    "$",
    "(",
    ")",
    ")?",
    "|",
    "?",
    "*",
    "um",
    "[a]",
    "\\",
    "{2}",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=9).map(" ".join))
def test_a_phrase_is_refused_when_it_is_read_or_never(phrase: str) -> None:
    """Its pattern is made when it is first tried: in the middle of a call nothing may be wrong with it."""
    with suppress(PhraseError):
        re.compile(compile_phrase(phrase).regex)
