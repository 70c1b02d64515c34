"""The one gate: worklist, brief, call button, reminders and API ask here, at the moment of contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from duecourse.compliance.cases import NOBODY_IN_PARTICULAR, History, Intent, Owing, Person, case_for
from duecourse.compliance.queries import histories
from duecourse.domain.contact_policy import Case, Debtor, Decision, Pack, Query, Reason, case_json, decide
from duecourse.domain.contact_policy.clock import local
from duecourse.domain.contact_policy.decide import undecided
from duecourse.domain.contact_policy.pack import facts_asked
from duecourse.domain.contact_policy.places import jurisdiction_of
from duecourse.domain.contact_policy.words import ATTORNEY, relation_word
from duecourse.lib.phones import as_dialled
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import all_packs
from duecourse.receivables.models import Account, Contact

_NAMES = {"phone": "Telephone", "sms": "Text message", "email": "E-mail", "letter": "Letter"}
UNREADABLE = "RULES-UNREADABLE"  # no rule of a pack: there are none to ask
OnFile = tuple[Pack, ...] | PlaybookError
_DOING = {"phone": "call", "sms": "send a text", "email": "e-mail", "letter": "write"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer for a page. `case` and `decision` are what a stored decision keeps."""

    account_id: int
    case: Case
    decision: Decision

    @property
    def allowed(self) -> bool:
        return self.decision.is_open

    @property
    def verdict(self) -> str:
        return self.decision.verdict

    @property
    def channel(self) -> str:
        return self.case.query.channel

    @property
    def channel_text(self) -> str:
        return _NAMES[self.channel]

    @property
    def headline(self) -> str:
        doing = _DOING[self.channel]
        if self.allowed:
            return f"You may {doing}"
        return "Not now" if self.earliest_allowed_at else f"Do not {doing}"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.decision.reasons

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return self.decision.warnings

    @property
    def earliest_allowed_at(self) -> datetime | None:
        return self.decision.earliest_allowed

    @property
    def zones(self) -> tuple[str, ...]:
        return self.decision.zones

    @property
    def zone(self) -> str:
        """The zone whose clock times are shown in; UTC where the place is not known."""
        return self.zones[0] if self.zones else "UTC"

    @property
    def packs(self) -> tuple[str, ...]:
        return self.decision.packs

    @property
    def digests(self) -> tuple[str, ...]:
        """Of the text of every pack that was asked."""
        return self.decision.digests

    @property
    def clock_text(self) -> str:
        """What time it is there, for the head of a page."""
        clocks: dict[datetime, str] = {}
        for zone in self.zones:
            clocks.setdefault(local(self.case.query.at, zone).replace(tzinfo=None), zone)
        if not clocks:
            return "what time it is there is not known"
        ordered = sorted(clocks.items())
        (first, zone), (last, other) = ordered[0], ordered[-1]
        if len(clocks) == 1:
            return f"it is {first:%H:%M} there ({zone})"
        may, joined = ("either", "or") if len(clocks) == 2 else ("between", "and")
        return (
            f"where they are is not known exactly: it is {may} {first:%H:%M} ({zone}) {joined} {last:%H:%M} ({other}) "
            "there, and every possible clock is kept to"
        )

    @property
    def opens_text(self) -> str:
        """ "Thu 19 Nov, 08:00 their time"; where they may be on several clocks, whose it is."""
        if self.earliest_allowed_at is None:
            return ""
        at = local(self.earliest_allowed_at, self.zone)
        whose = "their time" if len(self.zones) == 1 else f"({self.zone})"
        return f"{at:%a} {at.day} {at:%b}, {at:%H:%M} {whose}"

    @property
    def until_text(self) -> str:
        """ "until Thu 19 Nov, 08:00 their time", or what has to happen first."""
        if self.allowed:
            return ""
        return f"until {self.opens_text}" if self.opens_text else "something has to happen first"

    def facts(self) -> dict[str, Any]:
        """The case as it was decided, to be stored: `may-contact` reads it and gives the same decision."""
        return case_json(self.case)


def verdict_for(
    account: Account,
    contact: Contact | None,
    *,
    now: datetime,
    channel: str = "phone",
    number: str = "",
    purpose: str = "discuss_debt",
    in_reply: bool = False,
    includes_opt_out: bool = True,
) -> Verdict:
    """May this person be contacted now? Reads what is on file afresh. `number` may be typed in any way."""
    intent = Intent(channel, as_dialled(number, account.country), purpose, in_reply, includes_opt_out)
    history = histories([account], now, intent.number)[account.pk]
    return _verdict(account, contact, history, intent, now, _on_file())


def verdicts_for(
    accounts: Sequence[Owing],
    contacts: Mapping[int, Contact] | None = None,
    *,
    now: datetime,
    channel: str = "phone",
) -> dict[int, Verdict]:
    """The same for many accounts in a fixed number of statements: each with the contact given for it, else with the
    one who is asked for first; where that one is closed for good, with a colleague who is not."""
    found, packs = histories(accounts, now), _on_file()
    verdicts = {}
    for account in accounts:
        history, given = found[account.pk], (contacts or {}).get(account.pk)
        contact = given or next(iter(history.people), None)
        verdict = _verdict(account, contact, history, Intent(channel), now, packs)
        if given is None and _is_for_good(verdict) and account.kind != Account.Kind.CONSUMER:
            others = (_verdict(account, one, history, Intent(channel), now, packs) for one in history.people[1:])
            verdict = next((one for one in others if not _is_for_good(one)), verdict)
        verdicts[account.pk] = verdict
    return verdicts


def _is_for_good(verdict: Verdict) -> bool:
    """Something has to happen first: no hour opens it."""
    return not verdict.allowed and verdict.earliest_allowed_at is None


def verdict_and_who(account: Account, people: Sequence[Contact], *, now: datetime) -> tuple[Verdict, Contact | None]:
    """The answer for the first of these people (nobody: the account as such), and who of them may be called now. Of a
    consumer's people only the lawyer is called in their stead: who wants no calls does not want them at home either."""
    history, packs = histories([account], now)[account.pk], _on_file()
    verdict = _verdict(account, people[0] if people else None, history, Intent(), now, packs)
    if verdict.allowed:
        return verdict, people[0] if people else None
    consumer = account.kind == Account.Kind.CONSUMER
    others = [one for one in people[1:] if not consumer or relation_word(one.role) == ATTORNEY]
    may = (one for one in others if _verdict(account, one, history, Intent(), now, packs).allowed)
    return verdict, next(may, None)


def open_hours_from(accounts: Iterable[Owing], wanted: Mapping[int, datetime]) -> dict[int, datetime]:
    """The first instant from the wanted one on at which the hours and days of a place are open for a call, whatever has
    happened with the account; the wanted one where no hours open it. By the account's key."""
    packs, found = _on_file(), {}
    for account in accounts:
        at = wanted[account.pk]
        decision = _decision(case_for(account, None, History(), Intent(), at), packs)
        found[account.pk] = (decision.earliest_allowed or at).astimezone(at.tzinfo)
    return found


def verdicts_by_channel(account: Account, contact: Contact | None, *, now: datetime) -> dict[str, Verdict]:
    """One account, every channel."""
    history, packs = histories([account], now)[account.pk], _on_file()
    return {channel: _verdict(account, contact, history, Intent(channel), now, packs) for channel in _DOING}


def _verdict(
    account: Owing,
    contact: Contact | Person | None,
    history: History,
    intent: Intent,
    now: datetime,
    packs: OnFile,
) -> Verdict:
    case = case_for(account, contact, history, intent, now)
    return Verdict(account.pk, case, _decision(case, packs))


def decide_anew(case: Case) -> Decision:
    """What the packs on file say of a case that is known already."""
    return _decision(case, _on_file())


def _decision(case: Case, packs: OnFile) -> Decision:
    if isinstance(packs, PlaybookError):
        text = f"a file of rules cannot be read, so nobody can say what is allowed until it is put right ({packs})"
        return undecided(case, Reason(UNREADABLE, text, "house policy"))
    if case.events or case.debtor.relationships:
        return decide(case, packs)
    return replace(_without_history(packs, _shape(case)), case_id=case.id)


def can_decide() -> bool:
    """Whether there are rules to ask: while a file of them is broken, what waits goes on waiting."""
    return not isinstance(_on_file(), PlaybookError)


def facts_to_ask_for(account: Account) -> frozenset[str]:
    """By which facts of the debt the rules of the place are told apart."""
    packs = _on_file()
    if isinstance(packs, PlaybookError):
        return frozenset()
    return facts_asked(packs, jurisdiction_of(account.country, account.region))


def _on_file() -> OnFile:
    """The packs; where a file of the team's own is broken, what is wrong with it: without it no yes is right."""
    try:
        return all_packs()
    except PlaybookError as problem:
        return problem


class Shape(NamedTuple):
    """What a decision depends on where nothing has ever happened: shared by most accounts of a list."""

    jurisdiction: str
    debt_type: str
    party: str
    zones: tuple[str, ...]
    area_code_zone: str | None
    location_known: bool | None
    debt_kind: str | None
    debtor_is: str | None
    vat_registered: bool | None
    creditor_kind: str | None
    creditor: str | None
    third_party_name: bool
    past_due_band: str | None
    at: datetime
    channel: str
    number_type: str | None
    address_type: str | None
    purpose: str
    in_reply: bool
    includes_opt_out: bool


# Any number of days that lies in the band.
_DAYS_OF = {None: None, "to_30": 0, "over_30": 31}


def _shape(case: Case) -> Shape:
    debtor, query = case.debtor, case.query
    return Shape(
        case.jurisdiction, case.debt_type, case.party, debtor.zones, debtor.area_code_zone, debtor.location_known,
        debtor.debt_kind, debtor.debtor_is, debtor.vat_registered, debtor.creditor_kind, debtor.creditor,
        debtor.third_party_name, debtor.past_due_band, query.at, query.channel, query.number_type, query.address_type,
        query.purpose, query.in_reply, query.includes_opt_out,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _without_history(packs: tuple[Pack, ...], shape: Shape) -> Decision:
    query = Query(
        shape.at, shape.channel, ("",), NOBODY_IN_PARTICULAR, number_type=shape.number_type,
        address_type=shape.address_type, purpose=shape.purpose, in_reply=shape.in_reply,
        includes_opt_out=shape.includes_opt_out,
    )  # fmt: skip
    debtor = Debtor(
        zones=shape.zones, area_code_zone=shape.area_code_zone, location_known=shape.location_known,
        debt_kind=shape.debt_kind, debtor_is=shape.debtor_is, vat_registered=shape.vat_registered,
        creditor_kind=shape.creditor_kind, creditor=shape.creditor, third_party_name=shape.third_party_name,
        days_past_due=_DAYS_OF[shape.past_due_band],
    )  # fmt: skip
    return decide(Case(shape.jurisdiction, shape.debt_type, shape.party, debtor, (), query), packs)
