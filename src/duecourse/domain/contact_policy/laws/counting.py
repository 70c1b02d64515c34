"""Laws that count: so many contacts in so many days, and the quiet days after a conversation.

Days are calendar days in the debtor's place, the day of an event being day 1. Where the place is uncertain, the count
that is highest in any candidate zone stands.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, timedelta

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Event, Window
from duecourse.domain.contact_policy.clock import day_number, local, start_of_day
from duecourse.domain.contact_policy.pack import Bite, Prepared, Rule
from duecourse.domain.contact_policy.reading import Reader
from duecourse.domain.contact_policy.situation import Situation
from duecourse.domain.wording import count

_PER = ("debt", "account", "person", "creditor")
_NUMBERS = ("any", "personal", "work")
_SELF = frozenset({"self"})
# What is asked about older calls and messages is not handed to the rules: a longer count would find nothing there.
LONGEST_COUNT = 35
RESOLUTION = timedelta(microseconds=1)  # of an instant: "after" is the next one


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """Whose counter it is: one debt, one account, one creditor, or the person as a whole."""

    debt: str | None = None
    account: str | None = None
    creditor: str | None = None

    def holds(self, event: Event) -> bool:
        if self.creditor is not None and event.creditor is not None:
            return event.creditor == self.creditor
        if self.account is not None and event.account is not None:
            return event.account == self.account
        return self.debt is None or not event.debts or self.debt in event.debts


@dataclass(frozen=True, slots=True, eq=False)
class Counter:
    """At most `limit` counted contacts in `days`; the one that is considered would be one more. A count per account
    takes in everybody who is spoken to there.

    calls: which outcomes of outgoing calls count. media: which messages count too. numbers: only calls to a personal
    number, or only to work. merge_kinds: kinds of debt whose account number makes them one debt. more_calls_days: a
    consent to more calls frees contacts for so long. agreed_calls: on a day the person asked to be called back, calls
    are free. household: relations that share one counter with the debtor. free_relations: people to whom calls do not
    count, such as the debtor's attorney.
    """

    limit: int
    days: int
    per: str
    calls: frozenset[str]
    media: tuple[str, ...]
    numbers: str
    noun: str
    after_conversation: bool
    skip_replies: bool
    skip_purposes: tuple[str, ...]
    merge_kinds: tuple[str, ...]
    more_calls_days: int
    household: frozenset[str]
    from_effective: bool
    agreed_calls: bool
    free_relations: tuple[str, ...]

    @classmethod
    def read(cls, source: Reader) -> Counter:
        named = source.word("calls", words.CALL_COUNTS, None)
        return cls(
            limit=source.whole("limit", least=0),
            days=source.whole("days", least=1, most=LONGEST_COUNT),
            per=source.word("per", _PER),
            calls=words.CALL_COUNTS[named] if named else frozenset(),
            media=source.words("media", words.CHANNELS, ()),
            numbers=source.word("numbers", _NUMBERS, "any"),
            noun=source.text("noun", "contacts"),
            after_conversation=source.flag("after_conversation", False),
            skip_replies=source.flag("skip_replies", False),
            skip_purposes=source.words("skip_purposes", words.PURPOSES, ()),
            merge_kinds=source.words("merge_kinds", None, ()),
            more_calls_days=source.whole("more_calls_days", 0),
            household=_SELF | frozenset(source.words("household", None, ())),
            from_effective=source.flag("from_effective", False),
            agreed_calls=source.flag("agreed_calls", False),
            free_relations=source.words("free_relations", None, ()),
        )

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        query = situation.query
        if self.free_relations and (who := situation.relation(query.person)) in self.free_relations:
            text = f"calls to {who.replace('_', ' ')} do not count"
            return Prepared(lambda _at: None, lambda _at: text)
        if self.numbers != "any" and query.at_work != (self.numbers == "work"):
            return None
        if self.after_conversation and self._first_talk(situation) is None:
            return None
        counted = self._counted(rule, situation)
        lines = [self._days(situation, key, counted) for key in keys(situation, self.per, self.merge_kinds)]
        agreed = situation.agreed_days() if self.agreed_calls else []

        def check(at: datetime) -> Bite | None:
            if self._is_agreed_call(situation, at):
                return None
            if any(window.covers(local(at, name)) for window in agreed for name in situation.zones):
                return None
            bite = self._bite(situation, lines, at)
            return _until_agreed(situation, bite, agreed, at) if bite and agreed else bite

        return Prepared(check, lambda at: self._note(situation, lines, at))

    def _is_agreed_call(self, situation: Situation, at: datetime) -> bool:
        if not self.more_calls_days or situation.query.channel != words.PHONE:
            return False
        return in_more_calls(situation, at, self.more_calls_days)

    def _first_talk(self, situation: Situation) -> datetime | None:
        counters = keys(situation, self.per, self.merge_kinds)
        talks = (
            e.at for e in situation.kinds("call")
            if e.outcome == words.CONVERSATION and situation.of_person(e) and situation.by_asker(e)
            and any(key.holds(e) for key in counters)
        )  # fmt: skip
        return next(talks, None)

    def _counted(self, rule: Rule, situation: Situation) -> list[Event]:
        """Outgoing contacts that count, whatever the debt."""
        # Generous by two days: a local day may begin up to 14 hours before the UTC day.
        oldest = situation.query.at - timedelta(days=self.days + 2)
        if self.after_conversation and (talk := self._first_talk(situation)):
            oldest = max(oldest, talk + RESOLUTION)
        return [
            event for event in situation.attempts_since(oldest)
            if self._counts(event) and self._same_person(situation, event)
            and not (self.from_effective and local(event.at, situation.zones[0]).date() < rule.effective)
        ]  # fmt: skip

    def _counts(self, event: Event) -> bool:
        if event.kind == "call":
            if event.outcome not in self.calls:
                return False
        elif event.channel not in self.media or event.outcome in words.FAILED_DELIVERY:
            return False
        if (self.skip_replies and event.in_reply) or event.purpose in self.skip_purposes:
            return False
        at_work = words.WORK in (event.number, event.place)
        return self.numbers == "any" or at_work == (self.numbers == "work")

    def _same_person(self, situation: Situation, event: Event) -> bool:
        if self.per == "account" or situation.of_person(event):
            return True
        if self.household == _SELF:
            return False
        pair = {situation.relation(event.person), situation.relation(situation.query.person)}
        return pair <= self.household

    def _days(self, situation: Situation, key: Key, counted: list[Event]) -> dict[str, list[int]]:
        held = [event for event in counted if key.holds(event)]
        if self.more_calls_days:
            debts = situation.query.debts if key.debt is None else (key.debt,)
            spans = [span for debt in debts for span in situation.more_calls(debt, self.more_calls_days)]
            held = [e for e in held if e.kind != "call" or not any(start <= e.at < end for start, end in spans)]
        return {name: sorted(situation.day_of(event, name) for event in held) for name in situation.zones}

    def _used(self, lines: list[dict[str, list[int]]], at: datetime) -> int:
        return max(
            len(days) - bisect_left(days, day_number(at, name) - self.days + 1)
            for line in lines for name, days in line.items()
        )  # fmt: skip

    @property
    def what(self) -> str:
        """The noun beside the limit: "1 call", "3 calls"."""
        return self.noun.removesuffix("s") if self.limit == 1 else self.noun

    def _note(self, situation: Situation, lines: list[dict[str, list[int]]], at: datetime) -> str:
        span = "a day" if self.days == 1 else f"{self.days} days"
        return f"{self._used(lines, at)} of {self.limit} {self.what} used in {span}"

    def _bite(self, situation: Situation, lines: list[dict[str, list[int]]], at: datetime) -> Bite | None:
        retry: datetime | None = None
        for line in lines:
            for name, days in line.items():
                used = len(days) - bisect_left(days, day_number(at, name) - self.days + 1)
                if used >= self.limit:
                    if self.limit == 0:
                        return Bite(self._note(situation, lines, at))
                    free = start_of_day(name, days[-self.limit] + self.days)
                    retry = free if retry is None else max(retry, free)
        if retry is None:
            return None
        first = local(retry, situation.zones[0])
        return Bite(f"{self._note(situation, lines, at)}; the next is free from {first:%d %B %Y}", retry)


def _until_agreed(situation: Situation, bite: Bite, agreed: list[Window], at: datetime) -> Bite:
    """A day the person has asked for may come before the count frees one."""
    days = [window.first_on.toordinal() for window in agreed if window.first_on is not None]
    starts = [start_of_day(name, day) for name in situation.zones for day in days]
    coming = [start for start in starts if start > at]
    if bite.retry_at is not None:
        coming.append(bite.retry_at)
    return Bite(bite.text, min(coming, default=None))


def keys(situation: Situation, per: str, merge_kinds: tuple[str, ...] = ()) -> list[Key]:
    """The counters that the considered contact falls under; one about several debts falls under each."""
    query = situation.query
    if per == "person":
        return [Key()]
    if per == "creditor":
        return [Key(creditor=situation.debtor.creditor)]
    merged = query.account is not None and situation.debtor.debt_kind in merge_kinds
    account = query.account if per == "account" or merged else None
    return [Key(debt, account) for debt in query.debts or ("",)]


def in_more_calls(situation: Situation, at: datetime, days: int) -> bool:
    """The person has agreed to more calls at this instant, about every debt of the contact."""
    return bool(situation.query.debts) and all(
        any(start <= at < end for start, end in situation.more_calls(debt, days)) for debt in situation.query.debts
    )


@dataclass(frozen=True, slots=True, eq=False)
class AfterConversation:
    """Quiet for `days` after a telephone conversation about the debt, whoever began it; its day is day 1."""

    days: int
    merge_kinds: tuple[str, ...]
    more_calls_days: int
    from_effective: bool
    free_relations: tuple[str, ...]

    @classmethod
    def read(cls, source: Reader) -> AfterConversation:
        return cls(
            source.whole("days", least=1, most=LONGEST_COUNT), source.words("merge_kinds", None, ()),
            source.whole("more_calls_days", 0),
            source.flag("from_effective", False), source.words("free_relations", None, ()),
        )  # fmt: skip

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        if situation.relation(situation.query.person) in self.free_relations:
            return None
        listed = keys(situation, "debt", self.merge_kinds)
        talk = next(
            (call for call in situation.calls_newest_first() if self._is_talk(rule, situation, call, listed)), None
        )
        if talk is None:
            return None
        name = max(situation.zones, key=lambda zone: start_of_day(zone, situation.day_of(talk, zone)))
        free = max(start_of_day(zone, situation.day_of(talk, zone) + self.days) for zone in situation.zones)

        def check(at: datetime) -> Bite | None:
            if at >= free or (self.more_calls_days and in_more_calls(situation, at, self.more_calls_days)):
                return None
            spoke, first = local(talk.at, name), local(free, name)
            return Bite(f"a conversation took place on {spoke:%d %B}; the first clear day is {first:%d %B %Y}", free)

        return Prepared(check)

    def _is_talk(self, rule: Rule, situation: Situation, call: Event, listed: list[Key]) -> bool:
        if call.outcome != words.CONVERSATION or not any(key.holds(call) for key in listed):
            return False
        return not self.from_effective or local(call.at, situation.zones[0]).date() >= rule.effective


@dataclass(frozen=True, slots=True, eq=False)
class RapidSuccession:
    """An unanswered call to the same number within so many minutes before."""

    minutes: int

    @classmethod
    def read(cls, source: Reader) -> RapidSuccession:
        return cls(source.whole("minutes", least=1))

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        number, span = situation.query.number, timedelta(minutes=self.minutes)
        last = next((call for call in situation.calls_newest_first() if self._is_same(call, number)), None)
        if last is None:
            return None

        def check(at: datetime) -> Bite | None:
            if at - last.at > span:
                return None
            text = f"rapid succession: the last unanswered call was less than {count(self.minutes, 'minute')} ago"
            return Bite(text, last.at + span)

        return Prepared(check)

    def _is_same(self, call: Event, number: str | None) -> bool:
        unanswered = call.direction == "out" and call.outcome in words.UNANSWERED
        return unanswered and (number is None or call.number is None or call.number == number)
