"""Card numbers and security codes never reach the database; other numbers stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.redaction import passes_luhn, redact

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@st.composite
def cards(draw) -> str:
    body = draw(st.text("0123456789", min_size=12, max_size=18).filter(lambda t: len(set(t)) > 1))
    return next(body + d for d in "0123456789" if passes_luhn(body + d))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("card 4111 1111 1111 1111 exp 12/27", "card [card ending 1111] exp 12/27"),
        ("4111-1111-1111-1111", "[card ending 1111]"),
        ("it's 378282246310005.", "it's [card ending 0005]."),
        ("four one one one, one one one one, one one one one, one one one one please", "[card ending 1111] please"),
        ("four triple one double one double one double one double one double one double one one", None),
        ("the CVV is 123", "the CVV is [security code removed]"),
        ("security code: seven four one", "security code: [security code removed]"),
        ("three digits on the back are 987, thanks", "three digits on the back are [security code removed], thanks"),
    ],
)
def test_a_card_is_masked_however_it_is_written_or_said(said, kept):
    masked = redact(said)
    assert masked == kept if kept is not None else "[card ending" in masked


@pytest.mark.parametrize(
    "text",
    [
        "INV-2207 for 1,840.00 due 14 January",
        "call +1 505 555 0142 after nine",
        "account 1234567890123456",
        "one or two of them, maybe three or four",
        "0000000000000000",
        "promised 890 on 2026-11-27",
    ],
)
def test_other_numbers_stay(text):
    assert redact(text) == text


@given(cards(), st.sampled_from(["", " ", "-", ". "]), st.text("abc xyz", max_size=8))
def test_no_spelling_of_a_card_survives(card, gap, around):
    spelled = gap.join(card[i : i + 4] for i in range(0, len(card), 4))
    masked = redact(f"{around} {spelled} {around}")
    assert card not in "".join(c for c in masked if c.isdigit())


@given(cards())
def test_a_spoken_card_is_masked(card):
    assert "[card ending" in redact(" ".join(WORDS[int(d)] for d in card))


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text):
    assert redact(redact(text)) == redact(text)
