"""What is on file, arranged for reading: packs of a day and a place, their rules in words, news of them.

Nothing here touches the database: packs are files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from duecourse.domain.contact_policy.changes import CAME, Change, changes_of
from duecourse.domain.contact_policy.comparing import Comparison, compare
from duecourse.domain.contact_policy.describe import Entry, Fact, facts_of, meaning
from duecourse.domain.contact_policy.duties import NO_DUTIES
from duecourse.domain.contact_policy.pack import LAYERS, Pack, Rule
from duecourse.domain.contact_policy.places import EVERYWHERE
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import PackText, Shelf, read_pack
from duecourse.playbooks.policy_examples import ExampleInWords, example_in_words

IN_FORCE, COMING, OVER = "in_force", "coming", "over"
SHOWN = {IN_FORCE: "In force", COMING: "Coming", OVER: "Over"}
SHOWN_PLACES = 3
# So many rules of one pack that came on one day are told as one piece of news.
TOLD_TOGETHER = 5
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,4}){0,2}")
# Facts that the page shows by themselves.
_SHOWN_ELSEWHERE = frozenset(("Rule", "For a caller", "Source", "Link", "Status", "Examples"))


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule or duty of a pack on some day. `when` is one of SHOWN."""

    entry: Entry
    when: str

    @property
    def meaning(self) -> str:
        return meaning(self.entry)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in facts_of(self.entry) if fact.label not in _SHOWN_ELSEWHERE)

    @property
    def examples(self) -> tuple[ExampleInWords, ...]:
        if not isinstance(self.entry, Rule):
            return ()
        return tuple(example_in_words(self.entry, raw) for raw in self.entry.examples)


@dataclass(frozen=True, slots=True)
class PackRow:
    """One version of a pack with those of its rules that are asked for."""

    pack: Pack
    rows: tuple[RuleRow, ...]
    is_shipped: bool

    @property
    def places(self) -> str:
        named = self.pack.jurisdictions
        if named == (EVERYWHERE,):
            return "everywhere"
        more = len(named) - SHOWN_PLACES
        return ", ".join(named) if more <= 1 else f"{', '.join(named[:SHOWN_PLACES])} and {more} more"

    @property
    def statuses(self) -> list[tuple[str, int]]:
        counted = Counter(row.entry.status for row in self.rows)
        return [(status, counted[status]) for status in ("verified", "secondary", "verify") if counted[status]]


def when_of(entry: Entry, pack: Pack, on: date) -> str:
    """Is it in force on that day, still to come, or over?"""
    if entry.in_force(on):
        return IN_FORCE
    over = entry.last_on is not None and entry.last_on < on
    superseded = pack.until is not None and pack.until < on
    return OVER if over or superseded else COMING


def rows_of(pack: Pack, on: date) -> tuple[RuleRow, ...]:
    """All that stands in the pack, in its own order, what is in force first."""
    rows = [RuleRow(entry, when_of(entry, pack, on)) for entry in (*pack.rules, *pack.duties)]
    return tuple(sorted(rows, key=lambda row: list(SHOWN).index(row.when)))


def packs_on(shelf: Shelf, on: date, *, show: str = IN_FORCE, place: str = "", debt: str = "") -> tuple[PackRow, ...]:
    """Packs that have something in force, coming or over on that day, from the country down to the house; with a place
    only those that are asked about somebody there, with a debt only rules that bind such debts."""
    found = []
    for pack in shelf.packs:
        if place and not pack.covers(place):
            continue
        rows = tuple(row for row in rows_of(pack, on) if row.when == show and _applies(row.entry, place, debt))
        if rows:
            found.append(PackRow(pack, rows, is_shipped(shelf, pack)))
    return tuple(sorted(found, key=_order))


def _applies(entry: Entry, place: str, debt: str) -> bool:
    if debt and debt not in entry.debts:
        return False
    return not (place and entry.places) or any(f"{place}-".startswith(f"{part}-") for part in entry.places)


def _order(row: PackRow) -> tuple[int, str, date]:
    layer = LAYERS.index(row.pack.layer)
    return layer if row.pack.layer == LAYERS[-1] else 0, row.pack.jurisdictions[0], row.pack.starts or date.min


def is_shipped(shelf: Shelf, pack: Pack) -> bool:
    return any(one.is_shipped for one in shelf.texts if one.digest == pack.digest)


def place_named(text: str) -> str:
    """A place as people type it, or "" where it is none: "us-ny-nyc" is US-NY-NYC."""
    found = text.strip().upper()
    return found if _PLACE.fullmatch(found) else ""


def places_of(packs: Iterable[Pack]) -> list[tuple[str, str]]:
    """Places that packs know, each with the title of the pack that is nearest to it."""
    named = {place: pack.title for pack in packs for place in pack.jurisdictions if place != EVERYWHERE}
    for pack in packs:
        for part in pack.regions:
            named.setdefault(part, f"{pack.title}: no pack of its own")
    return sorted(named.items())


def versions_of(shelf: Shelf, pack_id: str) -> tuple[Pack, ...]:
    """Every version of a pack on file, the newest first."""
    found = [pack for pack in shelf.packs if pack.id == pack_id]
    return tuple(sorted(found, key=lambda pack: pack.starts or date.min, reverse=True))


def version_on(versions: Iterable[Pack], on: date, digest: str = "") -> Pack | None:
    """The version with that digest; without one, the one of that day, else the newest."""
    listed = list(versions)
    if digest:
        return next((pack for pack in listed if pack.digest == digest), None)
    return next((pack for pack in listed if pack.is_current(on)), listed[0] if listed else None)


def text_on(shelf: Shelf, pack_id: str, on: date) -> PackText | None:
    """The version of a pack that is in force on that day, word for word."""
    found = version_on(versions_of(shelf, pack_id), on)
    return next((one for one in shelf.texts if found is not None and one.digest == found.digest), None)


def pack_or_none(text: str) -> Pack | None:
    """The pack that a text holds; None where it cannot be read."""
    try:
        return read_pack(text, "draft", check=False)
    except PlaybookError:
        return None


def all_of(pack: Pack) -> Comparison:
    """A pack that is new, as a comparison with nothing."""
    return compare(replace(pack, rules=(), duties=NO_DUTIES), pack)


Told = tuple[Change, ...]  # one piece of news, or the many rules of a pack that came together


@dataclass(frozen=True, slots=True)
class News:
    """What is coming, and what has come since a day."""

    since: date
    ahead: tuple[Told, ...]
    past: tuple[Told, ...]


def news(packs: Iterable[Pack], *, since: date, today: date) -> News:
    """What is ahead is told the nearest first, what is sure before what is not; what has come the newest first."""
    told = changes_of(packs, since=since, today=today)
    ahead = [change for change in told if change.is_ahead(today)]
    nearest = sorted(ahead, key=lambda change: (not change.is_certain, change.on))
    return News(since, _together(nearest), _together(change for change in told if change not in ahead))


def _together(changes: Iterable[Change]) -> tuple[Told, ...]:
    """A pack that is new would fill the page with its rules: they are one piece of news."""
    found: list[Told] = []
    for _key, run in groupby(changes, key=lambda change: (change.on, change.what, change.pack.id)):
        listed = tuple(run)
        if listed[0].what == CAME and len(listed) >= TOLD_TOGETHER:
            found.append(listed)
        else:
            found += [(one,) for one in listed]
    return tuple(found)
