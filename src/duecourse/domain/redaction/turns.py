"""A conversation without card numbers: people give them in groups, over several turns, with an "okay" in between, and
the other side reads them back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from duecourse.domain.redaction.cards import CARD_MASK, cards_in
from duecourse.domain.redaction.digits import DIGIT_WORD, Part, is_filler, runs_of
from duecourse.domain.redaction.secrets import (
    A_CODE,
    A_DATE,
    ASKS_FOR_CODE,
    ASKS_FOR_CODE_OF_A_CARD,
    ASKS_FOR_EXPIRY,
    ASKS_FOR_EXPIRY_OF_A_CARD,
    CODE_REMOVED,
    EXPIRY_REMOVED,
    without_code,
)
from duecourse.domain.redaction.text import redact

DIGITS_REMOVED = "[card digits]"
_APART = 4  # turns that may lie between two groups of one number
_ECHO = 3  # digits of a card that the other side repeats, and that are then cut too
_CODE_AFTER = 6  # turns after a card, or after somebody asked for its code, in which digits by themselves are it

_LONGEST_BACK = 40  # turns: a card given digit by digit, with somebody saying "okay" after each
_ASKS_FOR_A_SUM = re.compile(r"\b(?:amount|how much|sum|total|balance|invoice|owed?)\b", re.IGNORECASE)
_MAY_BE_DIGITS = re.compile(rf"\d|\[card|\b(?:{DIGIT_WORD}|card|code|expir\w*)\b", re.IGNORECASE)

Cut = tuple[int, int, str]


def redact_turns(turns: Sequence[tuple[str, str]]) -> list[str]:
    """The texts of (speaker, text) in their order, without card numbers, codes and expiries. What was masked before
    stays so, and its code is still looked for."""
    texts = [text for _speaker, text in turns]
    cuts: dict[int, list[Cut]] = {}
    cards: list[tuple[str, int, int]] = []  # digits, first and last turn
    for speaker in dict.fromkeys(speaker for speaker, _text in turns):
        own = [n for n, (name, _text) in enumerate(turns) if name == speaker]
        for run in _runs(texts, own):
            cards += _cut(run, cuts)
    _cut_echoes(texts, cards, cuts)
    masked = [_without(text, cuts.get(n, [])) for n, text in enumerate(texts)]
    known = [n for n, text in enumerate(texts) if CARD_MASK in text]  # masked when they came, a turn at a time
    return _answers([redact(text) for text in masked], [*(last for _digits, _first, last in cards), *known])


def begin_of_what_belongs(texts: Sequence[str]) -> int:
    """From which turn on a next one could go on with a card, its code or its expiry: whoever masks turn by turn need
    not read the whole call each time."""
    apart = 0
    for n in range(len(texts) - 1, max(-1, len(texts) - 1 - _LONGEST_BACK), -1):
        apart = 0 if _MAY_BE_DIGITS.search(texts[n]) else apart + 1
        if apart > _CODE_AFTER:
            return n
    return max(0, len(texts) - _LONGEST_BACK)


def _runs(texts: Sequence[str], own: Iterable[int]) -> list[list[Part]]:
    """Runs of digits of one speaker, on from one of their turns to the next where only small words stand between."""
    runs: list[list[Part]] = []
    for n in own:
        for run in runs_of(texts[n]):
            here = [replace(part, turn=n) for part in run]
            last = runs[-1] if runs else None
            if last and last[-1].turn != n and _goes_on(texts, last[-1], here[0]):
                last += [replace(here[0], loose=True), *here[1:]]
            else:
                runs.append(here)
    return runs


def _goes_on(texts: Sequence[str], before: Part, after: Part) -> bool:
    near = after.turn - before.turn <= _APART
    return near and is_filler(texts[before.turn][before.end :]) and is_filler(texts[after.turn][: after.start])


def _cut(run: Sequence[Part], cuts: dict[int, list[Cut]]) -> list[tuple[str, int, int]]:
    """Cards that lie in more than one turn; those within one are found again with all that stands around them."""
    found = []
    for card in cards_in(run):
        parts = run[card.first : card.last]
        if parts[0].turn != parts[-1].turn:
            for n in dict.fromkeys(part.turn for part in parts):
                inside = [part for part in parts if part.turn == n]
                mask = card.mask if n == parts[-1].turn else DIGITS_REMOVED
                cuts.setdefault(n, []).append((inside[0].start, inside[-1].end, mask))
        found.append((card.digits, parts[0].turn, parts[-1].turn))
    return found


def _cut_echoes(texts: Sequence[str], cards: Iterable[tuple[str, int, int]], cuts: dict[int, list[Cut]]) -> None:
    """What anybody repeats of a card while it is given, and right after."""
    for digits, first, last in cards:
        for n in range(first, min(last + 2, len(texts))):
            for run in runs_of(texts[n]):
                said = "".join(part.digits for part in run)
                start, end = run[0].start, run[-1].end
                cut_already = any(a < end and start < b for a, b, _mask in cuts.get(n, ()))
                if len(said) > _ECHO and said in digits and not cut_already and len(said) < len(digits):
                    cuts.setdefault(n, []).append((start, end, DIGITS_REMOVED))


def _without(text: str, cuts: Iterable[Cut]) -> str:
    for start, end, mask in sorted(cuts, reverse=True):
        text = f"{text[:start]}{mask}{text[end:]}"
    return text


def _answers(texts: list[str], cards: Iterable[int]) -> list[str]:
    """Three or four digits after "and the security code?", a month and a year after "when does it expire?"; and right
    after a card a turn that is nothing but such digits."""
    spoken_of = [*cards, *(n for n, text in enumerate(texts) if ASKS_FOR_CODE.search(text))]
    given = list(texts)
    for n, text in enumerate(texts):
        asked, near = texts[n - 1] if n else "", any(0 < n - earlier <= _CODE_AFTER for earlier in spoken_of)
        if _asks(asked, CODE_REMOVED, ASKS_FOR_CODE, ASKS_FOR_CODE_OF_A_CARD if near else None):
            given[n] = A_CODE.sub(CODE_REMOVED, text, count=1)
        elif _asks(asked, EXPIRY_REMOVED, ASKS_FOR_EXPIRY, ASKS_FOR_EXPIRY_OF_A_CARD if near else None):
            given[n] = A_DATE.sub(EXPIRY_REMOVED, text, count=1)
        elif near and not _ASKS_FOR_A_SUM.search(asked):
            given[n] = _alone(without_code(text), given[max(0, n - _CODE_AFTER) : n])
    return given


def _asks(text: str, removed: str, *wanted: re.Pattern[str] | None) -> bool:
    """Who names it and gives it in one breath asks for nothing more."""
    return removed not in text and any(pattern.search(text) for pattern in wanted if pattern)


def _alone(text: str, before: Iterable[str]) -> str:
    """A turn that is nothing but such digits. A sum that somebody has said before is no code: that one was masked."""
    for wanted, mask in ((A_CODE, CODE_REMOVED), (A_DATE, EXPIRY_REMOVED)):
        match = wanted.search(text)
        if match and any(re.search(rf"(?<!\d){re.escape(match.group())}(?!\d)", one) for one in before):
            return text
        if match and is_filler(text[: match.start()]) and is_filler(text[match.end() :]):
            return f"{text[: match.start()]}{mask}{text[match.end() :]}"
    return text
