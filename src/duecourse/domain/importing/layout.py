"""Rows that are no data: blank lines, rules of dashes, headers repeated at each page, totals; and reports in sections,
where a customer's name stands on a line of its own above their invoices."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from duecourse.domain.importing.findings import as_text
from duecourse.domain.importing.profile import Profile
from duecourse.domain.importing.tables import plain_name

SECTION = "Section title"  # the name of the column that a report in sections gains

BLANK, RULE, REPEATED_HEADER, TOTAL = "blank row", "ruled line", "header repeated", "totals row"

_TOTAL_WORDS = (
    r"(?:(?:grand|sub|report|overall|net)[ -]?)?(?:totals?|sum)"
    r"|(?:gesamt|zwischen)?summe|gesamt|sous-total|totale?|totaal|suma"
)
_TOTAL = re.compile(
    rf"(?:{_TOTAL_WORDS})(?:\s+for\b.*|\s+[A-Z]{{3}}|\s*\(.*\)|\s+(?:due|open|balance|amount))?\s*:?", re.I
)
_STARS = re.compile(r"\*{1,5}")  # SAP marks its totals lines with stars in the first column
_RULE = re.compile(r"[-=_+|\s]*")


def is_total(text: str, profile: Profile | None = None) -> bool:
    """Whether a cell opens a totals row: "Total", "Grand total:", "Total for Acme", "Summe", "**"."""
    text = text.strip()
    if _TOTAL.fullmatch(text) or _STARS.fullmatch(text):
        return True
    return bool(profile and profile.totals and profile.totals.fullmatch(text))


def row_nature(cells: Sequence[object], header: Collection[str], profile: Profile) -> str:
    """BLANK, RULE, REPEATED_HEADER or TOTAL for a row that is no data; "" for one that is.

    `header`: plain names of the header row. Only rows in which something is wrong are asked about, so that an odd name
    cannot make a good row disappear.
    """
    filled = [text for cell in cells if (text := as_text(cell).strip())]
    if not filled:
        return BLANK
    if all(_RULE.fullmatch(text) for text in filled) and any(len(text) > 2 for text in filled):
        return RULE
    if len(filled) > 1 and sum(plain_name(text) in header for text in filled) >= 0.8 * len(filled):
        return REPEATED_HEADER
    return TOTAL if is_total(filled[0], profile) else ""


def in_sections(
    rows: Iterable[tuple[int, Sequence[object]]], names: Sequence[str], profile: Profile
) -> Iterator[tuple[int, list[object]]]:
    """The rows of a report in sections as plain rows: each gains the title of its section as one more cell.

    Titles, totals and blank lines are left out. Sections may lie inside each other; a totals row ends its section.
    A title that matches the profile's `section_ignore` (an age band, say) names nobody. `names`: the header row.
    """
    width = len(names)
    told_by = [index for index, name in enumerate(names) if plain_name(name) in profile.title_without]
    open_sections: list[str] = []
    has_rows = False
    for number, row in rows:
        cells = [*row[:width], *[""] * (width - len(row))]
        filled = [text for cell in cells if (text := as_text(cell).strip())]
        if not filled:
            continue
        if _ends_section(filled[0], open_sections, profile):
            has_rows = False
            continue
        if as_text(cells[0]).strip() and (len(filled) == 1 or _is_title(cells, told_by)):
            if has_rows or not open_sections:
                open_sections = []
            open_sections.append(filled[0])
            has_rows = False
            continue
        has_rows = True
        yield number, [*cells, _title(open_sections, profile)]


def _is_title(cells: Sequence[object], told_by: Sequence[int]) -> bool:
    """A title that carries sums: the columns that every item fills (its dates) are empty."""
    return bool(told_by) and not any(as_text(cells[index]).strip() for index in told_by)


def _ends_section(first: str, open_sections: list[str], profile: Profile) -> bool:
    """Whether the row is a totals row; if so, its section (and those inside it) is taken off `open_sections`."""
    said = " ".join(first.lower().split()).removesuffix(" with sub-customers")
    for depth in range(len(open_sections) - 1, -1, -1):
        title = " ".join(open_sections[depth].lower().split())
        if said in (f"{title} total", f"total {title}", f"total for {title}", f"total - {title}"):
            del open_sections[depth:]
            return True
    return is_total(first, profile)


def _title(open_sections: Sequence[str], profile: Profile) -> str:
    title = open_sections[-1] if open_sections else ""
    ignore = profile.section_ignore
    return "" if ignore is not None and ignore.fullmatch(title) else title
