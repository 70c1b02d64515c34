"""The expected value of a call today, and the reasons in words.

    score = Σ contributions, each in minor units of the base currency

Money at risk (overdue, neither disputed nor promised) times what a call today adds to the chance of payment, plus what
a broken promise, a long silence, a call back or a debt of our own makes urgent. Every contribution belongs to one
reason, so the reasons of a row add up to its score.

Three things stand before the score. A call back whose hour came today: a time we agreed to is kept, whatever it is
worth. Then promises that broke during the last days: a word about them works while it is fresh. Then call backs of
earlier days, which are late already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from duecourse.domain.money import format_money
from duecourse.domain.priority.bounds import is_fresh
from duecourse.domain.priority.candidate import Amounts, Candidate, Coming
from duecourse.domain.priority.weights import Weights
from duecourse.domain.wording import count, listed, relative_day, short_date

_WHOLE = 10_000  # basis points in one
_BY_SCORE = 3  # the turn of most


class Reason(NamedTuple):
    """Why an account stands where it stands. `value_minor` is its share of the score, in the base currency."""

    kind: str
    text: str
    value_minor: int = 0


class Entry(NamedTuple):
    """One row of the worklist. `score_minor` is the sum of the reasons' values."""

    rank: int
    candidate: Candidate
    score_minor: int
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """ "promise of $4,200 broken yesterday · $18,400 overdue, 41 days · answers mornings"."""
        return " · ".join(reason.text for reason in self.reasons)


class _Terms(NamedTuple):
    """The contributions, each under the kind of its reason."""

    callback: int
    commitment: int
    broken: int
    due_today: int
    overdue: int
    promised: int
    habit: int
    unusual: int
    high_balance: int
    silence: int
    written: int
    answers: int


def _broken(c: Candidate, today: date, weights: Weights) -> int:
    """Full on the morning after, then fading to the floor: an old broken promise is an old debt."""
    if c.broken_on is None:
        return 0
    age = min(max((today - c.broken_on).days - 1, 0), weights.broken_fades_days)
    faded = (_WHOLE - weights.broken_floor_bp) * age // weights.broken_fades_days
    return c.broken_base * weights.broken_bp // _WHOLE * (_WHOLE - faded) // _WHOLE


def _lateness(c: Candidate, lift: int, at_risk: int, weights: Weights) -> tuple[int, int]:
    """(what their habit takes off, what being later than usual adds); at most one of the two is not 0."""
    usual = c.usual_days_late
    if usual is None or c.settled_count < weights.min_history:
        return 0, 0
    if c.oldest_days <= usual:
        return -(lift * weights.self_cure_bp // _WHOLE), 0
    if c.oldest_days > max(usual, 0) + weights.unusual_margin_days:
        return 0, at_risk * weights.unusual_bp // _WHOLE
    return 0, 0


def _silence(c: Candidate, today: date, at_risk: int, weights: Weights) -> int:
    quiet = weights.silence_full_days
    if c.reached_on is not None:
        quiet = min(max((today - c.reached_on).days, 0), quiet)
    return at_risk * weights.silence_bp // _WHOLE * quiet // weights.silence_full_days


def _terms(c: Candidate, today: date, weights: Weights) -> _Terms:
    at_risk = c.at_risk_base
    overdue = habit = unusual = silence = high = 0
    if at_risk > 0:
        overdue = at_risk * weights.lift_of(c.oldest_days) // _WHOLE
        habit, unusual = _lateness(c, overdue, at_risk, weights)
        silence = _silence(c, today, at_risk, weights)
        if at_risk > weights.high_balance_minor:
            high = (at_risk - weights.high_balance_minor) * weights.high_balance_bp // _WHOLE
    callback = weights.callback_minor if c.callback_is_due else 0
    late = c.commitment_due_on is not None and c.commitment_due_on < today
    commitment = weights.commitment_minor if late else 0
    broken = _broken(c, today, weights)
    due_today = sum(p.amounts_base for p in c.promised if p.on == today) * weights.due_today_bp // _WHOLE
    answers = 0
    if c.answers and c.part_of_day:
        plain = commitment + broken + due_today + overdue + habit + unusual + high + silence
        here = c.answers == c.part_of_day
        answers = plain * (weights.answers_now_bp if here else -weights.answers_other_bp) // _WHOLE
    return _Terms(callback, commitment, broken, due_today, overdue, 0, habit, unusual, high, silence, 0, answers)


def score(candidate: Candidate, today: date, weights: Weights) -> int:
    """Expected value of calling this account today, in minor units of the base currency."""
    return sum(_terms(candidate, today, weights))


class Scored(NamedTuple):
    """A candidate with what a call to it is worth; no words yet."""

    score_minor: int
    candidate: Candidate


def order(candidates: Iterable[Candidate], today: date, weights: Weights) -> list[Scored]:
    """The candidates in the order in which to call them; those that a call gains nothing with are left out."""
    scored = (Scored(sum(_terms(c, today, weights)), c) for c in candidates)
    return arranged([s for s in scored if s.score_minor > 0 or s.candidate.callback_is_due], today, weights)


def arranged(scored: Iterable[Scored], today: date, weights: Weights) -> list[Scored]:
    """The same for what has its score already.

    Equal scores go by overdue money, then age, then account number, so the order is the same every time.
    """

    def place(each: Scored) -> tuple[int, int, int, int, str, int]:
        c = each.candidate
        return _turn(c, today, weights), -each.score_minor, -c.overdue_base, -c.oldest_days, c.number, c.account_id

    return sorted(scored, key=place)


def is_before_all_plain(scored: Scored, today: date, weights: Weights) -> bool:
    """Whether its turn alone puts it before every account of which nothing special is known, whatever those owe."""
    return _turn(scored.candidate, today, weights) < _BY_SCORE


def _turn(c: Candidate, today: date, weights: Weights) -> int:
    """0: a call back of today, 1: a promise that has just broken, 2: a call back of an earlier day, then the rest, by
    score."""
    if c.callback_is_due and not _callback_is_late(c, today):
        return 0
    if c.broken_on is not None and is_fresh(c.broken_on, today, weights):
        return 1
    return 2 if c.callback_is_due else _BY_SCORE


def _callback_is_late(c: Candidate, today: date) -> bool:
    return c.callback_at is not None and c.callback_at.astimezone(ZoneInfo(c.tz)).date() < today


def rank(candidates: Sequence[Candidate], today: date, weights: Weights, limit: int | None = None) -> list[Entry]:
    """The rows of the worklist, best first. Everything is scored; words are made only for the first `limit`."""
    return entries(order(candidates, today, weights)[:limit], today, weights)


def entries(ordered: Sequence[Scored], today: date, weights: Weights, first_rank: int = 1) -> list[Entry]:
    """Scored candidates with their words, numbered from `first_rank`."""
    return [
        Entry(n, candidate, value, reasons_for(candidate, today, weights))
        for n, (value, candidate) in enumerate(ordered, first_rank)
    ]


def reasons_for(candidate: Candidate, today: date, weights: Weights) -> tuple[Reason, ...]:
    """The reasons in words, most pressing kind first; their values add up to `score`."""
    terms = _terms(candidate, today, weights)
    reasons = []
    for kind, value in zip(_Terms._fields, terms, strict=True):
        text = _WORDS[kind](candidate, today)
        if value or (text and kind in _ALWAYS_TOLD):
            reasons.append(Reason(kind, text, value))
    return tuple(reasons)


def money(amounts: Amounts) -> str:
    """ "$18,400", "$18,400 + €2,000"."""
    return " + ".join(format_money(minor, currency, decimals=False) for currency, minor in amounts)


def near_day(on: date, today: date) -> str:
    """ "yesterday", "today", "tomorrow", "Friday", "4 Dec"."""
    away = (on - today).days
    return f"{on:%A}" if 1 < away < 7 else relative_day(on, today) if -1 <= away <= 1 else short_date(on, today)


def each_with_its_day(coming: Iterable[Coming], today: date) -> str:
    """ "$2,000 for Friday and $2,408.73 for 15 Dec"."""
    return listed(f"{money(p.amounts)} for {near_day(p.on, today)}" for p in coming)


def local_time(at: datetime, tz: str, today: date) -> str:
    """ "today, 14:00 their time"."""
    there = at.astimezone(ZoneInfo(tz))
    return f"{relative_day(there.date(), today)}, {there:%H:%M} their time"


def _callback_words(c: Candidate, today: date) -> str:
    when = local_time(c.callback_at, c.tz, today) if c.callback_at else "now"
    return f"yours to call back {when}" if c.callback_is_mine else f"call back planned for {when}"


def _commitment_words(c: Candidate, today: date) -> str:
    late = (today - c.commitment_due_on).days if c.commitment_due_on else 0
    return f"we owe them: {c.commitment}, {count(late, 'day')} late"


def _broken_words(c: Candidate, today: date) -> str:
    if c.broken_on is None:
        return ""
    since = relative_day(c.broken_on, today)
    if c.broken_in_part:
        return f"promise kept in part, {money(c.broken)} did not come by {since}"
    return f"promise of {money(c.broken)} broken {since}"


def _due_today_words(c: Candidate, today: date) -> str:
    due = next((p.amounts for p in c.promised if p.on == today), ())
    return f"promise of {money(due)} due today"


def _overdue_words(c: Candidate, today: date) -> str:
    if not c.overdue:
        return ""
    text = f"{money(c.overdue)} overdue, {count(c.oldest_days, 'day')}"
    return f"{text}, {money(c.disputed)} of it disputed" if c.disputed else text


def _promised_words(c: Candidate, today: date) -> str:
    coming = [p for p in c.promised if p.on != today]
    return f"{each_with_its_day(coming, today)} promised" if coming else ""


def _habit_words(c: Candidate, today: date) -> str:
    return f"usually pays {count(c.usual_days_late or 0, 'day')} late"


def _unusual_words(c: Candidate, today: date) -> str:
    if not c.late_count:
        return "was always on time before"
    usual = max(c.usual_days_late or 0, 0)
    return f"later than their usual {count(usual, 'day')}" if usual else "usually on time"


def _high_words(c: Candidate, today: date) -> str:
    return "high balance"


def _silence_words(c: Candidate, today: date) -> str:
    if c.reached_on is None:
        return "nobody reached yet"
    return f"last spoken to {relative_day(c.reached_on, today)}"


_CHANNELS = {"email": "by e-mail", "letter": "by letter", "sms": "by text message"}


def _written_words(c: Candidate, today: date) -> str:
    if c.written_on is None:
        return ""
    return f"written to {relative_day(c.written_on, today)} {_CHANNELS.get(c.written_by, '')}".strip()


def _answers_words(c: Candidate, today: date) -> str:
    return f"answers {c.answers}"


_WORDS = {
    "callback": _callback_words,
    "commitment": _commitment_words,
    "broken": _broken_words,
    "due_today": _due_today_words,
    "overdue": _overdue_words,
    "promised": _promised_words,
    "habit": _habit_words,
    "unusual": _unusual_words,
    "high_balance": _high_words,
    "silence": _silence_words,
    "written": _written_words,
    "answers": _answers_words,
}
_ALWAYS_TOLD = frozenset({"overdue", "promised", "written"})  # worth knowing, whatever it is worth
