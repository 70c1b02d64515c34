"""Two versions of a pack side by side, rule by rule, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duecourse.domain.contact_policy.describe import Entry, Fact, facts_of
from duecourse.domain.contact_policy.pack import Pack, Rule


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is not the same; "" where only one side says it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule on one side or both. Where it is new, `differences` are its facts: whoever approves it reads its numbers.
    Where it went they are empty."""

    before: Entry | None
    after: Entry | None
    differences: tuple[Difference, ...] = ()

    @property
    def id(self) -> str:
        return self.either.id

    @property
    def either(self) -> Entry:
        rule = self.after or self.before
        assert rule is not None
        return rule

    @property
    def what(self) -> str:
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two packs; `same` rules do not."""

    head: tuple[Difference, ...]
    rules: tuple[ChangedRule, ...]
    same: int

    @property
    def is_empty(self) -> bool:
        return not self.head and not self.rules


def differences(before: Entry, after: Entry) -> tuple[Difference, ...]:
    """Fact by fact. Examples are no part of what a rule says, but their number is told where it changed."""
    told = _differing(facts_of(before), facts_of(after))
    if (left := _examples(before)) != (right := _examples(after)):
        told.append(Difference("Examples", f"{len(left)}", f"{len(right)}"))
    return tuple(told)


def _examples(entry: Entry) -> Sequence[object]:
    return entry.examples if isinstance(entry, Rule) else ()


def _differing(before: Iterable[Fact], after: Iterable[Fact]) -> list[Difference]:
    left, right = _by_label(before), _by_label(after)
    return [
        Difference(label, left.get(label, ""), right.get(label, ""))
        for label in dict.fromkeys([*left, *right])
        if left.get(label) != right.get(label)
    ]


def _by_label(facts: Iterable[Fact]) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact in facts:
        found[fact.label] = f"{found[fact.label]}; {fact.text}" if fact.label in found else fact.text
    return found


def compare(before: Pack, after: Pack) -> Comparison:
    """Rules are paired by id; one id with several spans of time in the order of their beginnings."""
    pairs = list(_pairs(before, after))
    changed = []
    for old, new in pairs:
        if old is None and new is not None:
            changed.append(ChangedRule(None, new, tuple(_differing((), facts_of(new)))[1:]))  # its text is told anyway
        elif old is None or new is None:
            changed.append(ChangedRule(old, new))
        elif told := differences(old, new):
            changed.append(ChangedRule(old, new, told))
    return Comparison(tuple(_differing(_head(before), _head(after))), tuple(changed), len(pairs) - len(changed))


def _pairs(before: Pack, after: Pack) -> Iterable[tuple[Entry | None, Entry | None]]:
    left, right = _by_id(before), _by_id(after)
    for name in dict.fromkeys([*right, *left]):
        olds, news = left.get(name, []), right.get(name, [])
        for n in range(max(len(olds), len(news))):
            yield (olds[n] if n < len(olds) else None), (news[n] if n < len(news) else None)


def _by_id(pack: Pack) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted((*pack.rules, *pack.duties), key=lambda entry: entry.effective):
        found[entry.id].append(entry)
    return found


def _head(pack: Pack) -> tuple[Fact, ...]:
    return (
        Fact("Pack", pack.id),
        Fact("Title", pack.title),
        Fact("Layer", pack.layer),
        Fact("Places", ", ".join(pack.jurisdictions)),
        Fact("Parts", ", ".join(pack.regions)),
        Fact("Text of", pack.version.isoformat()),
        Fact("Enough alone for business debts", "yes" if pack.decides_alone else ""),
        Fact("News", f"{len(pack.notes)}" if pack.notes else ""),
    )
