"""Rows that are no data: blank lines, rules of dashes, headers repeated at each page, totals; and reports in sections,
where a customer's name stands on a line of its own above their invoices."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from duecourse.domain.importing.fields import KINDS
from duecourse.domain.importing.findings import as_text
from duecourse.domain.importing.profile import Profile
from duecourse.domain.importing.tables import plain_name

SECTION = "Section title"  # the name of the column that a report in sections gains
LINE_ABOVE = "{} (line above)"  # of one that a line of its own gives for the rows below it

BLANK, RULE, REPEATED_HEADER, TOTAL = "blank row", "ruled line", "header repeated", "totals row"

# What a totals row adds up: a part of the file (of no further use), what one, two ... stars mark, or all of it.
PART, WHOLE = 0, 99
FoundTotal = Callable[[int, Sequence[object], int], None]  # (row, cells, PART, stars or WHOLE)

_SUMS = r"totals?|sum|(?:gesamt|zwischen)?summe|gesamt|sous-total|totale?|totaal|suma"
_AFTER = r"(?:\s+for\b.*|\s+[A-Z]{3}|\s*\(.*\)|\s+(?:due|open|balance|amount))?\s*:?"
_TOTAL = re.compile(rf"(?:(?:grand|sub|report|overall|net)[ -]?)?(?:{_SUMS}){_AFTER}", re.I)
_PART = re.compile(r"(?:sub|sous|zwischen).*|.*\sfor\s.*", re.I)
_STARS = re.compile(r"(\*{1,5})(?:\s.*)?")  # SAP marks its totals lines with stars in the first column
_RULE = re.compile(r"[-=_+|\s]*")


def is_total(text: str, profile: Profile | None = None) -> bool:
    """Whether a cell opens a totals row: "Total", "Grand total:", "Total for Acme", "Summe", "**"."""
    text = text.strip()
    if _TOTAL.fullmatch(text) or re.fullmatch(r"\*{1,5}", text):
        return True
    return any(
        pattern and pattern.fullmatch(text) for pattern in ((profile and (profile.totals, profile.grand_totals)) or ())
    )


def adds_up(text: str, profile: Profile) -> int:
    """What the totals row that a cell opens adds up: PART, the number of its stars, or WHOLE."""
    text = text.strip()
    if stars := _STARS.fullmatch(text):
        return len(stars[1])
    if profile.grand_totals and profile.grand_totals.fullmatch(text):
        return WHOLE
    return WHOLE if _TOTAL.fullmatch(text) and not _PART.fullmatch(text) else PART


def columns_told_by(names: Sequence[str], plain_names: Collection[str]) -> tuple[int, ...]:
    """The indexes of those columns."""
    return tuple(index for index, name in enumerate(names) if plain_name(name) in plain_names)


def row_nature(cells: Sequence[object], header: Collection[str], profile: Profile, told_by: Sequence[int] = ()) -> str:
    """BLANK, RULE, REPEATED_HEADER or TOTAL for a row that is no data; "" for one that is.

    `header`: plain names of the header row. `told_by`: columns that are empty in a totals row only. Only rows in which
    something is wrong are asked about, so that an odd name cannot make a good row disappear.
    """
    filled = [text for cell in cells if (text := as_text(cell).strip())]
    if not filled:
        return BLANK
    if all(_RULE.fullmatch(text) for text in filled) and any(len(text) > 2 for text in filled):
        return RULE
    if len(filled) > 1 and sum(plain_name(text) in header for text in filled) >= 0.8 * len(filled):
        return REPEATED_HEADER
    return TOTAL if is_total(filled[0], profile) or _are_empty(cells, told_by) else ""


def _are_empty(cells: Sequence[object], told_by: Sequence[int]) -> bool:
    return bool(told_by) and not any(as_text(cells[index]).strip() for index in told_by)


def added_columns(profile: Profile) -> tuple[str, ...]:
    """Names of the columns that the rows of such a report gain from the lines above them."""
    if profile.lines:
        known = {field.name: field.label for kind in KINDS.values() for field in kind.fields}
        return tuple(LINE_ABOVE.format(known[name]) for name in profile.lines)
    return (SECTION,) if profile.sections else ()


def resolved(
    rows: Iterable[tuple[int, Sequence[object]]],
    above: Iterable[Sequence[object]],
    names: Sequence[str],
    profile: Profile,
    found_total: FoundTotal | None = None,
) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows of a report with what the lines above them say, in `added_columns`; other files as they are. `above`:
    the rows before the column names."""
    if profile.lines:
        return _below_lines(rows, above, len(names), profile)
    return in_sections(rows, names, profile, found_total) if profile.sections else iter(rows)


def _below_lines(
    rows: Iterable[tuple[int, Sequence[object]]], above: Iterable[Sequence[object]], width: int, profile: Profile
) -> Iterator[tuple[int, list[object]]]:
    """Rows with what was last said above them. The first of the lines begins anew: the others were of somebody else."""
    said = dict.fromkeys(profile.lines, "")
    for row in above:
        said = _said_in(row, said, profile) or said
    for number, row in rows:
        now = _said_in(row, said, profile)
        if now is None:
            yield number, [*row[:width], *[""] * (width - len(row)), *said.values()]
        else:
            said = now


def _said_in(row: Sequence[object], said: dict[str, str], profile: Profile) -> dict[str, str] | None:
    """What is said after a line above rows, or a blank one; None for a row that is no such line."""
    filled = [text for cell in row if (text := as_text(cell).strip())]
    if len(filled) != 1:
        return None if filled else said
    found = {name: match[1] for name, pattern in profile.lines.items() if (match := pattern.fullmatch(filled[0]))}
    begins = next(iter(profile.lines))
    if begins in found:
        said = dict.fromkeys(profile.lines, "")
    ignored = profile.section_ignore is not None and profile.section_ignore.fullmatch(filled[0])
    return said | found if found or ignored else None


def in_sections(
    rows: Iterable[tuple[int, Sequence[object]]],
    names: Sequence[str],
    profile: Profile,
    found_total: FoundTotal | None = None,
) -> Iterator[tuple[int, list[object]]]:
    """The rows of a report in sections as plain rows: each gains the title of its section as one more cell.

    Titles, totals and blank lines are left out. Sections may lie inside each other; a totals row ends its section, and
    is handed to `found_total`. A title that matches the profile's `section_ignore` (an age band, say) names nobody.
    `names`: the header row.
    """
    width = len(names)
    told_by = columns_told_by(names, profile.title_without)
    sections = _Sections(profile)
    for number, row in rows:
        cells = [*row[:width], *[""] * (width - len(row))]
        filled = [text for cell in cells if (text := as_text(cell).strip())]
        if not filled:
            continue
        if (sum_of := sections.ended_by(filled[0])) is not None:
            if found_total:
                found_total(number, cells, sum_of)
        elif as_text(cells[0]).strip() and (len(filled) == 1 or _are_empty(cells, told_by)):
            sections.open(filled[0])
        else:
            sections.has_rows = True
            yield number, [*cells, sections.title]


class _Sections:
    """The sections that are open, the innermost last."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._open: list[str] = []
        self._seen: set[str] = set()
        self.has_rows = False
        self.title = ""

    def open(self, title: str) -> None:
        """A title: inside the section that is open as long as that has no rows of its own, else the next one."""
        self._open = [*([] if self.has_rows else self._open), title]
        self._seen.add(_bare(title))
        self.has_rows = False
        self._tell()

    def ended_by(self, first: str) -> int | None:
        """What a totals row that begins so adds up, its section closed; None for a row that is none."""
        said = _bare(first).removesuffix(" with sub-customers")
        titles = {said.removeprefix("total ").removeprefix("for ").removeprefix("- "), said.removesuffix(" total")} - {
            said
        }
        ends = titles & self._seen
        if not ends and not is_total(first, self._profile):
            return None
        depth = next(
            (at for at in range(len(self._open) - 1, -1, -1) if _bare(self._open[at]) in ends), len(self._open)
        )
        self._open = self._open[:depth]
        self.has_rows = False
        self._tell()
        return PART if ends else adds_up(first, self._profile)

    def _tell(self) -> None:
        title, ignore = self._open[-1] if self._open else "", self._profile.section_ignore
        self.title = "" if ignore is not None and ignore.fullmatch(title) else title


def _bare(title: str) -> str:
    return " ".join(title.lower().split())
