"""The brief: everything worth knowing before a call, and nothing that is only guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

import snapshots_of
from duecourse.domain.brief import Brief
from duecourse.domain.facts import (
    CommitmentFact,
    DisputeFact,
    DocumentFact,
    PaymentFact,
    PromiseFact,
    SettledFact,
)
from duecourse.domain.plain_language import check
from duecourse.playbooks.brief import brief_for, load_questions
from duecourse.playbooks.plain_language import load_terms
from some_facts import TODAY, account, any_account, item, talk

LOCAL = datetime(2026, 11, 18, 9, 12, tzinfo=ZoneInfo("America/Denver"))
TERMS = load_terms()


def of(facts) -> Brief:
    return brief_for(facts, TODAY, LOCAL)


def paid(days_late: list[int], currency: str = "USD", amount: int = 100_000) -> tuple[SettledFact, ...]:
    """One paid invoice a month, newest last in the list, newest first as facts want it."""
    first = date(2026, 10, 1) - timedelta(days=30 * len(days_late))
    dues = [first + timedelta(days=30 * n) for n in range(len(days_late))]
    made = [
        SettledFact(f"S-{n}", currency, amount, due, due + timedelta(days=late))
        for n, (due, late) in enumerate(zip(dues, days_late, strict=True))
    ]
    return tuple(reversed(made))


OWED = CommitmentFact(7, "resend INV-1042 with the order number", date(2026, 11, 12), date(2026, 11, 12), "Ben", "open")
BROKEN = PromiseFact(1, "USD", 89_000, date(2026, 11, 17), date(2026, 11, 11), "broken", promised_by="Maria Lopez")
HARBOUR = account(
    promises=(BROKEN, PromiseFact(2, "USD", 50_000, date(2026, 8, 14), date(2026, 8, 3), "kept", 50_000)),
    commitments=(OWED,),
    calls=(
        talk(
            7,
            contact="Maria Lopez",
            summary="She will pay $890 on the 17th.",
            duration_s=372,
            delay_reason="cash_flow",
            delay_words="A walk-in freezer broke in October.",
        ),
    ),
    settled=paid([1, 0, 2, 1, 0, 1, 2, 0, 18, 19, 20, 18, 21]),
)


def as_text(b: Brief) -> str:
    lines = [f"{b.name} · {b.contact}, {b.contact_role} · {b.local_time} {b.zone}", b.headline, ""]
    lines += [f"{i.number} {i.late_text} {i.open_minor} {', '.join(i.marks)}".rstrip() for i in b.items]
    lines += ["", *b.behaviour.sentences, "", f"promises: {b.promises.text}", *(p.text for p in b.promises.lines)]
    lines += ["", *(f"we owe: {o.what} ({o.text})" for o in b.we_owe)]
    if b.last_talk:
        lines += ["", b.last_talk.head, b.last_talk.said, b.last_talk.reason]
    lines += ["", *(f"ask: {q.ask}  because: {q.fact}" for q in b.questions)]
    lines += ["", f"next: {b.next_step.text} {b.next_step.why}"]
    return "\n".join(lines) + "\n"


def test_a_brief_reads_as_it_did() -> None:
    snapshots_of.agree("brief/harbour.txt", as_text(of(HARBOUR)))


def test_the_headline_begins_with_what_we_owe_them() -> None:
    assert of(HARBOUR).headline == (
        "We owe them: resend INV-1042 with the order number. $4,215.00 overdue on 3 invoices, the oldest by 61 days. "
        "$890.00 agreed for yesterday did not come."
    )


def test_open_items_come_oldest_first_with_their_lateness_in_words() -> None:
    assert [(i.number, i.late_text) for i in of(HARBOUR).items] == [
        ("INV-0987", "61 days late"),
        ("INV-1011", "46 days late"),
        ("INV-1042", "17 days late"),
        ("INV-1066", "due in 13 days"),
    ]


def test_the_ageing_has_one_line_per_currency_and_the_accounts_own_first() -> None:
    facts = account(open_items=(item("A-1", TODAY, 100, currency="EUR"), item("A-2", TODAY, 200)))
    assert [line.currency for line in of(facts).ageing] == ["USD", "EUR"]
    assert all(line.ties for line in of(facts).ageing)


def test_a_change_of_habit_is_told_with_its_figures() -> None:
    behaviour = of(HARBOUR).behaviour
    assert behaviour.sentences[0] == "Used to pay 1 day late (8 invoices). Since May 2026: 19 days late (5 invoices)."
    assert len(behaviour.points) == 13
    assert behaviour.points[0][0] < behaviour.points[-1][0]
    assert behaviour.has_plot


def test_the_plot_compares_sizes_of_one_currency_only() -> None:
    facts = account(settled=(*paid([1, 2, 3]), *paid([4, 5], currency="JPY", amount=9_000_000)))
    assert {minor for _, _, minor in of(facts).behaviour.points} == {100_000}


def test_too_few_paid_invoices_say_nothing_about_habits() -> None:
    assert of(account()).behaviour.sentences == ("No invoice has been paid yet.",)
    assert of(account(settled=paid([3]))).behaviour.sentences[0] == (
        "Too little to say how they pay: 1 paid invoice in the last two years."
    )
    assert not of(account(settled=paid([3]))).behaviour.has_plot


def test_what_was_written_off_or_paid_years_ago_is_no_habit_but_the_client_is_not_new() -> None:
    off = replace(*paid([200]), by_money=False)
    old = SettledFact("S-0", "USD", 100_000, TODAY - timedelta(days=1000), TODAY - timedelta(days=900))
    assert of(account(settled=(off, old))).behaviour.sentences == ("No invoice was paid during the last two years.",)


def test_promises_show_kept_of_judged() -> None:
    promises = of(HARBOUR).promises
    assert (promises.kept, promises.judged, promises.text) == (1, 2, "1 of 2 kept")
    assert promises.lines[0].text == "$890.00 for 17 Nov by Maria Lopez: not kept"
    assert promises.lines[0].tone == "stop"


def test_a_promise_whose_day_has_passed_is_not_called_broken_before_it_is_judged() -> None:
    waiting = PromiseFact(1, "USD", 100, TODAY - timedelta(days=1), date(2026, 11, 1), "open")
    (line,) = of(account(promises=(waiting,))).promises.lines
    assert "not judged yet" in line.text
    (line,) = of(account(promises=(replace(waiting, grace_days=3),))).promises.lines
    assert "its day has passed, money counts until 20 Nov" in line.text


def test_what_we_owe_is_sorted_late_ones_first() -> None:
    later = CommitmentFact(8, "send a statement", TODAY, TODAY + timedelta(days=3), "Alice", "open")
    done = CommitmentFact(9, "call back", TODAY, TODAY, "Alice", "kept")
    owed = of(account(commitments=(later, OWED, done))).we_owe
    assert [(o.what, o.late) for o in owed] == [(OWED.what, True), ("send a statement", False)]
    assert owed[0].text == "promised by Ben on 12 Nov, 6 days late"


def test_papers_they_asked_for_say_whether_they_were_sent() -> None:
    documents = (
        DocumentFact(1, "invoice", date(2026, 11, 10), None, "sent", date(2026, 11, 11)),
        DocumentFact(2, "statement", date(2026, 11, 10), None, "open"),
    )
    papers = of(account(documents=documents)).papers
    assert [(p.text, p.sent) for p in papers] == [
        ("asked for on 10 Nov, sent on 11 Nov", True),
        ("asked for on 10 Nov, not sent yet", False),
    ]


def test_calls_nobody_answered_are_counted_since_the_last_talk() -> None:
    facts = account(calls=(talk(1, "no_answer"), talk(2, "voicemail"), talk(7), talk(8, "busy")))
    assert of(facts).last_talk.since == "2 calls since then not answered"
    never = account(calls=(talk(1, "no_answer"),))
    assert of(never).last_talk.since == "1 call not answered so far"
    assert of(account()).last_talk is None


def test_what_is_due_from_us_is_the_next_step() -> None:
    assert of(HARBOUR).next_step.text == "First do what we said: resend INV-1042 with the order number."


def test_a_hold_comes_before_every_other_step() -> None:
    step = of(account(holds=("hardship",), commitments=(OWED,))).next_step
    assert step.text == "Do not ask for payment now."
    assert "hardship" in step.why


# ---- questions


def test_there_are_at_least_twelve_rules_for_questions() -> None:
    rules = load_questions()
    assert len(rules) >= 12
    assert len({r.id for r in rules}) == len(rules)


@pytest.mark.parametrize(
    ("facts", "rule", "fact"),
    [
        (HARBOUR, "we_are_late", "We said we would: resend INV-1042 with the order number"),
        (HARBOUR, "broken", "$890.00 was agreed for Tuesday 17 November and did not come."),
        (HARBOUR, "slower", "The last 5 invoices came 19 days late. Before that it was 1 day."),
        (account(unapplied_minor={"USD": 5000}), "unmatched", "$50.00 came from them"),
        (
            account(disputes=(DisputeFact(1, "quality", date(2026, 11, 2), "open"),)),
            "dispute",
            "A question about the quality is open since Monday 2 November.",
        ),
        (
            account(open_items=(item("INV-9", date(2026, 6, 1), 100),), settled=paid([0, 0, 0])),
            "skipped",
            "INV-9 is open. Paid since: 3 later invoices.",
        ),
        (
            account(
                open_items=(
                    item("INV-9", date(2026, 11, 1), 100),
                    item("INV-8", date(2026, 12, 1), 100, po_number="PO-1"),
                )
            ),
            "order_number",
            "An overdue invoice has no order number; others of theirs have one.",
        ),
        (
            account(open_items=(item("INV-9", date(2026, 11, 1), 900_000),), settled=paid([0] * 6)),
            "large",
            "$9,000.00 is more than twice what they usually pay at once.",
        ),
        (
            account(open_items=(item("INV-9", date(2026, 11, 1), 900, due_is_assumed=True),)),
            "due_assumed",
            "INV-9 came without a due date; we counted 30 days.",
        ),
        (account(calls=(talk(1, "no_answer"),)), "never_reached", "We tried 1 call and nobody picked up."),
        (account(), "new", "No invoice has been paid yet."),
        (account(calls=(talk(7, delay_reason="staff_absent"),)), "said_away", "Last time somebody was away."),
    ],
)
def test_each_question_names_the_fact_it_comes_from(facts, rule: str, fact: str) -> None:
    questions = {q.rule: q for q in of(facts).questions}
    assert questions[rule].fact.startswith(fact)


def test_an_old_reason_is_not_brought_up_again() -> None:
    old = account(calls=(talk(120, delay_reason="cash_flow"),))
    assert "said_cash" not in {q.rule for q in of(old).questions}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_account())
def test_a_brief_asks_openly_in_plain_words_and_never_says_why_they_do_not_pay(facts) -> None:
    made = of(facts)
    assert made.headline
    assert made.next_step.why
    assert made.behaviour.sentences
    for question in made.questions:
        assert re.match(r"(What|How|Why|Which)\b.*\?$", question.ask)
        for text in (question.ask, question.fact):
            assert not [f for f in check(text, TERMS, kind=facts.kind) if f.level == "fail"], text
    for line in made.ageing:
        assert line.ties
    assert sum(line.items for line in made.ageing) == len(facts.open_items) == len(made.items)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_account())
def test_the_same_facts_make_the_same_brief(facts) -> None:
    assert of(facts) == of(facts)


def test_payments_of_tomorrow_are_not_known_today() -> None:
    facts = account(payments=(PaymentFact(TODAY + timedelta(days=1), "USD", 100),))
    assert "paid_recently" not in {q.rule for q in of(facts).questions}


@pytest.mark.parametrize(
    ("zones", "text"),
    [
        ((), "their local time is not known"),
        (("America/Denver",), "09:12 their time"),
        (("America/Denver", "America/Boise"), "09:12 their time"),
        (("Pacific/Honolulu", "America/Chicago"), "06:12 or 10:12 their time"),
        (("Pacific/Honolulu", "America/Chicago", "America/Denver"), "between 06:12 and 10:12 their time"),
        (("Asia/Tokyo", "America/Denver"), "09:12 or 01:12 their time"),  # tomorrow in Tokyo
    ],
)
def test_the_head_names_every_clock_that_they_may_be_on(zones, text) -> None:
    assert of(replace(HARBOUR, tz_candidates=zones)).clock_text == text
