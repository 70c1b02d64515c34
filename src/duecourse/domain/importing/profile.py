"""Profiles: what is known about the exports of one system, as data: TOML files with the product, rows of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duecourse.domain.importing.amounts import COMMA, POINT
from duecourse.domain.importing.dates import ORDERS
from duecourse.domain.importing.fields import KINDS
from duecourse.domain.importing.findings import Finding
from duecourse.domain.importing.tables import plain_name
from duecourse.domain.money import CURRENCIES

GENERIC = "generic"


class ProfileError(ValueError):
    """A profile says something that cannot be used; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How to recognise and read one export.

    `columns`: field → plain header names, the best first. `columns_of`: the same, only for that kind of file.
    `headers`: plain names that all have to be there for the profile to be recognised ("a|b": one of them).
    `constants`: field → one value for all rows.
    `ignore`: plain names of columns that are never suggested, because they are not what they look like.
    `foreign`: field → plain header names of the columns that have the amounts in each row's own currency; they are
    read where a column names that currency, and never without it. `currency` among them: which columns name it; these
    are never read beside the amounts in the company's own.
    `sections`: the field that a line of its own above its rows gives (a customer's name), or "".
    `lines`: field → pattern of a line of its own that gives it for the rows below ("Customer   100017").
    `title_without`: where titles carry sums: plain names of columns that are empty in a title and filled in an item.
    `totals_without`: the same for rows of sums: all of these are empty there.
    `grand_totals`: what the row of the whole file's sum begins with, where it has no usual name.
    `credit_types`, `payment_types`, `skip_types`: plain values of the document type that are credits, money received
    and not applied, or no receivable at all. `settled`: a pattern of those that are settled in full (the number of a
    complete matching, where that stands as the type).
    `signed`: a credit without a minus is none: it owes us its amount.
    `payment_numbers`: numbers that only payments have. `number`: a pattern whose first group is the number itself.
    `unnumbered`: the system leaves the number out where a document has none: such rows are open items all the same.
    """

    name: str
    title: str
    kind: str = ""
    about: str = ""
    headers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns_of: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    foreign: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sections: str = ""
    section_ignore: re.Pattern[str] | None = None
    lines: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    title_without: frozenset[str] = frozenset()
    totals_without: frozenset[str] = frozenset()
    totals: re.Pattern[str] | None = None
    grand_totals: re.Pattern[str] | None = None
    date_order: str = ""
    decimal_mark: str = ""
    default_currency: str = ""
    credit_types: frozenset[str] = frozenset()
    payment_types: frozenset[str] = frozenset()
    skip_types: frozenset[str] = frozenset()
    settled: re.Pattern[str] | None = None
    payment_numbers: re.Pattern[str] | None = None
    number: re.Pattern[str] | None = None
    signed: bool = False
    unnumbered: bool = False

    def names_for(self, field_name: str, kind: str) -> tuple[str, ...]:
        """Plain header names of a field in a file of that kind, the best first."""
        return (*self.columns_of.get(kind, {}).get(field_name, ()), *self.columns.get(field_name, ()))

    def knows(self, header: str, kind: str) -> bool:
        """Whether the system itself writes a column of that plain name in a file of that kind."""
        groups = (self.columns, self.columns_of.get(kind, {}))
        return any(header in names for group in groups for names in group.values())

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every plain header name that the profile knows."""
        groups = (self.columns, *self.columns_of.values())
        return frozenset(name for group in groups for names in group.values() for name in names)


_TABLES = {"recognise", "columns", "columns_of", "foreign", "constants", "layout", "values"}
_PLAIN = {"title", "kind", "about"}
_VALUES = {
    "date_order": tuple(ORDERS),
    "decimal_mark": (POINT, COMMA),
    "default_currency": tuple(sorted(CURRENCIES)),
}
_LAYOUT = {"ignore", "sections", "section_ignore", "lines", "title_without", "totals", "totals_without", "grand_totals"}
_TYPES = {"credit_types", "payment_types", "skip_types"}
_FLAGS = {"signed", "unnumbered"}
_PATTERNS = {"payment_numbers", "number", "settled"}


def _only(table: Mapping[str, Any], allowed: set[str], where: str) -> None:
    if unknown := sorted(set(table) - allowed):
        raise ProfileError(f"{where}: {', '.join(unknown)} is not known here; known: {', '.join(sorted(allowed))}")


def _fields(table: Mapping[str, Any], kind: str, where: str) -> Mapping[str, Any]:
    """The table, which may name fields of that kind of file only."""
    kinds = [KINDS[kind]] if kind else list(KINDS.values())
    _only(table, {known.name for each in kinds for known in each.fields}, where)
    return table


def _columns(table: Mapping[str, Any], kind: str, where: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(plain_name, headers)) for name, headers in _fields(table, kind, where).items()}


def _lines(table: Mapping[str, Any], kind: str, where: str) -> dict[str, re.Pattern[str]]:
    found = {name: _pattern([word], where) for name, word in _fields(table, kind, where).items()}
    return {name: pattern for name, pattern in found.items() if pattern}


def _pattern(words: Sequence[str], where: str) -> re.Pattern[str] | None:
    try:
        return re.compile("|".join(f"(?:{word})" for word in words), re.I) if words else None
    except re.error as error:
        raise ProfileError(f"{where}: not a regular expression: {error}") from error


def profile_from(name: str, body: Mapping[str, Any]) -> Profile:
    """The profile that a TOML file or a saved row describes. Raises ProfileError that names the wrong entry."""
    _only(body, _TABLES | _PLAIN, name)
    kind = body.get("kind", "")
    if kind and kind not in KINDS:
        raise ProfileError(f"{name}: kind {kind!r} is not known; known: {', '.join(KINDS)}")
    recognise, layout, values = (body.get(table, {}) for table in ("recognise", "layout", "values"))
    _only(recognise, {"headers", "titles"}, f"{name} [recognise]")
    _only(layout, _LAYOUT, f"{name} [layout]")
    _only(values, {*_VALUES, *_TYPES, *_FLAGS, *_PATTERNS}, f"{name} [values]")
    for entry, allowed in _VALUES.items():
        if values.get(entry) and values[entry] not in allowed:
            raise ProfileError(f"{name} [values] {entry}: {values[entry]!r} is not one of {', '.join(allowed)}")
    return Profile(
        name=name,
        title=body.get("title", name),
        kind=kind,
        about=body.get("about", ""),
        headers=tuple("|".join(map(plain_name, header.split("|"))) for header in recognise.get("headers", ())),
        titles=tuple(map(plain_name, recognise.get("titles", ()))),
        columns=_columns(body.get("columns", {}), kind, f"{name} [columns]"),
        columns_of={each: _columns(table, each, f"{name} [{each}]") for each, table in _known_kinds(body, name)},
        foreign=_columns(body.get("foreign", {}), kind, f"{name} [foreign]"),
        constants={key: str(value) for key, value in body.get("constants", {}).items()},
        ignore=frozenset(map(plain_name, layout.get("ignore", ()))),
        sections=layout.get("sections", ""),
        title_without=_plain_set(layout, "title_without"),
        section_ignore=_pattern(layout.get("section_ignore", ()), f"{name} [layout] section_ignore"),
        lines=_lines(layout.get("lines", {}), kind, f"{name} [layout] lines"),
        totals=_pattern(layout.get("totals", ()), f"{name} [layout] totals"),
        totals_without=_plain_set(layout, "totals_without"),
        grand_totals=_pattern(layout.get("grand_totals", ()), f"{name} [layout] grand_totals"),
        date_order=values.get("date_order", ""),
        decimal_mark=values.get("decimal_mark", ""),
        default_currency=values.get("default_currency", ""),
        credit_types=_plain_set(values, "credit_types"),
        payment_types=_plain_set(values, "payment_types"),
        skip_types=_plain_set(values, "skip_types"),
        **{entry: _pattern(values.get(entry, ()), f"{name} [values] {entry}") for entry in sorted(_PATTERNS)},
        signed=bool(values.get("signed", False)),
        unnumbered=bool(values.get("unnumbered", False)),
    )


def _plain_set(values: Mapping[str, Any], entry: str) -> frozenset[str]:
    return frozenset(map(plain_name, values.get(entry, ())))


def _known_kinds(body: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    tables = body.get("columns_of", {})
    _only(tables, set(KINDS), f"{name} [columns_of]")
    return list(tables.items())


def recognise(profiles: Sequence[Profile], headers: Sequence[str], titles: Sequence[str]) -> tuple[Profile, Finding]:
    """The profile that fits these headers best, with the reason; the generic one when none does.

    `titles`: the cells above the header row. A profile that asks for more columns, or whose title is there, wins.
    """
    present = set(map(plain_name, headers))
    said = {plain_name(title) for title in titles if title}
    best, best_score, reason = None, 0, ""
    for profile in profiles:
        if not profile.headers or not all(present & set(header.split("|")) for header in profile.headers):
            continue
        titled = next((t for t in profile.titles if any(t in line for line in said)), "")
        score = len(profile.headers) + (10 if titled else 0)
        if score > best_score:
            found = ", ".join(header.split("|")[0] for header in profile.headers)
            best, best_score = profile, score
            reason = f"it has the columns {found}" + (f" and the title {titled!r}" if titled else "")
    if best:
        return best, Finding(best.name, reason)
    generic = next(profile for profile in profiles if profile.name == GENERIC)
    return generic, Finding(GENERIC, "its columns are those of no system that we have a profile for")
