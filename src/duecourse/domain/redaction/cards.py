"""Which digits are a card number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duecourse.domain.redaction.digits import Part

SHORTEST, LONGEST = 13, 19

# First digits and lengths by which issuers number their cards (ISO/IEC 7812 ranges in use).
_ISSUERS: tuple[tuple[range, frozenset[int]], ...] = (
    (range(4000, 5000), frozenset({13, 16, 19})),
    (range(5100, 5600), frozenset({16})),
    (range(2221, 2721), frozenset({16})),
    (range(3400, 3500), frozenset({15})),
    (range(3700, 3800), frozenset({15})),
    (range(3000, 3060), frozenset(range(14, 20))),
    (range(3090, 3100), frozenset(range(14, 20))),
    (range(3600, 3700), frozenset(range(14, 20))),
    (range(3800, 4000), frozenset(range(14, 20))),
    (range(3528, 3590), frozenset(range(16, 20))),
    (range(2200, 2206), frozenset(range(16, 20))),
    (range(5000, 5100), frozenset(range(13, 20))),
    (range(5600, 7000), frozenset(range(13, 20))),
    (range(8100, 8300), frozenset({16})),
    (range(9792, 9793), frozenset({16})),
)


def passes_luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812: every second digit from the right doubled, the sum a multiple of ten."""
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


CARD_MASK = "[card ending"


def has_an_issuer(digits: str) -> bool:
    """Does a card of this length begin with these digits?"""
    head, length = int(digits[:4]), len(digits)
    return any(head in heads and length in lengths for heads, lengths in _ISSUERS)


@dataclass(frozen=True, slots=True)
class Card:
    """Parts `first` up to but without `last` of a run are one card number."""

    first: int
    last: int
    digits: str

    @property
    def mask(self) -> str:
        return f"{CARD_MASK} {self.digits[-4:]}]"


def cards_in(run: Sequence[Part]) -> Iterator[Card]:
    """The card numbers of a run of digits, none inside another."""
    at = 0
    while at < len(run):
        found = _card_from(run, at)
        if found is None:
            at += 1
        else:
            yield found
            at = found.last


def _card_from(run: Sequence[Part], at: int) -> Card | None:
    """The longest card number that starts with part `at`. Where its parts hang together loosely (commas, "and then",
    another turn), or it goes by the name of another number, it has to be one that an issuer gives."""
    digits, best, loose = "", None, run[at].named
    for end in range(at, len(run)):
        loose = loose or (end > at and run[end].loose)
        digits += run[end].digits
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and _is_card(digits, loose):
            best = Card(at, end + 1, digits)
    return best


def _is_card(digits: str, loose: bool) -> bool:
    return len(set(digits)) > 1 and passes_luhn(digits) and (not loose or has_an_issuer(digits))
