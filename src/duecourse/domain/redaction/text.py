"""One text without card numbers, codes and expiries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from duecourse.domain.redaction.cards import SHORTEST, Card, cards_in
from duecourse.domain.redaction.digits import Part, runs_of
from duecourse.domain.redaction.kept import is_named, kept_spans
from duecourse.domain.redaction.secrets import without_secrets

# What a code or an expiry goes by, and digits as they are spoken: most texts hold neither, and are handed back at once.
_HINTS = ("cvv", "cvc", "cv2", "c v", "c.v", "cid", "csc", "pin", "code", "digit", "security", "verification", "exp",
          "valid", "good t", "good until", "on the back", "on the front")  # fmt: skip
_SPOKEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "zero", "oh", "nought", "double",
           "triple", "treble", "quadruple", "teen", "ty", "ten", "eleven", "twelve", "null", "eins", "zw", "drei",
           "vier", "fuenf", "sechs", "sieben", "acht", "neun", "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis",
           "siete", "ocho", "nueve")  # fmt: skip
_MOST_DIGITS_A_WORD = 3  # "triple five" is two words, "quadruple five" too
_DIGITS = str.maketrans("", "", "0123456789")


def _is_plain(text: str) -> bool:
    """Too few digits for a card, and no word that a code or an expiry goes by."""
    if not text.isascii():
        return False
    lowered = text.lower()
    digits = len(text) - len(text.translate(_DIGITS))
    spoken = sum(map(lowered.count, _SPOKEN))
    return digits + _MOST_DIGITS_A_WORD * spoken < SHORTEST and not any(hint in lowered for hint in _HINTS)


def redact(text: str) -> str:
    """The same text without card numbers and what belongs to them. Text without any comes back unchanged."""
    if not text or _is_plain(text):
        return text
    for start, end, mask in reversed(list(_cards(text))):
        text = f"{text[:start]}{mask}{text[end:]}"
    return without_secrets(text)


def redact_all(value: Any) -> Any:
    """Plain data (what JSON can hold) with every text in it redacted; keys stay."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: redact_all(item) for key, item in value.items()}
    return [redact_all(item) for item in value] if isinstance(value, list | tuple) else value


def _cards(text: str) -> Iterator[tuple[int, int, str]]:
    for run in named_runs(text):
        for card in cards_in(run):
            yield *span_of(card, run), card.mask


def named_runs(text: str) -> Iterator[list[Part]]:
    """Runs of digits that are long enough for a card; one that goes by another name says so."""
    if sum(sign.isdigit() or sign.isalpha() for sign in text) < SHORTEST:
        return
    for run in runs_of(text, kept_spans(text)):
        yield [replace(run[0], named=is_named(text, run[0].start)), *run[1:]]


def span_of(card: Card, run: list[Part]) -> tuple[int, int]:
    return run[card.first].start, run[card.last - 1].end
