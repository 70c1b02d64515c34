"""How an account pays, and when its people answer the telephone: read from what happened, with sample sizes.

Few observations prove little, so shares and means are pulled towards a prior that counts as a handful of observations,
and a habit ("pays on the 25th", "answers mornings") is stated only when chance is a poor explanation for it. Nothing
here says why: reasons are asked, not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from duecourse.domain.facts import CallFact, SettledFact

RECENT = 24  # behaviour is read from the last so many settled items: people change
HABIT_DAYS = 730  # and from none that was paid longer ago
FRESH = 5  # the newest so many are held against the ones before, to see a drift
MIN_FOR_SPREAD = 5
MIN_DRIFT_DAYS = 5

DAY_OF_MONTH, MONTH_END, WEEKDAY = "day_of_month", "month_end", "weekday"
_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Prior:
    """What an unknown payer is taken to be, and how many observations that counts as."""

    days_late: float = 6.0
    on_time_share: float = 0.6
    weight: float = 4.0


@dataclass(frozen=True, slots=True)
class PayDay:
    """A day on which they pay: `value` is the day of the month, the weekday (Monday 0), or 0 for the month's end."""

    kind: str
    value: int
    hits: int
    of: int

    @property
    def text(self) -> str:
        if self.kind == WEEKDAY:
            return f"pays on {_WEEKDAYS[self.value]}"
        if self.kind == MONTH_END:
            return "pays at the end of the month"
        return f"pays on the {self.value}{_ORDINALS.get(self.value, 'th')}"

    def next_on(self, on: date) -> date:
        """The first such day on or after that date."""
        if self.kind == WEEKDAY:
            return on + timedelta(days=(self.value - on.weekday()) % 7)
        this_month = self._in_month_of(on)
        return this_month if this_month >= on else self._in_month_of(_month_end(on) + timedelta(days=1))

    def _in_month_of(self, on: date) -> date:
        end = _month_end(on)
        return end if self.kind == MONTH_END else on.replace(day=min(self.value, end.day))


def pay_days_within(on: date, days: int) -> list[PayDay]:
    """Every pay day whose next time comes no more than so many days after that date."""
    known = [(WEEKDAY, 7), (DAY_OF_MONTH, 32), (MONTH_END, 1)]
    every = (PayDay(kind, value, 0, 0) for kind, end in known for value in range(kind == DAY_OF_MONTH, end))
    return [pay_day for pay_day in every if (pay_day.next_on(on) - on).days <= days]


@dataclass(frozen=True, slots=True)
class Drift:
    """The newest payments against the ones before them: medians of days late, and on how many each rests."""

    before_days: int
    now_days: int
    before_count: int
    now_count: int

    @property
    def is_slower(self) -> bool:
        return self.now_days > self.before_days


@dataclass(frozen=True, slots=True)
class PaymentHabits:
    """`usual_days_late` is the median (negative: early); the 20 and 80 % quantiles need five observations."""

    count: int = 0
    usual_days_late: int | None = None
    early_days: int | None = None
    late_days: int | None = None
    expected_days_late: float = 0.0  # the mean, shrunk towards the prior
    on_time_count: int = 0
    on_time_share: float = 0.0  # shrunk towards the prior
    drift: Drift | None = None
    pay_day: PayDay | None = None
    last_paid_on: date | None = None


def quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest observation with at least that share at or below it. Raises ValueError when there is none."""
    if not ordered:
        raise ValueError("no observations: there is no quantile")
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def known_items(settled: Iterable[SettledFact], today: date) -> list[SettledFact]:
    """What was settled during the last two years, oldest first. Payments of later days are not known yet. Credits are
    left out."""
    since = today - timedelta(days=HABIT_DAYS)
    known = [s for s in settled if since < s.paid_on <= today and s.amount_minor > 0]
    return sorted(known, key=lambda s: (s.paid_on, s.due_on, s.number))


def recent_items(settled: Iterable[SettledFact], today: date) -> list[SettledFact]:
    """Those of the last ones, oldest first, that show how they pay: what was written off, credited or gone from a file
    says nothing about it."""
    return [s for s in known_items(settled, today)[-RECENT:] if s.by_money]


def habits(settled: Iterable[SettledFact], today: date, prior: Prior | None = None) -> PaymentHabits:
    """What an account's `recent_items` show on that day, in whatever currency they are."""
    prior = prior or Prior()
    recent = recent_items(settled, today)
    late = [s.days_late for s in recent]
    count, ordered = len(late), sorted(late)
    on_time = sum(days <= 0 for days in late)
    spread = count >= MIN_FOR_SPREAD
    return PaymentHabits(
        count=count,
        usual_days_late=quantile(ordered, 0.5) if count else None,
        early_days=quantile(ordered, 0.2) if spread else None,
        late_days=quantile(ordered, 0.8) if spread else None,
        expected_days_late=(sum(late) + prior.weight * prior.days_late) / (count + prior.weight),
        on_time_count=on_time,
        on_time_share=(on_time + prior.weight * prior.on_time_share) / (count + prior.weight),
        drift=_drift(late),
        pay_day=pay_day([s.paid_on for s in recent]),
        last_paid_on=recent[-1].paid_on if recent else None,
    )


def _drift(late: Sequence[int]) -> Drift | None:
    """A change that exceeds both five days and the spread they always had; `late` is oldest payment first."""
    before, now = sorted(late[:-FRESH]), sorted(late[-FRESH:])
    if len(before) < FRESH:
        return None
    drift = Drift(quantile(before, 0.5), quantile(now, 0.5), len(before), len(now))
    usual_spread = quantile(before, 0.8) - quantile(before, 0.2)
    return drift if abs(drift.now_days - drift.before_days) >= max(MIN_DRIFT_DAYS, usual_spread) else None


def pay_day(paid_on: Iterable[date]) -> PayDay | None:
    """The day they pay on, when they have one. A run that settles ten invoices counts once.

    A window of three days of the month holds a tenth of all days: five hits that are two thirds of all payment days
    come about by chance in fewer than 1 of 200 accounts, even when the best of all windows is taken.
    """
    dates = sorted(set(paid_on))
    candidates = [c for c in (_best_month_end(dates), _best_day(dates), _best_weekday(dates)) if c is not None]
    return max(candidates, key=lambda c: c.hits, default=None)


def _month_end(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _is_habit(hits: int, of: int) -> bool:
    return hits >= 5 and 3 * hits >= 2 * of


def _best_month_end(dates: Sequence[date]) -> PayDay | None:
    hits = sum((_month_end(on) - on).days <= 2 for on in dates)
    return PayDay(MONTH_END, 0, hits, len(dates)) if _is_habit(hits, len(dates)) else None


def _best_day(dates: Sequence[date]) -> PayDay | None:
    by_day = Counter(on.day for on in dates)
    around = {day: by_day[day - 1] + by_day[day] + by_day[day + 1] for day in range(1, 29)}
    # Of equal windows the one centred on the commonest day, then the latest: weekends push payments backwards.
    best = max(around, key=lambda day: (around[day], by_day[day], day))
    return PayDay(DAY_OF_MONTH, best, around[best], len(dates)) if _is_habit(around[best], len(dates)) else None


def _best_weekday(dates: Sequence[date]) -> PayDay | None:
    by_weekday = Counter(on.weekday() for on in dates)
    weekday, hits = max(by_weekday.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    # One day in five, so it takes more: six of eight.
    return PayDay(WEEKDAY, weekday, hits, len(dates)) if hits >= 6 and hits >= 0.75 * len(dates) else None


# Parts of the day in the debtor's own time. Calls outside them are rare and prove nothing.
PARTS_OF_DAY = (("mornings", 8, 12), ("afternoons", 12, 17), ("evenings", 17, 21))


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """Outbound attempts in that part of the debtor's day, and how many reached somebody."""

    name: str
    from_hour: int
    to_hour: int
    attempts: int
    reached: int

    @property
    def answer_share(self) -> float:
        """Shrunk: one answered call of one is not "always answers". Two attempts at 40 % are the prior."""
        return (self.reached + 0.8) / (self.attempts + 2)


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """When they pick up. `best` is None until three attempts in one part of the day speak for it."""

    parts: tuple[PartOfDay, ...]

    @property
    def best(self) -> PartOfDay | None:
        tried = [p for p in self.parts if p.attempts >= 3 and p.answer_share >= 0.5]
        best = max(tried, key=lambda p: (p.answer_share, p.attempts), default=None)
        if best is None:
            return None
        others = [p for p in self.parts if p is not best and p.attempts]
        return best if all(best.answer_share - p.answer_share >= 0.1 for p in others) else None

    @property
    def text(self) -> str:
        """ "answers mornings (4 of 5)", or "" when nothing can be said."""
        best = self.best
        return f"answers {best.name} ({best.reached} of {best.attempts})" if best else ""


def answer_times(calls: Iterable[CallFact], tz: str) -> AnswerTimes:
    """Count outbound calls by part of the debtor's day. `tz` is an IANA name; raises ZoneInfoNotFoundError."""
    zone = ZoneInfo(tz)
    attempts: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    for call in calls:
        part = part_of_day(call.at.astimezone(zone).hour)
        if call.direction == "out" and part:
            attempts[part] += 1
            reached[part] += call.reached
    return AnswerTimes(
        tuple(PartOfDay(name, start, end, attempts[name], reached[name]) for name, start, end in PARTS_OF_DAY)
    )


def part_of_day(hour: int) -> str:
    """ "mornings", "afternoons", "evenings", or "" outside the hours at which one calls."""
    return next((name for name, start, end in PARTS_OF_DAY if start <= hour < end), "")
