"""How an account pays and answers, in sentences that show what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from duecourse.domain.brief.model import Behaviour
from duecourse.domain.facts import AccountFacts, SettledFact
from duecourse.domain.payment_timing import FRESH, Drift, answer_times, known_items
from duecourse.domain.spoken.view import AccountView
from duecourse.domain.wording import count

# Two years of weekly invoices; a plot with more dots says no more.
MOST_POINTS = 120
# Fewer paid invoices than this carry no sentence about a habit.
ENOUGH = 3


def behaviour_of(view: AccountView) -> Behaviour:
    known = [s for s in known_items(view.facts.settled, view.today) if s.by_money]
    sentences = tuple(_sentences(view, known))
    drawn = [s for s in known if s.currency == view.facts.currency]  # sizes of two currencies cannot be compared
    return Behaviour(
        sentences=sentences,
        points=tuple((s.paid_on, s.days_late, s.amount_minor) for s in drawn[-MOST_POINTS:]),
        count=view.habits.count,
        summary=sentences[0],
    )


def _sentences(view: AccountView, known: Sequence[SettledFact]) -> Iterator[str]:
    habit = view.habits
    if habit.count < ENOUGH:
        yield _too_little(view)
    elif habit.drift is not None:
        yield _drift_text(habit.drift, known)
    else:
        yield f"Usually {_late(habit.usual_days_late or 0)}, by the last {count(habit.count, 'paid invoice')}."
    if habit.early_days is not None and habit.late_days is not None and habit.early_days != habit.late_days:
        yield f"Most came {_late(habit.early_days)} to {_late(habit.late_days)}."
    if habit.pay_day is not None:
        yield f"{_capital(habit.pay_day.text)}: {habit.pay_day.hits} of {habit.pay_day.of} payment days."
    yield from _answers(view.facts)


def _too_little(view: AccountView) -> str:
    if not view.facts.settled:
        return "No invoice has been paid yet."
    if not view.habits.count:
        return "No invoice was paid during the last two years."
    return f"Too little to say how they pay: {count(view.habits.count, 'paid invoice')} in the last two years."


def _drift_text(drift: Drift, known: Sequence[SettledFact]) -> str:
    since = known[-FRESH].paid_on
    before = f"Used to pay {_late(drift.before_days)} ({count(drift.before_count, 'invoice')})"
    return f"{before}. Since {since:%B %Y}: {_late(drift.now_days)} ({count(drift.now_count, 'invoice')})."


def _answers(facts: AccountFacts) -> Iterator[str]:
    if facts.tz_candidates:
        text = answer_times(facts.calls, facts.tz_candidates[0]).text
        if text:
            yield f"{_capital(text)} in their time."


def _late(days: int) -> str:
    """ "on time", "4 days early", "18 days late"."""
    if days == 0:
        return "on time"
    return f"{count(abs(days), 'day')} {'late' if days > 0 else 'early'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def zone_name(zone: str) -> str:
    """ "America/Argentina/Salta" → "Salta": the city people know. The zone has to exist."""
    return ZoneInfo(zone).key.rsplit("/", 1)[-1].replace("_", " ")
