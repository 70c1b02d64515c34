"""Numbers that look like a card's and are none: IBANs, telephone numbers, dates, digests, and what goes by another
name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.redaction.cards import has_an_issuer, passes_luhn

_IBAN_HEAD = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?=[ \-]?[A-Za-z0-9])")
_IBAN_LENGTHS = range(34, 14, -1)
_PHONE = re.compile(r"\+\s?\d(?:[\s().\-/]{0,3}\d){6,14}(?![\s().\-/]{0,2}\d)")
_DATE = re.compile(r"(?<!\d)(?<!\d-)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!-?\d)")
_DIGEST = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{64}(?![0-9A-Za-z])")  # SHA-256, as seals are written
_NAME = re.compile(
    r"(?:inv(?:oice)?|bill|rechnung|re|rg|fact?(?:ure)?|po|so|cn|crn|credit note|ref(?:erence)?|order|claim|policy|"
    r"acc(?:ount|t)?|a/c|cust(?:omer)?|doc(?:ument)?|statement|tracking|ticket|case|file|delivery|contract)"
    r"(?:\s(?:no|nr|num|number|id))?[\s.:#/\-]{0,3}$",
    re.IGNORECASE,
)
_CARD_WORD = re.compile(r"\b(?:card|visa|mastercard|amex|maestro|discover)\b[^.\n]{0,24}$", re.IGNORECASE)


def kept_spans(text: str) -> list[tuple[int, int]]:
    """Where such numbers stand in the text."""
    dates, digests = _DATE.finditer(text), _DIGEST.finditer(text)
    return [*_ibans(text), *_phones(text), *(match.span() for match in (*dates, *digests))]


def is_named(text: str, start: int) -> bool:
    """The number at `start` goes by the name of something else: "invoice no. 20261118000123"."""
    before = text[max(0, start - 40) : start]
    return _NAME.search(before) is not None and _CARD_WORD.search(before) is None


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for head in _IBAN_HEAD.finditer(text):
        places = list(_letters(text, head.start()))
        for length in _IBAN_LENGTHS:
            if length > len(places):
                continue
            end = places[length - 1] + 1
            at_a_boundary = end == len(text) or not text[end].isalnum()
            if at_a_boundary and _is_iban("".join(text[place] for place in places[:length])):
                yield head.start(), end
                break


def _letters(text: str, start: int) -> Iterator[int]:
    """Places of the letters and digits from `start` on, as long as no more than one blank or dash stands between."""
    gap = 0
    for place in range(start, min(len(text), start + 48)):
        if text[place].isascii() and text[place].isalnum():
            gap = 0
            yield place
        elif text[place] in " -" and gap == 0:
            gap = 1
        else:
            return


def _is_iban(code: str) -> bool:
    """ISO 13616: the country and check digits moved to the end, letters as numbers, leaves 1 when divided by 97."""
    moved = (code[4:] + code[:4]).upper()
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Written with a plus, at most fifteen digits (E.164). No country's numbers look like a whole card."""
    for match in _PHONE.finditer(text):
        digits = "".join(sign for sign in match.group() if sign.isdigit())
        if not (len(digits) > 13 and has_an_issuer(digits) and passes_luhn(digits)):
            yield match.span()
