"""Running packs over contacts of the past: which of them these rules would have stopped, and which allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duecourse.compliance.gate import UNREADABLE
from duecourse.compliance.models import PolicyText
from duecourse.domain.contact_policy import Pack
from duecourse.domain.contact_policy.replay import (
    SAME,
    Replayed,
    Tally,
    as_if_all_had_come,
    as_if_begun,
    as_if_in_force,
    instead,
    replay,
)
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import read_pack, shelf, versions_of
from duecourse.rulebook.history import Kept, Stretch, kept_contacts

AS_DECIDED, IN_FORCE, PENDING, DRAFT = "as_decided", "in_force", "pending", "draft"
CHOICES = {
    IN_FORCE: "The rules of today",
    PENDING: "With everything that is coming",
    AS_DECIDED: "The rules of that time (nothing should differ)",
    DRAFT: "A draft in place of its pack",
}
Tell = Callable[[float], None]  # how much of the whole is done, from 0 to 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A contact that comes out differently, and what the other rules say."""

    kept: Kept
    replayed: Replayed


@dataclass(slots=True)
class Run:
    """Which packs are asked about which contacts; `tally` counts while `findings` is walked through."""

    stretch: Stretch
    rules: str
    today: date
    draft: str = ""  # the text, where a draft is tried
    tally: Tally = field(default_factory=Tally)

    @property
    def total(self) -> int:
        return self.stretch.count(with_undecided=self._with_undecided)

    @property
    def _with_undecided(self) -> bool:
        """Who asks whether decisions can be repeated asks about decisions."""
        return self.rules != AS_DECIDED

    def findings(self, tell: Tell = lambda _share: None) -> Iterator[Finding]:
        """Raises PlaybookError when the draft cannot be read."""
        ask, total = self._asker(), self.total or 1
        for done, kept in enumerate(kept_contacts(self.stretch, with_undecided=self._with_undecided), 1):
            packs = ask(kept) if kept.past else None
            if kept.past is None or packs is None:
                self.tally.unreadable += 1
            else:
                found = replay(kept.past, packs)
                self.tally.add(kept.past, found)
                if found.outcome != SAME:
                    yield Finding(kept, found)
            tell(done / total)

    def _asker(self) -> Callable[[Kept], tuple[Pack, ...] | None]:
        if self.rules == AS_DECIDED:
            return _PacksOfTheTime()
        packs = packs_to_ask(self.rules, self.today, self.draft)
        return lambda _kept: packs


def packs_to_ask(rules: str, today: date, draft: str = "") -> tuple[Pack, ...]:
    """Raises PlaybookError when the draft cannot be read."""
    on_file = shelf().packs
    if rules == PENDING:
        return as_if_all_had_come(on_file)
    current = as_if_in_force(on_file, today)
    if rules != DRAFT:
        return current
    return instead(current, as_if_begun(read_pack(draft, "draft"), today))


class _PacksOfTheTime:
    """Each decision's own packs, read from the texts that were kept with it. None: a text is gone, or cannot be read by
    this version of the product, or could not be read then. A decision from before texts were kept is asked by the packs
    on file."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, ...], tuple[Pack, ...] | None] = {}

    def __call__(self, kept: Kept) -> tuple[Pack, ...] | None:
        if not kept.digests:
            unread = kept.past is not None and any(reason.rule == UNREADABLE for reason in kept.past.reasons)
            return None if unread else shelf().packs
        if kept.digests not in self._read:
            self._read[kept.digests] = self._of(kept.digests)
        return self._read[kept.digests]

    def _of(self, digests: tuple[str, ...]) -> tuple[Pack, ...] | None:
        texts = dict(PolicyText.objects.filter(digest__in=digests).values_list("digest", "text"))
        if set(digests) - set(texts):
            return None
        try:
            return versions_of(read_pack(texts[one], "kept text", check=False) for one in digests)
        except PlaybookError:
            return None


def totals_json(tally: Tally) -> dict[str, Any]:
    """Counts as plain data: each beside what it is a part of, and by rule."""
    return {
        "asked": tally.asked, "made": tally.made, "refused": tally.refused, "overridden": tally.overridden,
        "without": tally.without, "stopped": tally.stopped, "allowed": tally.allowed, "not_needed": tally.not_needed,
        "unasked": tally.unasked, "unreadable": tally.unreadable,
        "rules": [
            {"outcome": outcome, "rule": rule, "contacts": count}
            for (outcome, rule), count in sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))
        ],
    }  # fmt: skip
