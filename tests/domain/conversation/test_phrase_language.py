"""The language that phrases are written in: whatever it takes can be looked for."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duecourse.domain.conversation.phrase_language import PhraseError, compile_phrase
from duecourse.domain.conversation.phrases import Book, Family
from duecourse.domain.conversation.text import read

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


SAID = ["well", "so", "we", "will", "pay", "paying", "you", "on", "friday", "12", "$", ".", "?", "um", "I'll"]
WRITTEN = [
    "pay",
    "pay*",
    "you?",
    "I'll",
    "we",
    "..",
    "#",
    "12",
    "^",
    "$",
    "(on|paying friday)",
    "(so we|you)?",
    "(^|we)",
]


@example("^ 12", "pay ? 12")
@given(
    st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=4).map(" ".join),
    st.lists(st.sampled_from(SAID), max_size=9).map(" ".join),
)
def test_what_a_phrase_matches_is_found_however_it_is_looked_up(phrase: str, text: str) -> None:
    """A turn is asked for the words and neighbours that a phrase cannot do without before its pattern is tried."""
    with suppress(PhraseError):
        pattern = compile_phrase(phrase)
        words = read(text)
        book = Book([Family("it", "it", "both", (phrase,))])
        match = re.search(pattern.regex, words.line)
        assert bool(book.scan(words, "client")) == (match is not None and bool(match.group()))


def test_the_end_of_a_sentence_may_be_written_against_the_word_before_it() -> None:
    at_the_end, anywhere = re.compile(compile_phrase("so what$").regex), re.compile(compile_phrase("so what").regex)
    last, inside = read("So what? It is due.").line, read("So what happened there?").line
    assert at_the_end.search(last) and not at_the_end.search(inside)
    assert anywhere.search(last) and anywhere.search(inside)


@pytest.mark.parametrize("phrase", ["^ $", "(so we|you)? $", "(^|we)", "^ ..", "you?"])
def test_a_phrase_that_could_match_without_a_word_is_refused(phrase: str) -> None:
    """It would be found at the same place for ever."""
    with pytest.raises(PhraseError, match="at least one word that is not optional"):
        compile_phrase(phrase)
