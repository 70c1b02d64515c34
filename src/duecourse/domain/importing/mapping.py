"""Which column of the file is which field: a suggestion with a reason for each, and a check of the final choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from duecourse.domain.importing.amounts import COMMA, POINT, read_amount
from duecourse.domain.importing.dates import DMY, MDY, read_date
from duecourse.domain.importing.fields import (
    AMOUNT,
    CONTACTS,
    CUSTOMERS,
    DATE,
    KINDS,
    OPEN_ITEMS,
    PAYMENTS,
    Field,
    Kind,
)
from duecourse.domain.importing.findings import Finding, as_text
from duecourse.domain.importing.profile import Profile
from duecourse.domain.importing.tables import plain_name

_ALIKE = 0.84  # below this two words are different words ("due date" and "sale date" reach .71)
_FEW = 3  # bad cells that may be slips
_SAMPLE = 60  # cells of a column that are looked at


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One field and the column it is read from. `score`: 1 and above is a known name, below it a likeness."""

    field: str
    column: str
    reason: str
    score: float


def _parses(read: Callable[[object], object], cell: object) -> bool:
    try:
        return read(cell) is not None
    except ValueError:
        return False


def suits(form: str, cells: Sequence[object], *, by_name: bool) -> bool:
    """Whether a column's cells can be that form: half of the filled ones have to read as a date or an amount. Where the
    name already says so, bad cells are errors to see, not a column to drop, unless there are many and nothing else."""
    filled = [cell for cell in cells if cell not in ("", None)][:_SAMPLE]
    readers: tuple[Callable[[object], object], ...] = ()
    if form == DATE:
        readers = (lambda cell: read_date(cell, DMY), lambda cell: read_date(cell, MDY))
    elif form == AMOUNT:
        readers = (lambda cell: read_amount(cell, POINT), lambda cell: read_amount(cell, COMMA))
    good = sum(any(_parses(read, cell) for read in readers) for cell in filled)
    if by_name:
        return not readers or good > 0 or len(filled) < _FEW
    return not readers or good * 2 >= len(filled)


def _likeness(header: str, names: Sequence[str]) -> tuple[float, str]:
    """How close a header comes to one of the names: 0.8 when it contains one, else the share of letters in common."""
    words = set(header.split())
    for name in names:
        if " " in name and set(name.split()) <= words:
            return 0.8, f"contains {name!r}"
    best, closest = _ALIKE, ""
    matcher = SequenceMatcher(None, "", header)
    for name in names:
        if min(len(header), len(name)) < 5 or 2 * min(len(header), len(name)) <= best * (len(header) + len(name)):
            continue
        matcher.set_seq1(name)
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, closest = ratio, name
    return (best * 0.85, f"is {best:.0%} like {closest!r}") if closest else (0.0, "")


def _known(field: Field, column: str, kind: str, profile: Profile, generic: Profile) -> Suggestion | None:
    """The column as one of the field's known names, the profile's own before the usual ones. What the profile knows as
    another field is not this one, whatever it usually goes by."""
    header = plain_name(column)
    own, common = profile.names_for(field.name, kind), generic.names_for(field.name, kind)
    if header in own and profile is not generic:
        score = 2 - own.index(header) / 100
        return Suggestion(field.name, column, f"{profile.title} calls it {column!r}", score)
    if header in common and (profile is generic or not profile.knows(header, kind)):
        return Suggestion(field.name, column, f"{column!r} is a usual name for it", 1.5 - common.index(header) / 500)
    return None


def _alike(field: Field, column: str, kind: str, profile: Profile, generic: Profile) -> Suggestion | None:
    header = plain_name(column)
    names = (*profile.names_for(field.name, kind), *generic.names_for(field.name, kind))
    likeness, why = _likeness(header, names) if header else (0.0, "")
    return Suggestion(field.name, column, f"{column!r} {why}", likeness) if why else None


def suggest_mapping(
    kind: Kind, columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile, *, alike: bool = True
) -> tuple[Suggestion, ...]:
    """The best column for each field. `columns`: unique header name → some of its cells.

    Each column and each field is used once, the surest pair first; a date or amount field never takes a column whose
    cells do not read as one. With `alike`, a column that nobody knows by its name may be one that is misspelt.
    """
    columns = _without_currency_of_others(columns, profile)
    pairs = [(field, column) for field in kind.fields for column in columns]
    candidates = [
        (field, found) for field, column in pairs if (found := _known(field, column, kind.name, profile, generic))
    ]
    if alike:
        named = {found.column for _, found in candidates}
        unknown = [
            (field, column) for field, column in pairs if column not in named and field.name not in _ONLY_BY_NAME
        ]
        candidates += [
            (field, found) for field, column in unknown if (found := _alike(field, column, kind.name, profile, generic))
        ]
    fitting = [
        found for field, found in candidates if suits(field.form, columns[found.column], by_name=found.score >= 1)
    ]
    empty = {name for name, cells in columns.items() if all(as_text(cell).strip() == "" for cell in cells)}
    chosen: dict[str, Suggestion] = {}
    taken: set[str] = set()
    # A column in which nothing stands is taken where there is no better: reports have columns for what others fill.
    for found in sorted(fitting, key=lambda each: (each.column in empty, -each.score)):
        if found.field not in chosen and found.column not in taken:
            chosen[found.field] = found
            taken.add(found.column)
    for spare, better in _SPARE.items():
        if chosen.keys() & better:
            chosen.pop(spare, None)
    number, name = chosen.get("account_number"), chosen.get("account_name")
    if number and name and number.column in empty and name.column not in empty:
        del chosen["account_number"]  # the name stands in for it
    chosen |= _number_beside_name(kind, columns, chosen)
    chosen |= _in_own_currency(columns, profile, chosen)
    return tuple(chosen[field.name] for field in kind.fields if field.name in chosen)


def _foreign(columns: Iterable[str], profile: Profile) -> dict[str, str]:
    """Field → the column that has it in each row's own currency."""
    plain = {plain_name(column): column for column in columns}
    return {field: plain[name] for field, names in profile.foreign.items() for name in names[::-1] if name in plain}


def _without_currency_of_others(
    columns: Mapping[str, Sequence[object]], profile: Profile
) -> Mapping[str, Sequence[object]]:
    """The columns without those that name the currency of amounts which the file does not have: it has them in the
    company's own."""
    if _foreign(columns, profile).keys() - {"currency"}:
        return columns
    others = profile.foreign.get("currency", ())
    return {column: cells for column, cells in columns.items() if plain_name(column) not in others}


def _in_own_currency(
    columns: Iterable[str], profile: Profile, chosen: Mapping[str, Suggestion]
) -> dict[str, Suggestion]:
    """Where each row names its currency: the columns that hold its amounts in that one, not in the company's own."""
    found = _foreign(columns, profile)
    if "currency" not in (found if "currency" in profile.foreign else chosen):
        return {}
    currency = found.get("currency") or chosen["currency"].column
    return {
        field: Suggestion(field, column, f"in the currency that {currency!r} names", 2)
        for field, column in found.items()
    }


def _number_beside_name(kind: Kind, columns: Iterable[str], chosen: Mapping[str, Suggestion]) -> dict[str, Suggestion]:
    """Many reports have "Customer" and "Name", or "Kunde" and "Kundenname": then the first is the number. By itself it
    holds the name. Where people are listed too, "Name" may be theirs."""
    taken = chosen.get("account_name")
    if not taken or "account_number" in chosen:
        return {}
    used = {each.column for each in chosen.values()}
    beside = {plain_name(column): column for column in columns if column not in used}
    word = plain_name(taken.column)
    if word in _WHO:
        own_name = "name" if not kind.field("contact_name") else ""
        name = next((beside[plain] for plain in beside if plain == own_name or _names(plain, word)), None)
        number = taken.column
    else:
        name, number = taken.column, next((beside[plain] for plain in beside if _names(word, plain)), "")
    if not name or not number:
        return {}
    why = f"{number!r} stands beside {name!r}"
    return {
        "account_number": Suggestion("account_number", number, f"{why}, so it is the number", taken.score),
        "account_name": Suggestion("account_name", name, why, taken.score),
    }


# What a column of customers is called in a word: their number where another column has their name, else the name.
_WHO = frozenset(
    ("customer", "cust", "client", "debtor", "payer", "partner", "company", "kunde", "debitor", "cliente", "klant")
)  # fmt: skip
_NAME = ("name", "naam", "nom", "nombre", "ragione sociale")


def _names(column: str, who: str) -> bool:
    """Whether a column holds the names of those: "customer name", "kundenname", "nom client"."""
    return who in _WHO and who in column and any(word in column.replace(who, "", 1) for word in _NAME)


# What is never taken by likeness: "Editor" is nearly "Creditor", and every row would belong to somebody else.
_ONLY_BY_NAME = {"creditor"}

# Fields that only stand in for others: not suggested when the better one is there.
_SPARE = {"debit": {"amount", "balance"}, "credit": {"amount", "balance"}, "paid": {"balance"}}


def detect_kind(columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile) -> Finding:
    """What kind of file it is: the profile's, or the kind whose fields its columns name best."""
    if profile.kind:
        return Finding(profile.kind, f"{profile.title} is a file of {KINDS[profile.kind].label.lower()}")
    # Names that are known are enough for nearly every file, and much faster than likeness. An account's name alone
    # makes any file one of customers, so half of the columns have to be known before that is believed.
    scores = _kind_scores(columns, profile, generic, alike=False)
    if max(scores.values(), default=0) < len(columns) / 2:
        scores = _kind_scores(columns, profile, generic, alike=True)
    if not scores:
        return Finding(None, "its columns fit no kind of file that can be loaded", certain=False, options=tuple(KINDS))
    best = max(scores, key=lambda name: scores[name])
    if best in (CUSTOMERS, CONTACTS) and (money := _dated_money(columns, profile, generic)):
        why = f"it has {money} like a file of money, but no column that is known to number invoices"
        return Finding(None, why, certain=False, options=tuple(KINDS))
    sure = list(scores.values()).count(scores[best]) == 1
    return Finding(best, f"its columns are those of {KINDS[best].label.lower()}", certain=sure, options=tuple(scores))


def _dated_money(columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile) -> str:
    """The columns that would be an amount and its due date in a file of open items; empty unless both are there. Lists
    of customers may show a balance, but none is due: such a file must not be taken for one of names alone. Two columns
    of dates beside an amount are days of invoices, whatever they are called."""
    found = {each.field: each.column for each in suggest_mapping(KINDS[OPEN_ITEMS], columns, profile, generic)}
    amount = next((found[name] for name in ("balance", "amount", "debit") if name in found), None)
    days = [found["due_on"]] if "due_on" in found else [name for name, cells in columns.items() if _hold_dates(cells)]
    if not amount or ("due_on" not in found and len(days) < 2):
        return ""
    return " and ".join(map(repr, (amount, *days)))


_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T].*)?")


def _hold_dates(cells: Sequence[object]) -> bool:
    """Most of what is filled in looks like a date."""
    filled = [cell for cell in cells if cell not in ("", None)]
    dates = [cell for cell in filled if isinstance(cell, date) or _DATE.fullmatch(as_text(cell).strip())]
    return len(dates) * 2 > len(filled)


def _kind_scores(
    columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile, *, alike: bool
) -> dict[str, float]:
    """Kinds whose required fields the file has → how many fields it names."""
    scores: dict[str, float] = {}
    for kind in KINDS.values():
        found = {each.field for each in suggest_mapping(kind, columns, profile, generic, alike=alike)}
        if all(found & set(group) for group in kind.required):
            scores[kind.name] = len(found) + len(kind.required) / 10
            if kind.is_invoices and not found & {"issued_on", "due_on", "balance"}:
                scores[kind.name] -= 2
    return scores


def mapping_problems(kind: Kind, mapping: Mapping[str, str], columns: Sequence[str]) -> tuple[str, ...]:
    """What keeps a mapping (field → column, or "=value" for all rows) from being used; empty when it is fine."""
    problems = [f"There is no field {name!r} in {kind.label.lower()}." for name in mapping if kind.field(name) is None]
    used: dict[str, str] = {}
    for name, column in mapping.items():
        if column.startswith("="):
            continue
        if column not in columns:
            problems.append(f"The file has no column {column!r} (chosen for {_label(kind, name)}).")
        elif column in used:
            problems.append(
                f"Column {column!r} is chosen twice: for {_label(kind, used[column])} and {_label(kind, name)}."
            )
        used.setdefault(column, name)
    missing = [group for group in kind.required if not any(mapping.get(name) for name in group)]
    problems += [f"Choose a column for {' or '.join(_label(kind, name) for name in group)}." for group in missing]
    if kind.name != PAYMENTS and mapping.keys() & {"debit"} and mapping.keys() & {"amount", "balance"}:
        problems.append("Choose either Debit and Credit or Amount and Open balance, not both.")
    return tuple(problems)


def _label(kind: Kind, name: str) -> str:
    field = kind.field(name)
    return field.label if field else name
