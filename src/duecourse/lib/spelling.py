"""Names as they are typed in a hurry: "cafe" finds "Café", "muller" finds "MÜLLER", on every database."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

_LATIN = range(0xC0, 0x250)  # Latin-1 letters to Latin Extended-B
# Letters that are no base with an accent to Unicode, but are typed as one where the keyboard lacks them.
_TYPED_AS = {"ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_QUOTES = "'’‘`´"


@cache
def _forms() -> dict[str, str]:
    """Base letter → itself and all its accented forms, small and capital."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for code in _LATIN:
        letter = chr(code)
        base = _base(letter)
        if len(base) == 1 and base.isascii() and base.isalpha():
            forms[base] |= {letter}
    return {base: "".join(sorted(accented | {base, base.upper()})) for base, accented in forms.items()}


def _base(letter: str) -> str:
    small = letter.lower()
    return _TYPED_AS.get(small) or unicodedata.normalize("NFKD", small)[:1]


def without_accents(text: str) -> str:
    """ "Café" → "cafe": as it stands in a name that has only the letters of ASCII."""
    return "".join("'" if letter in _QUOTES else _base(letter) for letter in text)


def in_any_spelling(text: str) -> str:
    """A regular expression (as Python and PostgreSQL read it) for a text, whatever its accents, capitals and kind of
    apostrophe; nothing in the text is read as an operator."""
    return "".join(map(_any_form, text))


def _any_form(letter: str) -> str:
    if letter in _QUOTES:
        return f"[{_QUOTES}]"
    forms = _forms().get(_base(letter)) or letter.lower() + letter.upper()
    # A database may not know the capitals of letters that are not Latin: both stand there.
    return f"[{forms}]" if letter.isalpha() and not re.search(r"\W", forms) else re.escape(letter)
