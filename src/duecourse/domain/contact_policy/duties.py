"""What a pack asks for besides permission: words that must be said, consent to a recording, and how long things are
kept. Dated, cited and marked like the rules about contact, and bound to a place, a party and a kind of debt like them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.places import covers

FIRST, LATER, VOICEMAIL = "first_contact", "later_contact", "voicemail"
RECORDING = "recording"  # the announcement that a call is recorded; its rules stand in a table of their own
OCCASIONS = (FIRST, LATER, VOICEMAIL)

# Where in a talk the words belong: at its start, or only once the right person is confirmed.
OPENING, CONFIRMED = "opening", "confirmed"
STAGES = (OPENING, CONFIRMED)

# Whose consent a recording needs, from the weakest to the strictest.
ONE_PARTY, NOTICE, ALL_PARTIES = "one_party", "notice", "all_parties"
CONSENTS = (ONE_PARTY, NOTICE, ALL_PARTIES)

RECORDS, RECORDINGS = "records", "recordings"
LAST_ACTIVITY, CALL = "last_activity", "call"
KEEPS = {RECORDS: LAST_ACTIVITY, RECORDINGS: CALL}  # what is kept → what its period counts from

# What the words of a disclosure may be filled with: who calls, for whom, and where to call back.
FILLS = ("caller", "company", "creditor", "callback_number", "contact", "account")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Duty:
    """What the three kinds have in common. `text` says in plain words what the rule asks for."""

    id: str
    text: str
    citation: str
    status: str
    effective: date
    link: str = ""
    ends: date | None = None
    state: str = "in_force"
    parties: tuple[str, ...] = words.PARTIES
    debts: tuple[str, ...] = words.DEBT_TYPES
    places: tuple[str, ...] = ()  # only in these parts of the pack's place
    name_binds: bool = False  # binds a first party that uses a name suggesting a third party
    layer: str = "country"
    starts: date | None = None  # when the version of the pack begins that it stands in
    until: date | None = None  # the last day of that version

    @property
    def first_on(self) -> date:
        return max(self.effective, self.starts) if self.starts else self.effective

    @property
    def last_on(self) -> date | None:
        return min((day for day in (self.ends, self.until) if day), default=None)

    def in_force(self, on: date) -> bool:
        return self.state != "pending" and self.first_on <= on and (self.last_on is None or on <= self.last_on)

    def binds(self, place: str, party: str, debt_type: str, *, other_name: bool) -> bool:
        """Where only the country is known, the rules of its parts bind too: nobody can say that they do not.
        `other_name`: they collect under a name that suggests somebody else."""
        as_agency = self.name_binds and other_name and words.THIRD_PARTY in self.parties
        return (
            (party in self.parties or as_agency)
            and debt_type in self.debts
            and (not self.places or any(covers(own, place) or covers(place, own) for own in self.places))
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DisclosureRule(Duty):
    """Something that must be said. With `point` the step of the script that covers this point says it; the words in
    `say` are then for letters and e-mails. `hides_debt`: the words must not show that a debt is collected, so where our
    own name does, or a fact for them is missing, `otherwise` tells the caller what to do instead of speaking."""

    title: str
    say: str
    channels: tuple[str, ...]
    occasions: tuple[str, ...]
    stage: str = CONFIRMED
    point: str = ""
    verbatim: bool = False
    nothing_else: bool = False
    hides_debt: bool = False
    otherwise: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordingRule(Duty):
    """Whose consent a recording of a call needs here, and the words that ask for it."""

    consent: str
    say: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RetentionRule(Duty):
    """At least so many months are kept, counted from the last activity on the account, or from the call."""

    keeps: str
    months: int
    kinds: tuple[str, ...] = ()  # only accounts of these kinds; empty: all

    @property
    def counted_from(self) -> str:
        return KEEPS[self.keeps]


@dataclass(frozen=True, slots=True)
class Duties:
    """All duties of one pack."""

    disclosures: tuple[DisclosureRule, ...] = ()
    recording: tuple[RecordingRule, ...] = ()
    retention: tuple[RetentionRule, ...] = ()

    def __iter__(self) -> Iterator[Duty]:
        yield from (*self.disclosures, *self.recording, *self.retention)

    def between(self, starts: date | None, until: date | None) -> Duties:
        """The duties of a version of the pack that lasts from one day to the other."""
        return Duties(
            tuple(replace(one, starts=starts, until=until) for one in self.disclosures),
            tuple(replace(one, starts=starts, until=until) for one in self.recording),
            tuple(replace(one, starts=starts, until=until) for one in self.retention),
        )


def strictest(consents: Iterable[str]) -> str:
    """Of the consents that several places ask for, the one that satisfies all of them."""
    return max(consents, key=CONSENTS.index, default=ONE_PARTY)


NO_DUTIES = Duties()
