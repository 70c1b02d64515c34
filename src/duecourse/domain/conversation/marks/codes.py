"""Codes said to the client: short forms in capitals ("MVA", "CO-18", "277CA") and runs of spelt letters ("p d s") that
are no name, no item number and no everyday short form. No list of terms knows them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.phrases import Family, Hit
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_CODE = re.compile(r"\b(?:[A-Z]{2,5}|[A-Z]{2,4}-\d{1,3}|\d{2,3}[A-Z]{2,5}|[A-Z]-code)(?:s\b|\b)")
_CAPITALS = re.compile(r"[A-Z](?:[A-Z]|-code)")  # in each of them
_OF_A_NUMBER = re.compile(r"[ -]?\d{3,}| \d{2} ?\d{2}")  # "MHP 7730 4418", "GRI 20881": what a thing goes by
_EVERYDAY = frozenset(
    "ID PO VAT GST HST TV UPS USB PDF UK US USA EU OK AM PM ATM PIN GPS MRI CT PET NHS GP HR IT CEO DHL BBC ASAP FAQ "
    "LLC LTD INC PLC LLP PTY NY LA TX DC PS MD RN CC CD DVD SMS DIY BBQ SUV RV NASA HQ VIP ER ENT ICU AC IOU FYI RSVP "
    "BMW UPI AD BC II III IV CV MP MPG TBC TBA BYO IKEA UPC IVF MOT PA QR XL USD GBP CAD AUD EUR INR ZAR NZD AA DOB "
    "SSN".split()
)
_LEAST_LETTERS, _MOST_LETTERS = 3, 5  # two spelt letters are as often part of a number or a name
_SPELT = frozenset("bcdefghjklmnopqrstuvwxyz")  # one of them opens each: "a" and "i" are words
_FAMILY = Family("term.code", "jargon", "caller", ())


def codes(view: View, state: State) -> Iterator[Hit]:
    """Each code of the turn as a find, at its words."""
    if view.turn.text.islower():
        yield from _spelt(view, state)
    elif _CAPITALS.search(view.words.text) and not view.turn.text.isupper():
        yield from _in_capitals(view, state)


def _own(state: State) -> frozenset[str]:
    """Letters of item numbers and names."""
    setting = state.setting
    texts = (setting.account.name, setting.company, setting.caller_name, setting.account.contact)
    numbers = (item.number for item in setting.account.items)
    return frozenset(part.upper() for text in (*texts, *numbers) for part in re.findall(r"[A-Za-z]+", text))


def _in_capitals(view: View, state: State) -> Iterator[Hit]:
    facts = state.ledger.facts_line
    for match in _CODE.finditer(view.words.text):
        if (
            _is_shouted(view.words.text, match)
            or f"{match.group().lower()}-" in facts
            or match.group().lower() in facts
        ):
            continue
        letters = "".join(c for c in match.group().removesuffix("s") if c.isalpha())
        if letters in _EVERYDAY or letters in _own(state) or _OF_A_NUMBER.match(view.words.text, match.end()):
            continue
        places = [n for n, (a, b) in enumerate(view.words.spans) if a < match.end() and b > match.start()]
        if places:
            yield Hit(_FAMILY, places[0], places[-1] + 1)


def _is_shouted(text: str, match: re.Match[str]) -> bool:
    """ "IS THAT BETTER?": the words beside it are in capitals as well."""
    beside = (text[: match.start()].split()[-1:], text[match.end() :].split()[:1])
    return any(word and len(word[0]) > 1 and word[0].isupper() and word[0].strip("?!.,").isalpha() for word in beside)


def _spelt(view: View, state: State) -> Iterator[Hit]:
    if view.turn.text.isascii() and _SPELT.isdisjoint(view.words.vocabulary):
        return
    items = (*view.words.items, "")
    first: int | None = None
    for place, word in enumerate(items):
        if len(word) == 1 and word.isalpha() and not (word in "ai" and first is None):
            first = place if first is None else first
        elif first is not None:
            letters = "".join(items[first:place]).upper()
            is_code = _LEAST_LETTERS <= len(letters) <= _MOST_LETTERS and letters not in _EVERYDAY
            if is_code and not (small(word) or word == "oh") and not _is_own(letters, _own(state)):
                yield Hit(_FAMILY, first, place)
            first = None


def _is_own(letters: str, own: frozenset[str]) -> bool:
    return any(len(name) > 1 and (letters.startswith(name) or name.startswith(letters)) for name in own)
