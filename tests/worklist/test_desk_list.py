"""Today's list as a caller sees it: who is on it and why, who is not and until when, and what it costs to make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from duecourse.calls.actions import close_call, start_call
from duecourse.calls.facts import facts_for
from duecourse.calls.models import Callback, Commitment
from duecourse.calls.standing import refresh_call_standing
from duecourse.compliance.models import ContactEvent, Hold
from duecourse.domain.promise_terms import Terms
from duecourse.domain.record import RecordInput
from duecourse.followups.judging import judge_promises
from duecourse.playbooks.brief import brief_for
from duecourse.playbooks.priority import load_weights
from duecourse.receivables import standing
from duecourse.receivables.actions import enter_payment
from duecourse.receivables.models import Account, Allocation, Dispute, Invoice, Payment
from duecourse.teams.models import User
from duecourse.worklist.models import Claim
from duecourse.worklist.queries import Desk, Filters, desk_for
from make import NOW, TODAY, make_account, make_call, make_contact, make_creditor, make_invoice, make_promise, pay

pytestmark = pytest.mark.django_db


def overdue(people, minor: int = 100_000, *, days_late: int = 20, **given: Any) -> Account:
    account = make_account(people.portfolio, **given)
    make_invoice(account, minor, days_late=days_late)
    return account


def desk(actor: User, filters: Filters | None = None, now=NOW, **more: Any) -> Desk:
    standing.refresh(today=TODAY)
    refresh_call_standing(now)
    return desk_for(actor, now, filters, **more)


def names(found: Desk) -> list[str]:
    return [entry.name for entry in found.entries]


def waiting(found: Desk) -> dict[str, str]:
    return {entry.name: entry.text for entry in found.not_today}


def test_the_row_says_what_is_owed_and_why_they_are_first(people) -> None:
    harbour = overdue(people, 1_840_000, days_late=41, name="Harbour")
    make_promise(harbour, 420_000, due_on=TODAY - timedelta(days=1))
    overdue(people, 1_900_000, days_late=41, name="Bigger")
    judge_promises(NOW)
    found = desk(people.alice)
    assert names(found) == ["Harbour", "Bigger"]
    first = found.entries[0]
    assert first.text == "promise of $4,200 broken yesterday · $18,400 overdue, 41 days · nobody reached yet"
    assert (first.amount, first.may_contact, found.left, found.money_text) == ("$18,400", "allowed", 2, "$37,400")


def test_the_row_of_a_person_tells_that_a_lawyer_is_on_file(people) -> None:
    account = overdue(people, kind="consumer", name="Jo Whitfield")
    make_contact(account, name="Jo Whitfield", role="")
    make_contact(account, name="Zoe Law", role="attorney", is_primary=False)
    (entry,) = desk(people.alice).entries
    assert entry.text.endswith(" · a lawyer is on file") and entry.may_contact == "allowed"


@pytest.mark.parametrize(("outcome", "again"), [("stop_contact", False), ("represented", False), ("refused", True)])
def test_who_asked_to_be_left_alone_is_not_said_to_come_back_tomorrow(people, outcome, again) -> None:
    account = overdue(people, name="Harbour")
    call = start_call(actor=people.alice, now=NOW, account=account)
    record = RecordInput(outcome=outcome, discussed="They said so.", ended_because="nothing more to do")
    close_call(actor=people.alice, now=NOW, call=call, record=record, terms=Terms(TODAY, {"USD": 100_000}))
    (entry,) = desk(people.alice).not_today
    assert (entry.until is not None) == again
    assert ("spoken to today already" in entry.text) == again


def test_callers_see_their_portfolio_leads_their_team_strangers_nothing(people) -> None:
    overdue(people, name="Mine")
    make_invoice(make_account(people.other_portfolio, name="Other"))
    assert names(desk(people.alice)) == names(desk(people.bob)) == ["Mine"]
    assert names(desk(people.charlie)) == ["Other"]
    assert sorted(names(desk(people.dana))) == ["Mine", "Other"]


def test_not_due_and_paid_accounts_are_nowhere(people) -> None:
    overdue(people, days_late=-5)
    pay(make_invoice(make_account(people.portfolio)), on=TODAY - timedelta(days=9))
    found = desk(people.alice)
    assert (found.entries, found.not_today) == ((), ())


def test_who_is_better_left_alone_today_and_why(people) -> None:
    paid = overdue(people, 10_000, name="Paid")
    pay(make_invoice(paid, 50_000), on=TODAY - timedelta(days=1))
    cash = overdue(people, name="Cash")
    Payment.objects.create(
        account=cash, currency="USD", amount_minor=100_000, unapplied_minor=100_000, received_on=TODAY
    )
    make_promise(overdue(people, name="Promised"), 100_000, due_on=TODAY + timedelta(days=2))
    disputed = overdue(people, name="Disputed")
    Dispute.objects.create(account=disputed, reason="missing_po", currency="USD", opened_at=NOW, owner=people.alice)
    held = overdue(people, name="Held")
    Hold.objects.create(account=held, kind="legal", reason="with the lawyers", placed_at=NOW - timedelta(days=3))
    make_call(overdue(people, name="Spoken"), people.alice, at=NOW - timedelta(hours=1))
    found = desk(people.alice)
    assert waiting(found) == {
        "Paid": "paid $500 yesterday",
        "Cash": "$1,000 arrived today, not yet applied",
        "Promised": "promise of $1,000 for Friday is not due yet",
        "Disputed": "dispute open over everything overdue (missing po)",
        "Held": "on hold: with the lawyers",
        "Spoken": "spoken to today already",
    }
    assert found.entries == ()
    until = {entry.name: entry.until for entry in found.not_today}
    assert until["Held"] is None
    assert until["Promised"].isoformat() == "2026-11-20T08:00:00-05:00"


def test_who_waits_comes_back_on_a_working_day_at_the_hour_that_the_gate_gives(people) -> None:
    sunday, thanksgiving = TODAY + timedelta(days=4), TODAY + timedelta(days=8)
    for name, on in (("Till Sunday", sunday), ("Till Thanksgiving", thanksgiving)):
        make_promise(overdue(people, name=name), 100_000, due_on=on)
    person = overdue(people, name="Person", kind="consumer", region="NJ", debtor_is="person", debt_kind="utility")
    make_promise(person, 100_000, due_on=sunday)
    asked = overdue(people, name="Asked for Sunday")
    on_sunday = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    Callback.objects.create(account=asked, owner=people.alice, made_at=NOW, due_at=on_sunday)
    until = {entry.name: entry.until.isoformat() for entry in desk(people.alice).not_today}
    assert until == {
        "Asked for Sunday": "2026-11-22T16:30:00+00:00",
        "Person": "2026-11-22T08:00:00-05:00",
        "Till Sunday": "2026-11-23T08:00:00-05:00",
        "Till Thanksgiving": "2026-11-27T08:00:00-05:00",
    }


def test_part_of_the_debt_disputed_leaves_the_rest(people) -> None:
    account = overdue(people, 60_000, name="Half")
    make_invoice(account, 40_000, days_late=10, is_disputed=True)
    named = make_invoice(account, 30_000, days_late=10)
    Dispute.objects.create(
        account=account, invoice=named, reason="quality", currency="USD", amount_minor=5_000, opened_at=NOW
    )
    assert "$1,300 overdue, 20 days, $450 of it disputed" in desk(people.alice).entries[0].text


def test_whom_the_gate_refuses_waits_with_its_reason_and_the_time_to_come_back(people) -> None:
    overdue(people, name="London night", country="GB", region="", time_zone="Asia/Tokyo")
    overdue(people, name="New York")
    found = desk(people.alice)
    assert names(found) == ["New York"]
    refused = found.not_today[0]
    assert refused.name == "London night"
    assert refused.text
    assert refused.until is not None
    assert refused.until > NOW
    assert found.left == 1
    assert found.money_text == "$1,000"


def test_a_call_back_comes_first_at_its_hour_and_waits_before_it(people) -> None:
    overdue(people, 9_000_000, days_late=60, name="Large")
    small = overdue(people, 31_200, name="Small")
    callback = Callback.objects.create(account=small, owner=people.alice, made_at=NOW, due_at=NOW + timedelta(hours=2))
    assert waiting(desk(people.alice)) == {"Small": "call back planned for today, 12:00 their time"}
    later = desk(people.alice, now=callback.due_at)
    assert names(later) == ["Small", "Large"]
    assert later.entries[0].text.startswith("yours to call back today, 12:00 their time")


def test_the_hour_of_a_call_back_is_that_of_the_place_not_of_the_area_code(people) -> None:
    account = overdue(people, name="Madison", time_zone="", region="WI", phone="+12125550142")
    Callback.objects.create(account=account, owner=people.alice, made_at=NOW, due_at=NOW + timedelta(hours=2))
    assert waiting(desk(people.alice)) == {"Madison": "call back planned for today, 11:00 their time"}


def test_an_account_that_owes_nothing_is_called_back_all_the_same(people) -> None:
    account = make_account(people.portfolio, name="Paid up")
    Callback.objects.create(account=account, made_at=NOW, due_at=NOW - timedelta(minutes=5))
    assert names(desk(people.alice)) == ["Paid up"]


def test_a_colleagues_call_back_is_left_to_the_colleague(people) -> None:
    account = overdue(people, name="Bob's")
    Callback.objects.create(account=account, owner=people.bob, made_at=NOW, due_at=NOW + timedelta(hours=2))
    assert waiting(desk(people.alice)) == {"Bob's": "Bob calls them back today, 12:00 their time"}
    assert waiting(desk(people.bob)) == {"Bob's": "call back planned for today, 12:00 their time"}


@pytest.mark.parametrize(("ago", "listed"), [(20, []), (61, ["Bob's"])])
def test_a_colleague_has_an_hour_for_a_call_back_before_others_are_sent(people, ago: int, listed: list[str]) -> None:
    account = overdue(people, name="Bob's")
    Callback.objects.create(account=account, owner=people.bob, made_at=NOW, due_at=NOW - timedelta(minutes=ago))
    assert names(desk(people.alice)) == listed
    assert names(desk(people.bob)) == ["Bob's"]


def test_what_we_owe_them_is_on_the_row(people) -> None:
    account = overdue(people)
    Commitment.objects.create(
        account=account, owner=people.bob, made_at=NOW, what="resend INV-1042", due_on=TODAY - timedelta(days=6)
    )
    assert "we owe them: resend INV-1042, 6 days late" in desk(people.alice).entries[0].text


def test_a_broken_promise_stops_climbing_once_somebody_has_spoken_to_them(people) -> None:
    account = overdue(people, 500_000)
    make_promise(account, 420_000, due_on=TODAY - timedelta(days=3))
    judge_promises(NOW)
    assert "broken 3 days ago" in desk(people.alice).entries[0].text
    make_call(account, people.alice, at=NOW - timedelta(days=1), outcome="refused")
    assert "broken" not in desk(people.alice).entries[0].text


def test_a_promise_kept_in_part_says_what_is_missing(people) -> None:
    account = overdue(people, 500_000)
    make_promise(account, 89_000, due_on=TODAY - timedelta(days=1))
    Payment.objects.create(account=account, currency="USD", amount_minor=40_000, received_on=TODAY - timedelta(days=4))
    judge_promises(NOW)
    text = desk(people.alice).entries[0].text
    assert text.startswith("promise kept in part, $490 did not come by yesterday · $5,000 overdue")


def test_a_missed_part_of_a_plan_climbs_the_next_morning_and_waits_again_once_it_was_spoken_about(people) -> None:
    account = overdue(people, 640_873, name="Orchard")
    overdue(people, 9_000_000, name="Bigger")
    make_promise(account, 200_000, due_on=TODAY - timedelta(days=1))
    make_promise(account, 200_000, due_on=TODAY + timedelta(days=13))
    make_promise(account, 240_873, due_on=TODAY + timedelta(days=27))
    judge_promises(NOW)
    first = desk(people.alice).entries[0]
    assert (first.name, first.text) == (
        "Orchard",
        "promise of $2,000 broken yesterday · $6,408.73 overdue, 20 days · $2,000 for 1 Dec and $2,408.73 for 15 Dec"
        " promised · nobody reached yet",
    )
    make_call(account, people.alice, at=NOW, outcome="refused")
    later = desk(people.alice, now=NOW + timedelta(days=1))
    assert waiting(later) == {"Orchard": "promises of $2,000 for 1 Dec and $2,408.73 for 15 Dec are not due yet"}


def test_several_currencies_stand_side_by_side(people) -> None:
    account = overdue(people, 100_000)
    make_invoice(account, 500_000, currency="EUR", days_late=40)
    found = desk(people.alice)
    assert found.entries[0].text.startswith("€5,000 + $1,000 overdue, 40 days")
    assert found.money_text == "€5,000 + $1,000"


def test_how_they_usually_pay_is_the_same_on_the_row_and_on_the_brief(people) -> None:
    account = overdue(people, days_late=5)
    for n, late in enumerate((40, 40, 40, 40, 9, 9, 9)):  # most of them before the last year
        invoice = make_invoice(account, 1000 + n, days_late=600 - 60 * n, currency="EUR" if n % 2 else "USD")
        pay(invoice, on=invoice.due_on + timedelta(days=late))
    written_off = make_invoice(account, 1000, days_late=300)
    Allocation.of(written_off, 1000, TODAY, kind="write_off").save()
    Invoice.objects.filter(pk=written_off.pk).update(balance_minor=0, closed_on=TODAY)
    assert "usually pays 40 days late" in desk(people.alice).entries[0].text
    brief = brief_for(facts_for(account, TODAY), TODAY, NOW)
    assert brief.behaviour.sentences[0] == "Usually 40 days late, by the last 7 paid invoices."


def test_filters_narrow_the_list_and_what_waits(people) -> None:
    south = make_creditor(name="South")
    overdue(people, name="Alpha", creditor=south)
    overdue(people, name="Beta", kind="consumer")
    old = overdue(people, name="Gamma", days_late=95)
    make_invoice(old, 700, currency="EUR")
    make_promise(overdue(people, name="Delta"), 100_000, due_on=TODAY + timedelta(days=2))
    cases = {
        "creditor": ("South", ["Alpha"]), "kind": ("consumer", ["Beta"]), "currency": ("EUR", ["Gamma"]),
        "reason": ("over_90", ["Gamma"]), "text": ("a-  alp", ["Alpha"]), "callbacks": ("mine", []),
    }  # fmt: skip
    for name, (value, expected) in cases.items():
        assert names(desk(people.alice, Filters(**{name: value}))) == expected
    promised = desk(people.alice, Filters(reason="promised"))
    assert (names(promised), list(waiting(promised))) == ([], ["Delta"])
    assert desk(people.alice).choices.currencies == ("EUR", "USD")


def test_what_a_colleague_has_taken_is_counted_and_not_shown(people) -> None:
    taken, free = overdue(people, name="Taken"), overdue(people, name="Free")
    Claim.objects.create(account=taken, user=people.bob, claimed_at=NOW, expires_at=NOW + timedelta(minutes=5))
    Claim.objects.create(account=free, user=people.alice, claimed_at=NOW, expires_at=NOW + timedelta(minutes=5))
    found = desk(people.alice)
    assert (names(found), found.taken, found.entries[0].is_mine) == (["Free"], 1, True)
    assert sorted(names(desk(people.alice, now=NOW + timedelta(minutes=6)))) == ["Free", "Taken"]


def test_they_answer_mornings(people) -> None:
    account = overdue(people)
    for day in range(2, 7):
        make_call(account, people.alice, at=NOW - timedelta(days=day), outcome="refused")
    assert desk(people.alice).entries[0].text.endswith("answers mornings")


def test_a_long_list_shows_its_first_page_and_counts_the_rest(people) -> None:
    for n in range(70):
        overdue(people, 1000 + n)
    found = desk(people.alice, limit=20)
    assert (len(found.entries), found.left, found.more) == (20, 70, 50)
    assert [entry.rank for entry in found.entries] == list(range(1, 21))
    assert len(desk(people.alice, limit=None).entries) == 70


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(people, django_assert_num_queries) -> None:
    for rows in (2, 25):
        for _ in range(rows):
            account = overdue(people)
            make_contact(account)
            make_promise(account, due_on=TODAY + timedelta(days=9))
            make_invoice(overdue(people), is_disputed=True)
        standing.refresh(today=TODAY)
        with django_assert_num_queries(25):
            desk_for(people.alice, NOW)


def test_a_stop_of_an_earlier_day_outlasts_the_promise_they_wait_for(people) -> None:
    stopped, other = overdue(people, name="Stopped"), overdue(people, name="Other")
    for account in (stopped, other):
        make_promise(account, 100_000, due_on=TODAY + timedelta(days=2))
    ContactEvent.objects.create(
        account=stopped, at=NOW - timedelta(days=60), kind="cease_notice", channel="phone", direction="in",
        details={"written": True}, recorded_by=people.alice,
    )  # fmt: skip
    found = desk(people.alice)
    until = {entry.name: entry.until for entry in found.not_today}
    assert until["Stopped"] is None
    assert until["Other"].date() == TODAY + timedelta(days=2)
    assert "promise" not in waiting(found)["Stopped"]


def test_who_paid_everything_today_is_on_the_list_of_those_to_leave_alone(people) -> None:
    account = overdue(people, 100_000, name="Harbour")
    standing.refresh(today=TODAY)
    enter_payment(
        actor=people.alice, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=100_000,
        received_on=TODAY,
    )  # fmt: skip
    found = desk(people.alice)
    assert waiting(found) == {"Harbour": "paid $1,000 today"}
    assert found.not_today[0].until.date() == TODAY + timedelta(days=2)
    assert desk(people.alice, now=NOW + timedelta(days=3)).waiting == 0


def test_who_kept_a_promise_yesterday_is_there_with_what_they_paid(people) -> None:
    account = overdue(people, 100_000, name="Harbour")
    make_promise(account, 100_000, due_on=TODAY)
    pay(account.invoices.get(), on=TODAY - timedelta(days=1))
    judge_promises(NOW)
    assert waiting(desk(people.alice)) == {"Harbour": "paid $1,000 yesterday"}


def test_a_broken_promise_weighs_full_on_the_morning_after_its_days_of_grace_and_then_fades(people) -> None:
    weights = []
    for days in (1, 2, 9):
        account = overdue(people, 100_000, name=f"Broken {days}")
        make_promise(account, 50_000, due_on=TODAY - timedelta(days=days + 5), grace_days=5)
    judge_promises(NOW)
    for entry in desk(people.alice).entries:
        weights += [reason.value_minor for reason in entry.reasons if reason.kind == "broken"]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 50_000 * load_weights().broken_bp // 10_000
