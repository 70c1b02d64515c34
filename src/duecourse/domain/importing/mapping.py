"""Which column of the file is which field: a suggestion with a reason for each, and a check of the final choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from duecourse.domain.importing.amounts import COMMA, POINT, read_amount
from duecourse.domain.importing.dates import DMY, MDY, read_date
from duecourse.domain.importing.fields import AMOUNT, DATE, KINDS, OPEN_ITEMS, PAID_HISTORY, PAYMENTS, Field, Kind
from duecourse.domain.importing.findings import Finding
from duecourse.domain.importing.profile import Profile
from duecourse.domain.importing.tables import plain_name

_ALIKE = 0.84  # below this two words are different words ("due date" and "sale date" reach .71)
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
    """Whether a column's cells can be that form: half of the filled ones have to read as a date or an amount, or one
    of them where the column's name already says so (its bad cells are then errors to see, not a column to drop)."""
    filled = [cell for cell in cells if cell not in ("", None)][:_SAMPLE]
    readers: tuple[Callable[[object], object], ...] = ()
    if form == DATE:
        readers = (lambda cell: read_date(cell, DMY), lambda cell: read_date(cell, MDY))
    elif form == AMOUNT:
        readers = (lambda cell: read_amount(cell, POINT), lambda cell: read_amount(cell, COMMA))
    good = sum(any(_parses(read, cell) for read in readers) for cell in filled)
    return not readers or not filled or (good > 0 if by_name else good * 2 >= len(filled))


def _likeness(header: str, names: Sequence[str]) -> tuple[float, str]:
    """How close a header comes to one of the names: 0.8 when it contains one, else the share of letters in common."""
    words = set(header.split())
    for name in names:
        if " " in name and set(name.split()) <= words:
            return 0.8, f"contains {name!r}"
    best, closest = 0.0, ""
    for name in names:
        matcher = SequenceMatcher(None, header, name)
        if min(len(header), len(name)) >= 5 and matcher.quick_ratio() > max(best, _ALIKE):
            ratio = matcher.ratio()
            if ratio > max(best, _ALIKE):
                best, closest = ratio, name
    return best * 0.85, f"is {best:.0%} like {closest!r}" if closest else ""


def _candidate(field: Field, column: str, kind: str, profile: Profile, generic: Profile) -> Suggestion | None:
    header = plain_name(column)
    own, common = profile.names_for(field.name, kind), generic.names_for(field.name, kind)
    if header in own and profile is not generic:
        score = 2 - own.index(header) / 100
        return Suggestion(field.name, column, f"{profile.title} calls it {column!r}", score)
    if header in common:
        score = 1.5 - common.index(header) / 100
        return Suggestion(field.name, column, f"{column!r} is a usual name for it", score)
    likeness, why = _likeness(header, (*own, *common)) if header else (0.0, "")
    return Suggestion(field.name, column, f"{column!r} {why}", likeness) if why else None


def suggest_mapping(
    kind: Kind, columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile
) -> tuple[Suggestion, ...]:
    """The best column for each field. `columns`: unique header name → some of its cells.

    Each column and each field is used once, the surest pair first; a date or amount field never takes a column whose
    cells do not read as one.
    """
    candidates = [
        candidate
        for field in kind.fields
        for column, cells in columns.items()
        if (candidate := _candidate(field, column, kind.name, profile, generic))
        and suits(field.form, cells, by_name=candidate.score >= 1)
    ]
    chosen: dict[str, Suggestion] = {}
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda each: -each.score):
        if candidate.field not in chosen and candidate.column not in taken:
            chosen[candidate.field] = candidate
            taken.add(candidate.column)
    for spare, better in _SPARE.items():
        if chosen.keys() & better:
            chosen.pop(spare, None)
    return tuple(chosen[field.name] for field in kind.fields if field.name in chosen)


# Fields that only stand in for others: not suggested when the better one is there.
_SPARE = {"debit": {"amount", "balance"}, "credit": {"amount", "balance"}, "paid": {"balance"}}


def detect_kind(columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile) -> Finding:
    """What kind of file it is: the profile's, or the kind whose fields its columns name best."""
    if profile.kind:
        return Finding(profile.kind, f"{profile.title} is a file of {KINDS[profile.kind].label.lower()}")
    scores: dict[str, float] = {}
    for kind in KINDS.values():
        found = {s.field: s for s in suggest_mapping(kind, columns, profile, generic)}
        if all(any(name in found for name in group) for group in kind.required):
            scores[kind.name] = sum(1 for s in found.values() if s.score >= 1) + len(kind.required) / 10
            if kind.name in (OPEN_ITEMS, PAID_HISTORY) and not found.keys() & {"issued_on", "due_on", "balance"}:
                scores[kind.name] -= 2
    if not scores:
        return Finding(None, "its columns fit no kind of file that can be loaded", certain=False, options=tuple(KINDS))
    best = max(scores, key=lambda name: scores[name])
    sure = list(scores.values()).count(scores[best]) == 1
    return Finding(best, f"its columns are those of {KINDS[best].label.lower()}", certain=sure, options=tuple(scores))


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
