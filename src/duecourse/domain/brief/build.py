"""Facts → brief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duecourse.domain.ageing import AgeingLine, age
from duecourse.domain.brief.behaviour import behaviour_of, zone_name
from duecourse.domain.brief.model import (
    Agreed,
    Brief,
    Dispute,
    Item,
    LastTalk,
    NextStep,
    Owed,
    Paper,
    Promises,
)
from duecourse.domain.brief.questions import QuestionRule, questions_for
from duecourse.domain.facts import (
    AccountFacts,
    CallFact,
    CommitmentFact,
    DisputeFact,
    DocumentFact,
    InvoiceFact,
    PromiseFact,
    outcome_words,
)
from duecourse.domain.money import format_money
from duecourse.domain.promises import by_file_words, deadline
from duecourse.domain.script.situation import Limits, Situation, situation_for
from duecourse.domain.spoken.placeholders import PAPER_WORDS
from duecourse.domain.spoken.view import AccountView, by_currency, local_date, money_text, view_of
from duecourse.domain.wording import count, relative_day, short_date, tidy

PROMISES_SHOWN = 6
_PROMISE_WORDS = {
    "open": ("to come", ""),
    "kept": ("kept", "good"),
    "part_kept": ("kept in part", "warn"),
    "broken": ("not kept", "stop"),
    "replaced": ("moved to another day", ""),
    "cancelled": ("cancelled", ""),
}


def brief(
    facts: AccountFacts,
    today: date,
    now_local: datetime,
    *,
    questions: Iterable[QuestionRule] = (),
    limits: Limits | None = None,
) -> Brief:
    """Everything worth knowing before a call. `today` and `now_local` are the debtor's own, or the creditor's where
    nobody knows where they are; `questions` are the rules of the playbooks. The brief states facts and asks; it never
    says why somebody has not paid."""
    view = view_of(facts, today)
    situation = situation_for(facts, today, limits=limits)
    contact = facts.contact
    return Brief(
        number=facts.number,
        name=facts.name,
        kind=facts.kind,
        creditor=facts.creditor,
        contact=contact.name if contact else "",
        contact_role=contact.role if contact else "",
        local_time=f"{now_local:%H:%M}" if facts.tz_candidates else "",
        zone=zone_name(facts.tz_candidates[0]) if facts.tz_candidates else "",
        headline=_headline(view),
        situation=situation,
        ageing=_ageing(view),
        items=tuple(_item(i, view) for i in sorted(facts.open_items, key=lambda i: (i.due_on, i.number, i.instalment))),
        behaviour=behaviour_of(view),
        promises=_promises(view),
        disputes=tuple(_dispute(d, view) for d in view.disputes),
        last_talk=_last_talk(view),
        we_owe=tuple(_owed(c, today) for c in view.we_owe),
        papers=tuple(_paper(d, today) for d in facts.documents if d.state != "cancelled"),
        questions=questions_for(view, questions),
        next_step=_next_step(view, situation),
        holds=facts.holds,
        clocks=_clocks(facts.tz_candidates, now_local),
    )


def _clocks(zones: Iterable[str], now: datetime) -> tuple[str, ...]:
    shown = {now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in zones}
    return tuple(f"{at:%H:%M}" for at in sorted(shown))


def _headline(view: AccountView) -> str:
    """The account in one or two sentences, the most pressing first."""
    parts = []
    if view.we_owe and view.we_owe[0].due_on and view.we_owe[0].due_on < view.today:
        parts.append(f"We owe them: {tidy(view.we_owe[0].what, 60)}.")
    if view.overdue:
        oldest = count(view.overdue[0].days_late(view.today), "day")
        overdue = money_text(by_currency(view.overdue), view.facts.currency)
        parts.append(f"{overdue} overdue on {count(len(view.overdue), 'invoice')}, the oldest by {oldest}.")
    elif view.not_due:
        open_text = money_text(by_currency(view.not_due), view.facts.currency)
        parts.append(f"{open_text} open, nothing overdue. Next due {_near(view.not_due[0].due_on, view.today)}.")
    else:
        parts.append("Nothing is open.")
    parts += _headline_more(view)
    return " ".join(parts)


def _headline_more(view: AccountView) -> Iterator[str]:
    if view.broken:
        amount = format_money(view.broken.amount_minor, view.broken.currency)
        yield f"{amount} agreed for {_near(view.broken.due_on, view.today)} did not come."
    elif view.coming:
        amount = format_money(view.coming[0].amount_minor, view.coming[0].currency)
        yield f"{amount} is agreed for {_near(view.coming[0].due_on, view.today)}."
    if view.disputes or view.disputed:
        disputed = money_text(by_currency(view.disputed), view.facts.currency)
        yield f"In dispute: {disputed}." if disputed else "A dispute is open."


def _near(day: date, today: date) -> str:
    near = relative_day(day, today)
    return near if near in ("today", "tomorrow", "yesterday") else short_date(day, today)


def _ageing(view: AccountView) -> tuple[AgeingLine, ...]:
    lines = age(view.facts.open_items, view.facts.unapplied_minor, view.today).lines
    return tuple(sorted(lines, key=lambda line: (line.currency != view.facts.currency, line.currency)))


def _item(item: InvoiceFact, view: AccountView) -> Item:
    days = item.days_late(view.today)
    return Item(
        number=item.number,
        currency=item.currency,
        open_minor=item.balance_minor,
        amount_minor=item.amount_minor,
        due_on=item.due_on,
        days_late=days,
        late_text="credit" if item.is_credit else _late_text(days),
        marks=tuple(_marks(item, view)),
    )


def _late_text(days: int) -> str:
    if days == 0:
        return "due today"
    return f"{count(days, 'day')} late" if days > 0 else f"due in {count(-days, 'day')}"


def _marks(item: InvoiceFact, view: AccountView) -> Iterator[str]:
    if item in view.disputed:
        yield "in dispute"
    if not item.is_credit and item.balance_minor < item.amount_minor:
        yield f"{format_money(item.amount_minor - item.balance_minor, item.currency)} paid"
    if item.instalment > 1:
        yield f"instalment {item.instalment}"
    if item.due_is_assumed:
        yield "due date worked out from the terms"


def _promises(view: AccountView) -> Promises:
    if view.judged:
        text = f"{view.kept} of {view.judged} kept"
    else:
        text = "none has fallen due yet" if view.coming else "none so far"
    lines = tuple(_agreed(p, view.today) for p in view.facts.promises[:PROMISES_SHOWN])
    return Promises(view.kept, view.judged, text, lines)


def _after_its_day(promise: PromiseFact, today: date) -> str:
    if promise.grace_days is None or (last := deadline(promise, promise.grace_days)) < today:
        return "its day has passed, not judged yet"
    return f"its day has passed, money counts until {short_date(last, today)}"


def _agreed(promise: PromiseFact, today: date) -> Agreed:
    words, tone = _PROMISE_WORDS[promise.state]
    if promise.state == "open" and promise.due_on < today:
        words, tone = _after_its_day(promise, today), "warn"
    if promise.state == "part_kept":
        words = f"{format_money(promise.received_minor, promise.currency)} came"
    if promise.state == "open" and promise.received_minor:
        rest = f"the rest {words}" if promise.due_on >= today else words
        words = f"{format_money(promise.received_minor, promise.currency)} of it has come, {rest}"
    if promise.by_file_on:
        words = f"{words}, {by_file_words(promise.by_file_on, today)}"
    amount = format_money(promise.amount_minor, promise.currency)
    who = f" by {tidy(promise.promised_by, 40)}" if promise.promised_by else ""
    return Agreed(f"{amount} for {short_date(promise.due_on, today)}{who}: {words}", promise.state, tone)


def _dispute(dispute: DisputeFact, view: AccountView) -> Dispute:
    what = f"{dispute.invoice_number}: " if dispute.invoice_number else ""
    amount = format_money(dispute.amount_minor, dispute.currency) if dispute.amount_minor and dispute.currency else ""
    parts = [f"{what}{dispute.reason.replace('_', ' ')}", amount, f"since {short_date(dispute.opened_on, view.today)}"]
    late = dispute.due_on is not None and dispute.due_on < view.today
    if dispute.due_on:
        parts.append(f"answer due {_near(dispute.due_on, view.today)}")
    return Dispute(", ".join(part for part in parts if part), dispute.next_step, late)


def _last_talk(view: AccountView) -> LastTalk | None:
    call = view.last_talk
    calls = count(len(view.unanswered), "call") if view.unanswered else ""
    if call is None:
        return LastTalk("Nobody has been reached yet", "", "", "", f"{calls} not answered so far") if calls else None
    since = f"{calls} since then not answered" if calls else ""
    return LastTalk(
        head=_talk_head(call, view), said=call.summary, next_step=call.next_step, reason=call.delay_words, since=since
    )


def _talk_head(call: CallFact, view: AccountView) -> str:
    minutes = f"{max(1, round(call.duration_s / 60))} min" if call.duration_s else ""
    who = f"{call.caller} with {call.contact}" if call.contact else call.caller
    day = short_date(local_date(call.at, view.facts), view.today)
    return ", ".join(part for part in (day, minutes, who, outcome_words(call.outcome)) if part)


def _owed(commitment: CommitmentFact, today: date) -> Owed:
    made = f"promised by {commitment.owner} on {short_date(commitment.made_on, today)}"
    due = commitment.due_on
    if due is None:
        return Owed(commitment.what, f"{made}, no day given", False, commitment.id)
    late = due < today
    when = f"{count((today - due).days, 'day')} late" if late else f"due {_near(due, today)}"
    return Owed(commitment.what, f"{made}, {when}", late, commitment.id)


def _paper(document: DocumentFact, today: date) -> Paper:
    what = PAPER_WORDS.get(document.what, "other papers")
    asked = f"asked for on {short_date(document.asked_on, today)}"
    if document.state == "sent":
        sent = f"sent on {short_date(document.sent_on, today)}" if document.sent_on else "sent"
        return Paper(what, f"{asked}, {sent}", True)
    return Paper(what, f"{asked}, not sent yet", False)


_STEPS = {
    "payer_claim_status": "Ask where the oldest claim stands, and for a day and a call number.",
    "nothing_open": "There is nothing to ask for. Call only if they want something.",
    "open_dispute": "Say how the dispute stands before anything else.",
    "broken_promise": "Ask what got in the way, and agree a day that will hold.",
    "part_payment": "Thank them for the part that came, and agree a day for the rest.",
    "plan": "Check that the next agreed payment is on its way.",
    "before_due": "Ask whether anything stands in the way of the due date.",
    "high_balance": "Go through the open list together, and agree the first part with a day.",
    "later_reminder": "Find out what is holding it up, and agree one step with a day.",
    "first_reminder": "Ask what happened to the oldest invoice, and agree a day.",
}


def _next_step(view: AccountView, situation: Situation) -> NextStep:
    """What we owe comes before what we ask."""
    why = _capital(situation.reasons[0])
    if view.facts.holds:
        return NextStep(
            "Do not ask for payment now.", f"On hold: {', '.join(h.replace('_', ' ') for h in view.facts.holds)}."
        )
    if view.we_owe and view.we_owe[0].due_on and view.we_owe[0].due_on <= view.today:
        return NextStep(f"First do what we said: {tidy(view.we_owe[0].what, 80)}.", "It is due, and it is ours.")
    if view.papers:
        what = PAPER_WORDS.get(view.papers[0].what, "the papers")
        return NextStep(
            f"First send {what}.", f"They asked for it on {short_date(view.papers[0].asked_on, view.today)}."
        )
    return NextStep(_STEPS[situation.id], f"{why}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
