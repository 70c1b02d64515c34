"""What came, changed, ended or is coming in the rules: read off the dates of the packs themselves and their notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duecourse.domain.contact_policy.comparing import Difference, differences
from duecourse.domain.contact_policy.describe import Entry, meaning
from duecourse.domain.contact_policy.pack import PENDING, Pack, Rule

CAME, CHANGED, ENDED, ANNOUNCED = "came", "changed", "ended", "announced"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of news. `on`: the first day on which it is so. `is_certain` is False for a text that is only a draft
    or waits for a date; `activation` says who changed it where that was us."""

    on: date
    what: str
    pack: Pack
    rules: tuple[str, ...]
    text: str
    means: str
    citation: str
    link: str
    status: str
    differences: tuple[Difference, ...] = ()
    is_certain: bool = True

    @property
    def is_ours(self) -> bool:
        activation = self.pack.activation
        return activation is not None and activation.starts == self.on

    def is_ahead(self, today: date) -> bool:
        return self.on > today or not self.is_certain


def changes_of(packs: Iterable[Pack], *, since: date, today: date) -> tuple[Change, ...]:
    """Everything from that day on, newest first: what is coming stands above what has come. A draft of a law is always
    among them, whatever date it once named."""
    found = [change for versions in _by_id(packs).values() for change in _of_pack(versions)]
    told = [change for change in found if change.on >= since or change.is_ahead(today)]
    order = sorted(told, key=lambda change: (change.pack.id, change.rules))
    return tuple(sorted(order, key=lambda change: (change.is_ahead(today), change.on), reverse=True))


def _by_id(packs: Iterable[Pack]) -> dict[str, list[Pack]]:
    found: dict[str, list[Pack]] = defaultdict(list)
    for pack in packs:
        found[pack.id].append(pack)
    return found


Standing = tuple[Entry, Pack]  # a rule or duty, and the version of the pack it stands in


def _of_pack(versions: Sequence[Pack]) -> Iterator[Change]:
    lines: dict[str, list[Standing]] = defaultdict(list)
    for pack in versions:
        for rule in (*pack.rules, *pack.duties):
            if rule.last_on is None or rule.first_on <= rule.last_on:  # else another version began before it did
                lines[_line_of(rule)].append((rule, pack))
    for line in lines.values():
        pending = [one for one in line if one[0].state == PENDING]
        yield from _of_line(sorted((one for one in line if one not in pending), key=lambda one: one[0].first_on))
        if pending:
            rule, pack = pending[-1]
            yield _news(rule, pack, rule.first_on, ANNOUNCED, is_certain=False)
    yield from _of_notes(versions[-1])


def _line_of(entry: Entry) -> str:
    return (entry.replaces if isinstance(entry, Rule) else "") or entry.id


def _of_line(line: Sequence[Standing]) -> Iterator[Change]:
    """One rule through time, each standing from its first day to its last."""
    before: Standing | None = None
    for rule, pack in line:
        if before is not None and before[0].last_on is not None and before[0].last_on + DAY >= rule.first_on:
            if told := _told(before[0], rule):
                yield _news(rule, pack, rule.first_on, CHANGED, told)
        else:
            if before is not None and before[0].last_on is not None:
                yield _news(*before, before[0].last_on + DAY, ENDED)
            yield _news(rule, pack, rule.first_on, CAME)
        before = (rule, pack)
    if before is not None and before[0].last_on is not None:
        yield _news(*before, before[0].last_on + DAY, ENDED)


def _told(before: Entry, after: Entry) -> tuple[Difference, ...]:
    """What a caller notices: not dates and examples, which follow from the change itself."""
    return tuple(one for one in differences(before, after) if one.label not in ("In force", "Examples"))


def _news(
    rule: Entry, pack: Pack, on: date, what: str, told: tuple[Difference, ...] = (), *, is_certain: bool = True
) -> Change:
    means = "This rule no longer binds." if what == ENDED else meaning(rule)
    return Change(on, what, pack, (rule.id,), rule.text, means, rule.citation, rule.link, rule.status, told, is_certain)


def _of_notes(pack: Pack) -> Iterator[Change]:
    for note in pack.notes:
        yield Change(
            note.on, note.what, pack, note.rules, note.text, note.means, note.citation, note.link, note.status,
            is_certain=note.what != ANNOUNCED,
        )  # fmt: skip
