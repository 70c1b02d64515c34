"""Everything that can be found out about a file before a row of it is read into the ledger, each with its evidence,
together with what a person has said instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from duecourse.domain.importing.amounts import COMMA, POINT, MarkEvidence
from duecourse.domain.importing.cells import are_whole_floats, column_for
from duecourse.domain.importing.dates import ORDERS, DateEvidence
from duecourse.domain.importing.fields import AMOUNT, DATE, ID, KINDS, PAYMENTS, TIME_ZONE, Kind
from duecourse.domain.importing.findings import FileProblem, Finding, as_text
from duecourse.domain.importing.layout import FoundTotal, added_columns, resolved
from duecourse.domain.importing.mapping import Suggestion, detect_kind, mapping_problems, suggest_mapping
from duecourse.domain.importing.plan import Plan
from duecourse.domain.importing.profile import GENERIC, Profile, recognise
from duecourse.domain.importing.tables import Header, find_header, plain_name
from duecourse.domain.money import CURRENCIES, exponent

CHUNK = 1_000  # rows; larger chunks fall out of the processor's cache and are slower
SAMPLE_ROWS = 2_000  # what detection looks at first; the whole file is read only when that proves nothing

Row = tuple[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said. Empty means: as detected. `mapping`: field → column, "=value" for all rows, "" for none."""

    kind: str = ""
    profile: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal_mark: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known about a file. Nothing is loaded while `questions` or `problems` are left."""

    header: Header
    names: tuple[str, ...]
    profile: Profile
    profile_found: Finding
    kind: Finding
    suggestions: tuple[Suggestion, ...]
    mapping: Mapping[str, str]
    decimal_mark: Finding
    date_order: Finding
    currency: Finding
    whole_floats: frozenset[str]
    problems: tuple[str, ...]
    sample: tuple[Row, ...]

    @property
    def kind_of_file(self) -> Kind:
        """The kind, detected or answered. Only to be asked while there is one."""
        return KINDS[self.kind.value or ""]

    @property
    def questions(self) -> dict[str, Finding]:
        """What a person has to answer: name of the answer → the finding that explains why."""
        asked = {name: getattr(self, name) for name in ("kind", "date_order", "decimal_mark", "currency")}
        return {name: finding for name, finding in asked.items() if not finding.certain}

    def plan(self, time_zones: frozenset[str] = frozenset(), today: date = date.max) -> Plan:
        """How to read the file on that day. Raises FileProblem while something is open."""
        if self.problems or self.questions:
            raise FileProblem(" ".join([*self.problems, *(finding.reason for finding in self.questions.values())]))
        columns = {name: self.names.index(column) for name, column in self.mapping.items() if column[:1] != "="}
        return Plan(
            kind=self.kind_of_file,
            profile=self.profile,
            columns=columns,
            names=self.names,
            header=self.header.raw,
            constants={name: value[1:] for name, value in self.mapping.items() if value.startswith("=")},
            date_order=self.date_order.value,
            decimal_mark=self.decimal_mark.value or POINT,
            currency=self.currency.value or "",
            currency_is_assumed=self.currency.assumed,
            whole_floats=self.whole_floats,
            time_zones=time_zones,
            today=today,
        )

    def completed_by(self, evidence: Evidence) -> Examination:
        """The same with what the whole file says about its dates and amounts."""
        return replace(
            self,
            date_order=self.date_order if self.date_order.certain else evidence.dates.finding(),
            decimal_mark=self.decimal_mark if self.decimal_mark.certain else evidence.mark_finding(self.currency),
        )

    def evidence(self) -> Evidence:
        """An empty collector for this file's date and amount columns."""
        return Evidence(self.kind_of_file, self.mapping, self.names)


class Evidence:
    """Collects, over any number of rows, what the date and amount columns say about how they are written."""

    def __init__(self, kind: Kind, mapping: Mapping[str, str], names: Sequence[str]) -> None:
        self.dates = DateEvidence()
        self.amounts = MarkEvidence()
        forms = {each.name: each.form for each in kind.fields}
        indexes = {name: names.index(column) for name, column in mapping.items() if column in names}
        self._dates = [index for name, index in indexes.items() if forms.get(name) == DATE]
        self._amounts = [index for name, index in indexes.items() if forms.get(name) == AMOUNT]

    def add(self, rows: Sequence[Row]) -> None:
        """Take in rows, each with its number in the file."""
        numbers = [number for number, _ in rows]
        for evidence, indexes in ((self.dates, self._dates), (self.amounts, self._amounts)):
            for index in indexes:
                evidence.add([row[index] if index < len(row) else "" for _, row in rows], numbers)

    def mark_finding(self, currency: Finding) -> Finding:
        known = currency.value if currency.value in CURRENCIES else None
        return self.amounts.finding(three_decimals=bool(known) and exponent(known or "USD") == 3)


def data_rows(
    rows: Iterable[Sequence[Any]], header: Header, profile: Profile, found_total: FoundTotal | None = None
) -> Iterator[Row]:
    """The rows below the header with their numbers in the file, sections resolved. `rows`: all rows of the file;
    `found_total` is told the totals of sections."""
    rows = iter(rows)
    above = list(islice(rows, header.row - 1))
    next(rows, None)
    return resolved(enumerate(rows, header.row + 1), above, header.names, profile, found_total)


def chunks(
    rows: Iterable[Sequence[Any]], header: Header, profile: Profile, found_total: FoundTotal | None = None
) -> Iterator[tuple[Sequence[int], list[Sequence[Any]]]]:
    """The same in chunks, numbers beside rows: what RowParser takes."""
    if added_columns(profile):
        numbered = data_rows(rows, header, profile, found_total)
        while some := list(islice(numbered, CHUNK)):
            yield [number for number, _ in some], [row for _, row in some]
        return
    below = islice(rows, header.row, None)
    first = header.row + 1
    while chunk := list(islice(below, CHUNK)):
        yield range(first, first + len(chunk)), chunk
        first += len(chunk)


def examine(
    sample: Sequence[Sequence[Any]],
    profiles: Sequence[Profile],
    answers: Answers | None = None,
    *,
    creditor_currency: str = "",
    house_currency: str = "",
) -> Examination:
    """Find out all about a file from its first rows. `profiles` holds the generic one and any others.

    Raises FileProblem when it has no header or no row below it, ValueError for an answer that does not exist.
    """
    answers = answers or Answers()
    generic = next(profile for profile in profiles if profile.name == GENERIC)
    known = frozenset().union(*(profile.vocabulary for profile in profiles))
    header = find_header(sample, known)
    profile, profile_found = _profile(sample, header, profiles, answers)
    names = (*header.names, *added_columns(profile))
    rows = tuple(data_rows(sample, header, profile))
    if not any(any(as_text(cell).strip() for cell in row) for _, row in rows):
        raise FileProblem(f"the file has column names in row {header.row} but no rows below them")
    columns = {name: [row[i] if i < len(row) else "" for _, row in rows] for i, name in enumerate(names)}
    offered = {name: cells for name, cells in columns.items() if plain_name(name) not in profile.ignore}
    kind = _kind(offered, profile, generic, answers)
    suggestions = suggest_mapping(KINDS[kind.value], offered, profile, generic) if kind.value else ()
    mapping = _mapping(suggestions, profile, answers)
    of_kind = KINDS[kind.value] if kind.value else Kind("", "", (), ())
    evidence = Evidence(of_kind, mapping, names)
    evidence.add(rows)
    currency = _currency(of_kind, mapping, profile, answers, evidence, creditor_currency)
    if not currency.certain and not currency.options and house_currency:
        currency = _assumed(of_kind, house_currency, f"nobody says which; {house_currency} is the usual one here")
    ids = [each.name for each in of_kind.fields if each.form == ID and mapping.get(each.name) in columns]
    return Examination(
        header=header,
        names=names,
        profile=profile,
        profile_found=profile_found,
        kind=kind,
        suggestions=suggestions,
        mapping=mapping,
        decimal_mark=_decimal_mark(profile, answers, evidence, currency),
        date_order=_date_order(profile, answers, evidence),
        currency=currency,
        whole_floats=frozenset(name for name in ids if are_whole_floats(columns[mapping[name]])),
        problems=(*_problems(of_kind, mapping, names), *_unclear(of_kind, mapping, columns, answers))
        if kind.value
        else (),
        sample=rows[:8],
    )


def _answered(value: str, allowed: Iterable[str], what: str) -> Finding:
    if value not in allowed:
        raise FileProblem(f"{value!r} is no {what}; there are: {', '.join(sorted(allowed))}")
    return Finding(value, "as you said")


def _profile(
    sample: Sequence[Sequence[Any]], header: Header, profiles: Sequence[Profile], answers: Answers
) -> tuple[Profile, Finding]:
    if answers.profile:
        by_name = {profile.name: profile for profile in profiles}
        found = _answered(answers.profile, by_name, "profile")
        return by_name[answers.profile], found
    titles = [as_text(cell) for row in sample[: header.row - 1] for cell in row]
    return recognise(profiles, header.names, titles)


def _kind(columns: Mapping[str, Sequence[object]], profile: Profile, generic: Profile, answers: Answers) -> Finding:
    if answers.kind:
        return _answered(answers.kind, KINDS, "kind of file")
    return detect_kind(columns, profile, generic)


def _mapping(suggestions: Sequence[Suggestion], profile: Profile, answers: Answers) -> dict[str, str]:
    """Suggestions, then the profile's constants, then what was said; a column that was said leaves its old field."""
    mapping = {each.field: each.column for each in suggestions}
    mapping.update({name: f"={value}" for name, value in profile.constants.items()})
    said = set(answers.mapping.values())
    mapping = {name: column for name, column in mapping.items() if column not in said}
    return {name: column for name, column in (mapping | dict(answers.mapping)).items() if column}


def _decimal_mark(profile: Profile, answers: Answers, evidence: Evidence, currency: Finding) -> Finding:
    if answers.decimal_mark:
        return _answered(answers.decimal_mark, (POINT, COMMA), "decimal mark")
    found = evidence.mark_finding(currency)
    if profile.decimal_mark and found.value is None:
        return Finding(profile.decimal_mark, f"{profile.title} always writes it so")
    return found


def _date_order(profile: Profile, answers: Answers, evidence: Evidence) -> Finding:
    if answers.date_order:
        return _answered(answers.date_order, ORDERS, "date order")
    found = evidence.dates.finding()
    if profile.date_order and found.value is None and not evidence.dates.is_mixed:
        return Finding(profile.date_order, f"{profile.title} always writes {ORDERS[profile.date_order]}/year")
    return found


def _currency(
    kind: Kind, mapping: Mapping[str, str], profile: Profile, answers: Answers, evidence: Evidence, creditor: str
) -> Finding:
    if kind.field("amount") is None:
        return Finding(None, "the file holds no money")
    stated = evidence.amounts.currencies
    codes = [code for code in stated if code]
    said = answers.currency.upper()
    # What is said is for amounts that name none: pounds stay pounds.
    if said and ("currency" in mapping or codes in ([], [said]) or len(codes) > 1):
        return _answered(said, CURRENCIES, "currency (ISO 4217)")
    fallback = profile.default_currency or creditor
    if "currency" in mapping:
        return Finding(fallback or None, f"each row names its own in {mapping['currency']!r}")
    if len(codes) == 1:
        return Finding(codes[0], f"the amounts say so, e.g. {stated[codes[0]]}")
    if len(codes) > 1:
        both = " and ".join(stated[code] for code in codes)
        return Finding(
            None,
            f"the amounts are in several currencies ({both}): the file needs a currency column",
            False,
            tuple(codes),
        )
    if profile.default_currency:
        return Finding(fallback, f"the file does not say; {fallback} is the currency of {profile.title}")
    if fallback:
        return _assumed(kind, fallback, f"the file does not say; {fallback} is the currency of the creditor")
    return Finding(None, "the file does not say in which currency it is", certain=False)


def _assumed(kind: Kind, currency: str, reason: str) -> Finding:
    """Payments are in the currency of what they pay, where that is known."""
    if kind.name == PAYMENTS:
        reason += "; a payment is taken in that of the invoice that it names, else of its account"
    return Finding(currency, reason, assumed=True)


def _unclear(
    kind: Kind, mapping: Mapping[str, str], columns: Mapping[str, Sequence[object]], answers: Answers
) -> tuple[str, ...]:
    """Fields for which the file has several columns of one name with different cells, and nobody has said which."""
    problems = []
    for name, column in mapping.items():
        twin, field = f"{column} (2)", kind.field(name)
        if twin in columns and field and name not in answers.mapping and columns[twin] != columns[column]:
            problems.append(f"The file has more than one column {column!r}: say which of them is {field.label}.")
    return tuple(problems)


def _problems(kind: Kind, mapping: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    problems = list(mapping_problems(kind, mapping, names))
    for name, value in mapping.items():
        known = kind.field(name)
        if known is None or not value.startswith("=") or known.form in (AMOUNT, TIME_ZONE):
            continue
        reader = column_for(known, date_order=None)
        reader.column([value[1:]])
        problems += [f"{value[1:]!r}, given for {known.label}, {reason}." for reason in reader.bad.values()]
    return tuple(problems)
