"""The desk's lists as plain values: whom to call now and why, whom not today and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from duecourse.compliance.gate import Verdict, open_hours_from, verdicts_for
from duecourse.compliance.queries import bound_accounts, owing
from duecourse.domain.money import format_money
from duecourse.domain.priority import Candidate, Entry, Reason, Scored, Weights, entries, not_today
from duecourse.domain.priority.candidate import Amounts
from duecourse.domain.priority.ranking import local_time
from duecourse.playbooks.priority import load_weights
from duecourse.teams.models import User
from duecourse.worklist.best_first import BestFirst
from duecourse.worklist.candidates import Candidates, candidates_for
from duecourse.worklist.piles import Pile
from duecourse.worklist.queries.claims import claims_in_force

SHOWN = 50  # rows on the page; the rest of the list is counted
_SPARE = 15  # asked about beside them, because the gate will refuse some
_AT_ONCE = SHOWN + _SPARE
_MORE = 500  # asked about when it refused most: at night, or when a list is nearly worked through
NOT_TODAY_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What the caller wants to see of their list; empty means everything."""

    creditor: str = ""
    kind: str = ""
    currency: str = ""
    reason: str = ""
    callbacks: str = ""  # "mine" or "anyone"
    text: str = ""

    def match(self, c: Candidate) -> bool:
        return (
            (not self.creditor or c.creditor == self.creditor)
            and (not self.kind or c.kind == self.kind)
            and (not self.currency or any(code == self.currency for code, _ in c.overdue))
            and (not self.reason or bool(REASONS[self.reason][1](c)))
            and (not self.callbacks or (c.callback_at is not None and c.callback_is_mine == (self.callbacks == "mine")))
            and all(word in f"{c.name} {c.number}".casefold() for word in self.text.casefold().split())
        )

    def wants(self, pile: Pile) -> bool:
        """The same for accounts of which nothing special is known."""
        return not (self.reason or self.callbacks) and (
            (not self.creditor or pile.creditor == self.creditor)
            and (not self.kind or pile.kind == self.kind)
            and (not self.currency or pile.currency == self.currency)
        )

    @property
    def look_closely(self) -> bool:
        """Whether one has to look at a plain account closely to say if it is among them."""
        return bool(self.text) or self.reason in ("never_reached", "over_90", "disputed")

    def __bool__(self) -> bool:
        return self != Filters()


# What one can ask for by reason: name → (label, whether the account has it).
REASONS: Mapping[str, tuple[str, Callable[[Candidate], object]]] = {
    "broken": ("Broken promise", lambda c: c.broken_on),
    "callback": ("Call back", lambda c: c.callback_at),
    "commitment": ("We owe them something", lambda c: c.commitment_due_on),
    "promised": ("Promise open", lambda c: c.promised),
    "disputed": ("Disputed", lambda c: c.disputed or c.dispute),
    "never_reached": ("Nobody reached yet", lambda c: c.reached_on is None),
    "over_90": ("Over 90 days", lambda c: c.oldest_days > 90),
}


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One account to call. `may_contact` is the gate's verdict at the moment the list was made."""

    rank: int
    account_id: int
    number: str
    name: str
    overdue: Amounts
    score_minor: int
    reasons: tuple[Reason, ...]
    may_contact: str
    is_mine: bool = False  # claimed by the actor

    @property
    def amount(self) -> str:
        """The overdue amount of the most valuable currency, as the row shows it; "" when nothing is overdue."""
        return _amount(self.overdue)

    @property
    def text(self) -> str:
        return " · ".join(reason.text for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """One account better left alone, until when (None: somebody has to act first), in whose time zone."""

    account_id: int
    number: str
    name: str
    overdue: Amounts
    reasons: tuple[Reason, ...]
    until: datetime | None
    tz: str

    @property
    def amount(self) -> str:
        return _amount(self.overdue)

    @property
    def text(self) -> str:
        return " · ".join(reason.text for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to: only what is on the actor's list."""

    creditors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = field(default=tuple((name, label) for name, (label, _) in REASONS.items()))


@dataclass(frozen=True, slots=True)
class Desk:
    """The caller's list of today. `left` and `money` count the whole list, `entries` is its first page."""

    entries: tuple[QueueEntry, ...]
    not_today: tuple[WaitingEntry, ...]
    left: int
    money: Amounts
    waiting: int
    taken: int  # with a colleague at this moment
    choices: Choices

    @property
    def more(self) -> int:
        """How many of those left are not on the page."""
        return self.left - len(self.entries)

    @property
    def money_text(self) -> str:
        return " + ".join(format_money(minor, currency, decimals=False) for currency, minor in self.money)


def _amount(overdue: Amounts) -> str:
    return format_money(overdue[0][1], overdue[0][0], decimals=False) if overdue else ""


def desk_for(actor: User, now: datetime, filters: Filters | None = None, limit: int | None = SHOWN) -> Desk:
    """Rank the actor's accounts, set aside those that are better left alone, and ask the gate about those shown.

    `limit` None asks about every account. The number of queries is the same whatever the size of the ledger.
    """
    filters = filters or Filters()
    weights = load_weights()
    claims = claims_in_force(now)
    taken = {account for account, user in claims.items() if user != actor.pk}
    all_rows = limit is None or filters.look_closely
    found = candidates_for(
        actor, now, weights, first=_AT_ONCE, apart=taken, wants=filters.wants, all_rows=all_rows,
        all_special=bool(filters.reason),
    )  # fmt: skip
    rows = [c for c in found.rows if filters.match(c) and c.account_id not in taken]
    ready, waiting = _set_aside(rows, found, weights)
    ordered = BestFirst(found, ready, weights)
    opened, refused, verdicts = _ask_gate(ordered, _may_be_bound(waiting, limit), now, limit)
    words = entries([scored for scored, _ in opened], found.today, weights)
    waiting = sorted((*_with_stops(waiting, verdicts), *refused), key=_comes_back)
    not_today = _at_open_hours(waiting[:NOT_TODAY_SHOWN] if limit else waiting)
    mine = {account for account, user in claims.items() if user == actor.pk}
    return Desk(
        entries=tuple(_queue_entry(entry, verdict, mine) for entry, (_, verdict) in zip(words, opened, strict=True)),
        not_today=tuple(sorted(not_today, key=_comes_back)),
        left=ordered.left - len(refused),
        money=_money(ordered, refused, weights),
        waiting=len(waiting),
        taken=sum(c.account_id in taken for c in found.rows),
        choices=_choices(found),
    )


def best_first(actor: User, now: datetime, filters: Filters | None = None) -> BestFirst:
    """The accounts to call in their order. Nobody is asked about claims, hours or caps yet."""
    filters, weights = filters or Filters(), load_weights()
    found = candidates_for(
        actor, now, weights, wants=filters.wants, all_rows=filters.look_closely, all_special=bool(filters.reason)
    )
    ready, _ = _set_aside((c for c in found.rows if filters.match(c)), found, weights)
    return BestFirst(found, ready, weights)


def accounts_in_order(actor: User, now: datetime, filters: Filters | None = None) -> Iterator[int]:
    """The accounts to call, best first, each with the gate's permission at this moment. Claims are not looked at."""
    ordered = best_first(actor, now, filters)
    start, size = 0, _SPARE
    while batch := [scored.candidate.account_id for scored in ordered.first(start + size)[start:]]:
        verdicts = _verdicts(batch, now)
        yield from (key for key in batch if verdicts[key].allowed)
        start, size = start + size, _MORE


def _set_aside(
    rows: Iterable[Candidate], found: Candidates, weights: Weights
) -> tuple[list[Candidate], list[WaitingEntry]]:
    """(who may be called, who waits): the reasons that need no gate."""
    ready, waiting = [], []
    for c in rows:
        postponed = not_today(c, found.today, weights)
        if postponed is not None:
            waiting.append(_waiting(c, postponed.reasons, postponed.until))
        elif (theirs := found.colleagues.get(c.account_id)) and not c.callback_is_due:
            text = f"{theirs.owner} calls them back {local_time(theirs.due_at, c.tz, found.today)}"
            waiting.append(_waiting(c, (Reason("colleague", text),), theirs.until))
        else:
            ready.append(c)
    return ready, waiting


def _may_be_bound(waiting: Sequence[WaitingEntry], limit: int | None) -> list[int]:
    """Of those who wait (and are shown), the accounts that the gate has to be asked about: they were spoken to today,
    or have said something before that may bind."""
    shown = sorted(waiting, key=_comes_back)[: NOT_TODAY_SHOWN if limit else None]
    spoken_to = {w.account_id for w in waiting if any(reason.kind == "contacted" for reason in w.reasons)}
    return sorted(spoken_to | bound_accounts([w.account_id for w in shown]))


def _with_stops(waiting: Sequence[WaitingEntry], verdicts: Mapping[int, Verdict]) -> Iterator[WaitingEntry]:
    """What somebody said, today or long ago, may bind ("stop calling me"): then the day of their promise is not when
    they come back. Only the gate knows."""
    for entry in waiting:
        verdict = verdicts.get(entry.account_id)
        if verdict is None or verdict.allowed or entry.until is None:
            yield entry
            continue
        reasons = tuple(Reason(reason.rule, reason.text) for reason in verdict.reasons)
        if verdict.earliest_allowed_at is None:
            yield replace(entry, reasons=reasons, until=None)
        elif verdict.earliest_allowed_at > entry.until:
            yield replace(entry, reasons=(*entry.reasons, *reasons), until=verdict.earliest_allowed_at)
        else:
            yield entry


# Why somebody waits until a day. The hours of the others were agreed with them, or come from the gate.
_UNTIL_A_DAY = frozenset(("hold", "dispute", "unapplied", "paid", "promise", "contacted", "tried", "habit"))


def _at_open_hours(waiting: Sequence[WaitingEntry]) -> Iterator[WaitingEntry]:
    """A Sunday, a holiday or an hour before theirs gives way to the next at which the gate opens."""
    wanted = {
        entry.account_id: entry.until
        for entry in waiting
        if entry.until and all(reason.kind in _UNTIL_A_DAY for reason in entry.reasons)
    }
    opens = open_hours_from(owing(list(wanted)), wanted)
    return (replace(entry, until=opens.get(entry.account_id, entry.until)) for entry in waiting)


def _waiting(c: Candidate, reasons: tuple[Reason, ...], until: datetime | None) -> WaitingEntry:
    return WaitingEntry(c.account_id, c.number, c.name, c.overdue, reasons, until, c.tz)


def _comes_back(entry: WaitingEntry) -> tuple[bool, float, str]:
    """Soonest first; those that wait for somebody to act come last."""
    return entry.until is None, entry.until.timestamp() if entry.until else 0.0, entry.name


def _ask_gate(
    ordered: BestFirst, waiting: Sequence[int], now: datetime, limit: int | None
) -> tuple[list[tuple[Scored, Verdict]], list[WaitingEntry], dict[int, Verdict]]:
    """The first `limit` that may be contacted now, those before them that may not, and every verdict, of those who
    wait as well. At most two questions."""
    opened: list[tuple[Scored, Verdict]] = []
    refused: list[WaitingEntry] = []
    verdicts: dict[int, Verdict] = {}
    start = 0
    for size in (limit + _SPARE, _MORE) if limit else (ordered.left,):
        batch = ordered.first(start + size)[start:]
        keys = [scored.candidate.account_id for scored in batch]
        verdicts |= _verdicts(keys if start else [*keys, *waiting], now)
        for scored in batch:
            verdict = verdicts[scored.candidate.account_id]
            if verdict.allowed:
                opened.append((scored, verdict))
            else:
                refused.append(_refused(scored.candidate, verdict))
        start += size
        if limit and len(opened) >= limit // 2:
            break
    return opened[:limit], refused, verdicts


def _verdicts(accounts: Iterable[int], now: datetime) -> dict[int, Verdict]:
    return verdicts_for(owing(list(accounts)), now=now)


def _refused(c: Candidate, verdict: Verdict) -> WaitingEntry:
    reasons = tuple(Reason(reason.rule, reason.text) for reason in verdict.reasons)
    return replace(_waiting(c, reasons, verdict.earliest_allowed_at), tz=verdict.zone)


_TO_MIND = {"lawyer_on_file": "a lawyer is on file"}  # warnings that a row has room for


def _to_mind(verdict: Verdict) -> Iterator[Reason]:
    return (Reason(one.code, _TO_MIND[one.code]) for one in verdict.warnings if one.code in _TO_MIND)


def _queue_entry(entry: Entry, verdict: Verdict, mine: set[int]) -> QueueEntry:
    c = entry.candidate
    return QueueEntry(
        rank=entry.rank,
        account_id=c.account_id,
        number=c.number,
        name=c.name,
        overdue=c.overdue,
        score_minor=entry.score_minor,
        reasons=(*entry.reasons, *_to_mind(verdict)),
        may_contact=verdict.verdict,
        is_mine=c.account_id in mine,
    )


def _money(ordered: BestFirst, refused: Iterable[WaitingEntry], weights: Weights) -> Amounts:
    """What is overdue on the whole list without those that the gate refused, the most valuable currency first."""
    money = ordered.money.copy()
    for entry in refused:
        money.subtract(dict(entry.overdue))
    return weights.most_first((currency, minor) for currency, minor in money.items() if minor)


def _choices(found: Candidates) -> Choices:
    rows, others = found.rows, found.seen
    return Choices(
        creditors=tuple(sorted({c.creditor for c in rows}.union(others.creditors))),
        kinds=tuple(sorted({c.kind for c in rows}.union(others.kinds))),
        currencies=tuple(sorted({code for c in rows for code, _ in c.overdue}.union(others.currencies))),
    )
