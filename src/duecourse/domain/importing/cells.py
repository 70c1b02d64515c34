"""Whole columns of cells read at once. What cannot be read becomes None and its reason is kept under the cell's value,
so that a good file pays for errors with one look at an empty dict per column."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cache
from typing import Any

from duecourse.domain.importing import fields
from duecourse.domain.importing.amounts import read_amount
from duecourse.domain.importing.dates import read_date
from duecourse.domain.importing.fields import Field
from duecourse.domain.importing.findings import as_text
from duecourse.domain.money import CURRENCIES
from duecourse.domain.redaction import redact

_REMEMBERED = 50_000  # distinct cells per column; beyond that the memory starts afresh
_DIGITS = 13  # before the decimals, in the fast path: what is longer is looked at one by one
# As many digits as a card has, or the name of its code: one look at a whole chunk.
_MAY_HOLD_A_CARD = re.compile(r"\d(?:[ .\-]{0,3}\d){12}|cv[cv]|security code", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"-?\d+\.0+")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.I)
_NET_DAYS = re.compile(r"\bn(?:et)?\s*/?\s*(\d{1,3})\b")
_DAYS = re.compile(r"(\d{1,3})(?:\.0+)?\s*(?:d|days?|tage|jours|días|giorni|dagen)?(?:\s+net)?")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_YES = frozenset("yes y true t 1 x ja oui si sí sim wahr vrai".split())
_NO = frozenset("no n false f 0 nein non não falsch faux -".split())
# How files write the words of `fields.WORDS`, besides those themselves.
_ALSO: dict[str, dict[str, str]] = {
    fields.ACCOUNT_KIND: {
        "company": "business", "b2b": "business", "organisation": "business", "organization": "business",
        "individual": "consumer", "person": "consumer", "private": "consumer", "b2c": "consumer", "insurer": "payer",
        "insurance": "payer",
    },
    fields.PHONE_KIND: {
        "cell": "mobile", "cellular": "mobile", "cell phone": "mobile", "mobil": "mobile", "handy": "mobile",
        "at home": "home", "house": "home", "residence": "home",
        "office": "work", "business": "work", "at work": "work", "employer": "work", "workplace": "work",
    },
    fields.EMAIL_KIND: {
        "private": "personal", "home": "personal", "own": "personal", "office": "work", "business": "work",
        "at work": "work", "employer": "work",
    },
    fields.DEBT_KIND: {
        "healthcare": "medical", "hospital": "medical", "card": "credit_card", "loan": "personal_loan",
        "car loan": "auto_loan", "vehicle loan": "auto_loan", "home loan": "mortgage", "utilities": "utility",
        "energy": "utility", "telephone": "telecom", "phone": "telecom", "goods": "trade", "services": "trade",
    },
    fields.DEBTOR_IS: {
        "individual": "person", "natural person": "person", "consumer": "person", "sole proprietor": "sole_trader",
        "self employed": "sole_trader", "proprietor": "sole_trader", "llp": "partnership", "limited": "company",
        "ltd": "company", "llc": "company", "corporation": "company", "inc": "company",
    },
}  # fmt: skip

# "Home phone", "work number", "medical bill", "limited company".
_SAYS_NOTHING = frozenset("phone telephone number line e email mail mailbox address debt bill company account".split())

Cells = Sequence[Hashable]


class Columns(dict[str, list[Any]]):
    """Field → values of one chunk, all of the same length, beside the rows' numbers in the file."""

    def __init__(self, numbers: Sequence[int], columns: Mapping[str, list[Any]] | None = None) -> None:
        super().__init__(columns or {})
        self.numbers = numbers

    def without(self, left_out: set[int]) -> None:
        """Drop rows, by their index in the chunk, from every column."""
        if left_out:
            kept = [index for index in range(len(self.numbers)) if index not in left_out]
            self.numbers = [self.numbers[index] for index in kept]
            for name, values in self.items():
                self[name] = [values[index] for index in kept]


class Memory(dict[Hashable, Any]):
    """Cell → value, each distinct cell read once. `bad`: cell → why it could not be read (its value is then None)."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read
        self.bad: dict[Hashable, str] = {}

    def __missing__(self, cell: Hashable) -> Any:
        value = self[cell] = self.once(cell)
        return value

    def once(self, cell: Hashable) -> Any:
        try:
            return self.read(cell)
        except ValueError as error:
            self.bad[cell] = str(error)
            return None

    def column(self, cells: Cells) -> list[Any]:
        """The values of a column, None for each cell in `bad`."""
        if len(self) + len(self.bad) > _REMEMBERED:
            self.clear()
            self.bad.clear()
        return list(map(self.__getitem__, cells))


class Amounts(Memory):
    """A column of amounts in minor units, read without remembering: most cells differ.

    When every cell of a chunk has the plain shape of the currency ("-1234.56") the whole column is checked by one
    expression and read by one `int` per cell; that is what makes a million rows pass in seconds.
    """

    def __init__(self, mark: str, places: int) -> None:
        super().__init__(lambda cell: read_amount(cell, mark, places))
        self._mark = mark
        decimals = rf"{re.escape(mark)}[0-9]{{{places}}}" if places else ""
        self._plain = re.compile(rf"(?:-?[0-9]{{1,{_DIGITS}}}+{decimals}\n)++")

    def column(self, cells: Cells) -> list[Any]:
        """The values of a column, None for each cell in `bad`."""
        self.bad.clear()
        try:
            joined = "\n".join(cells) + "\n"  # type: ignore[arg-type]
        except TypeError:  # a spreadsheet's numbers
            joined = ""
        if self._plain.fullmatch(joined) and joined.count("\n") == len(cells):
            return list(map(int, joined.replace(self._mark, "").split()))
        return list(map(self.once, cells))


class Texts:
    """A column of text: trimmed, one line each, printable, within the field's length."""

    def __init__(self, field: Field, *, whole_floats: bool = False) -> None:
        self._limit = field.max_length
        self._is_id, self._is_free = field.form == fields.ID, field.is_free
        self._whole_floats = whole_floats
        self.bad: dict[Hashable, str] = {}

    def column(self, cells: Cells) -> list[str]:
        """The texts; those in `bad` are to be left out. Without strange characters this costs one strip per cell."""
        self.bad = {}
        try:
            texts = list(map(str.strip, cells))  # type: ignore[arg-type]
        except TypeError:  # a spreadsheet's numbers and dates
            texts = [as_text(cell).strip() for cell in cells]
        texts = self._cleaned(texts)
        if max(map(len, texts), default=0) > self._limit:
            for cell, text in zip(cells, texts, strict=True):
                if len(text) > self._limit:
                    self.bad[cell] = f"is {len(text):,} characters long; at most {self._limit} fit"
        if self._is_id and "E+" in "".join(texts):
            for cell, text in zip(cells, texts, strict=True):
                if _SHORTENED.fullmatch(text):
                    self.bad[cell] = "was shortened by a spreadsheet program; export it as text"
        return texts

    def _cleaned(self, texts: list[str]) -> list[str]:
        """On one line each, as a person would have written them, without card numbers."""
        if not "".join(texts).isprintable():
            texts = list(map(_one_line, texts))
        if self._whole_floats:
            texts = list(map(_without_point, texts))
        return _without_cards(texts) if self._is_free else texts


def _without_point(text: str) -> str:
    return text.partition(".")[0] if _WHOLE_FLOAT.fullmatch(text) else text


def _without_cards(texts: list[str]) -> list[str]:
    return list(map(redact, texts)) if _MAY_HOLD_A_CARD.search("\n".join(texts)) else texts


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def are_whole_floats(cells: Cells) -> bool:
    """Whether a column of numbers was written as 1930438491.0 throughout, as some programs do."""
    filled = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    return bool(filled) and all(_WHOLE_FLOAT.fullmatch(cell.strip()) for cell in filled)


def _currency(cell: object) -> str | None:
    text = as_text(cell).strip().upper()
    if not text:
        return None
    code = {"€": "EUR", "£": "GBP", "US$": "USD", "₹": "INR"}.get(text, text)
    if code not in CURRENCIES:
        raise ValueError("is not a currency code (ISO 4217), such as EUR")
    return code


def _flag(cell: object) -> int | None:
    text = as_text(cell).strip().lower()
    if not text:
        return None
    if text in _YES:
        return 1
    if text in _NO:
        return 0
    raise ValueError("is neither yes nor no; it was left blank")


def _whole(cell: object) -> int | None:
    text = re.sub(r"(?<=\d)\.0+$", "", as_text(cell).strip())
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 9999:
        raise ValueError("is not a whole number from 1 to 9999")
    return int(text)


def _terms(cell: object) -> int | None:
    """Days until an invoice is due: "30", "Net 30", "30 days", "2% 10, net 30", "due on receipt"."""
    text = " ".join(as_text(cell).lower().split())
    if not text:
        return None
    if text in ("due on receipt", "on receipt", "immediate", "immediately", "cash", "cod", "prepaid"):
        return 0
    match = _NET_DAYS.search(text) or _DAYS.fullmatch(text)
    if match is None or int(match[1]) > 365:
        raise ValueError("does not say in how many days it is due; it was left blank")
    return int(match[1])


@cache
def _country_names() -> dict[str, str]:
    from babel import Locale  # half a second that only files with a country column should pay

    names = {name.lower(): code for code, name in Locale("en").territories.items() if len(code) == 2}
    return names | {"usa": "US", "u.s.a.": "US", "uk": "GB", "great britain": "GB", "england": "GB", "deu": "DE"}


def _country(cell: object) -> str | None:
    text = as_text(cell).strip()
    if not text:
        return None
    names = _country_names()
    code = text.upper()
    if code in names.values() and code not in ("EU", "UN", "EZ", "ZZ", "XA", "XB"):
        return code
    if text.lower() in names:
        return names[text.lower()]
    raise ValueError("is not a country; it was left blank")


def _email(cell: object) -> str | None:
    text = as_text(cell).strip()
    if not text:
        return None
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise ValueError("is not an e-mail address; it was left blank")
    return text


def _phone(cell: object) -> str | None:
    text = " ".join(as_text(cell).split())
    if not text:
        return None
    if len(text) > 32 or sum(c.isdigit() for c in text) < 5:
        raise ValueError("is not a phone number; it was left blank")
    return text


def _word_of(form: str) -> Callable[[object], str | None]:
    words = fields.WORDS[form]
    known = _ALSO[form] | {word.replace("_", " "): word for word in words}
    listed = f"{', '.join(words[:-1])} or {words[-1]}"

    def read(cell: object) -> str | None:
        said = re.sub(r"[_-]", " ", as_text(cell).lower()).split()
        for end in range(len(said), 0, -1):
            if (word := known.get(" ".join(said[:end]))) or said[end - 1] not in _SAYS_NOTHING:
                break
        else:
            word = None
        if said and not word:
            raise ValueError(f"is not {listed}; it was left blank")
        return word

    return read


def _time_zone(cell: object, known: Collection[str]) -> str | None:
    text = as_text(cell).strip()
    if text and text not in known:
        raise ValueError("is not a time zone such as Europe/Berlin; it was left blank")
    return text or None


def _language(cell: object) -> str | None:
    text = as_text(cell).strip().replace("_", "-")
    if text and not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?", text):
        raise ValueError("is not a language code such as en; it was left blank")
    return text.lower()[:8] or None


_READERS: dict[str, Callable[[Any], Any]] = {
    fields.CURRENCY: _currency,
    fields.FLAG: _flag,
    fields.WHOLE: _whole,
    fields.TERMS: _terms,
    fields.COUNTRY: _country,
    fields.EMAIL: _email,
    fields.PHONE: _phone,
    fields.LANGUAGE: _language,
    **{form: _word_of(form) for form in fields.WORDS},
}

Column = Memory | Texts


def column_for(
    field: Field, *, date_order: str | None, whole_floats: bool = False, time_zones: Collection[str] = ()
) -> Column:
    """What reads a field's column. Amounts have their own (`Amounts`): they depend on the currency."""
    if field.form in (fields.TEXT, fields.ID):
        return Texts(field, whole_floats=whole_floats)
    if field.form == fields.DATE:
        return Memory(lambda cell: read_date(cell, date_order))
    if field.form == fields.TIME_ZONE:
        return Memory(lambda cell: _time_zone(cell, time_zones))
    return Memory(_READERS[field.form])
