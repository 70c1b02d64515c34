"""Follow-ups as people use them: the three views, keeping, moving, handing over, ending, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.calls.models import Callback, Commitment, DocumentRequest, Promise
from duecourse.followups.due import LATE, MINE, TEAM
from duecourse.followups.judging import judge_promises
from duecourse.followups.models import Reminder
from duecourse.followups.queries import follow_ups_for
from duecourse.receivables.actions import enter_payment
from duecourse.receivables.models import Account, Dispute
from duecourse.teams.models import AuditEntry
from make import NOW, TODAY, make_account, make_call, make_contact, make_invoice, make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_stands_still(monkeypatch):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)


@pytest.fixture
def account(people):
    return make_account(people.portfolio)


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def commitment(account, owner, *, days: int = -1, what: str = "Resend INV-1042 with the PO number") -> Commitment:
    return Commitment.objects.create(
        account=account, owner=owner, made_at=NOW, what=what, due_on=TODAY + timedelta(days=days)
    )


def callback(account, owner=None, *, hours: int = 2) -> Callback:
    return Callback.objects.create(account=account, owner=owner, made_at=NOW, due_at=NOW + timedelta(hours=hours))


def texts(person, view: str, **more) -> list[str]:
    return [row.text for row in follow_ups_for(person, NOW, view, **more).rows]


def post(person, name: str, kind: str, item, **data):
    return as_(person).post(reverse(f"followups:{name}", args=[kind, item.pk]), data)


def test_mine_holds_what_is_mine_and_what_is_anyones(people, account) -> None:
    commitment(account, people.alice, what="mine")
    commitment(account, people.bob, what="his")
    callback(account)
    assert texts(people.alice, MINE) == ["mine", "them: asked to be called back"]
    assert sorted(texts(people.alice, TEAM)) == ["his", "mine", "them: asked to be called back"]
    assert texts(people.charlie, TEAM) == []
    assert len(texts(people.dana, TEAM)) == 3


def test_late_holds_what_is_past_its_day_or_hour_most_overdue_first(people, account) -> None:
    commitment(account, people.alice, days=-6, what="long")
    commitment(account, people.bob, days=-1, what="short")
    commitment(account, people.alice, days=0, what="today")
    callback(account, hours=-1)
    callback(account, hours=1)
    found = follow_ups_for(people.alice, NOW, LATE)
    assert [row.text for row in found.rows] == ["long", "short", "them: asked to be called back"]
    assert [(row.days_late, row.hour_has_passed) for row in found.rows] == [(6, False), (1, False), (0, True)]
    assert found.counts == {"mine": 4, "team": 5, "late": 3}


def test_a_broken_promise_stays_until_somebody_has_spoken_to_them(people, account) -> None:
    promise = make_promise(account, 89_000, due_on=TODAY - timedelta(days=1), owner=people.alice)
    judge_promises(NOW)
    assert texts(people.alice, LATE) == ["$890.00 promised by Maria Lopez did not come"]
    make_call(account, people.alice, at=NOW + timedelta(minutes=5), outcome="no_answer")
    assert len(texts(people.alice, LATE)) == 1
    make_call(account, people.alice, at=NOW + timedelta(minutes=50), outcome="promise")
    assert texts(people.alice, LATE) == []
    promise.refresh_from_db()
    assert promise.state == "broken"


def test_a_callback_has_the_hour_of_the_place_where_they_are(people, account) -> None:
    """Of an account without a time zone of its own the place tells it: the worklist and the call say the same hour."""
    Account.objects.filter(pk=account.pk).update(time_zone="", region="WI", phone="+12125550142")
    callback(account, people.alice, hours=24)
    (row,) = follow_ups_for(people.alice, NOW, MINE).rows
    assert (row.zone, row.due_text) == ("America/Chicago", "Thu 19 Nov, 09:00")


@pytest.mark.parametrize(("hours", "said"), [(-1, "its hour has passed"), (-24 * 6, "6 days late")])
def test_a_late_callback_says_by_how_much(people, account, hours, said) -> None:
    callback(account, people.alice, hours=hours)
    assert said in as_(people.alice).get(reverse("followups:list")).content.decode()


def test_every_kind_is_shown_in_its_own_words(people, account) -> None:
    contact = make_contact(account)
    invoice = make_invoice(account, number="INV-7")
    common = {"account": account, "owner": people.alice, "made_at": NOW}
    make_promise(account, due_on=TODAY, method="transfer")
    Callback.objects.create(**common, contact=contact, due_at=NOW, note="after lunch")
    DocumentRequest.objects.create(**common, what="proof_of_delivery", due_on=TODAY)
    Reminder.objects.create(**common, what="Ask about the freezer", due_on=TODAY)
    Dispute.objects.create(account=account, invoice=invoice, reason="missing_po", currency="USD", amount_minor=5000,
                           opened_at=NOW, owner=people.alice, next_step="ask sales", due_on=TODAY)  # fmt: skip
    assert sorted(texts(people.alice, MINE)) == [
        "$890.00 promised by Maria Lopez, transfer",
        "Ask about the freezer",
        "Maria Lopez: after lunch",
        "Missing PO, invoice INV-7, $50.00: ask sales",
        "Proof of delivery",
    ]
    page = as_(people.alice).get(reverse("followups:list")).content.decode()
    assert "Maria Lopez: after lunch" in page
    assert "their time" in page


def test_keeping_a_commitment_closes_it_with_a_note_and_an_audit_entry(people, account) -> None:
    item = commitment(account, people.alice)
    assert post(people.alice, "keep", "commitment", item, note="sent at 10:05").status_code == 302
    item.refresh_from_db()
    assert (item.state, item.closed_at, item.closed_how) == ("kept", NOW, "sent at 10:05")
    entry = AuditEntry.objects.get(verb="keep_commitment")
    assert (entry.actor, entry.subject_id) == (people.alice, str(item.pk))
    assert texts(people.alice, MINE) == []


def test_closing_twice_says_that_somebody_was_faster(people, account) -> None:
    item = commitment(account, people.alice)
    post(people.alice, "keep", "commitment", item)
    answer = as_(people.bob).post(
        reverse("followups:close", args=["commitment", item.pk]), {"because": "no need"}, follow=True
    )
    assert "Somebody else has closed this" in answer.content.decode()
    item.refresh_from_db()
    assert item.state == "kept"


def test_a_call_back_moves_to_a_moment_ahead_on_the_clock_of_whoever_is_called(people, account) -> None:
    item = callback(account, people.alice, hours=24)
    hour = {"because": "They asked", "due_on": TODAY.isoformat()}
    gone = post(people.alice, "postpone", "callback", item, due_at="09:59", **hour)
    assert "Wed 18 Nov, 09:59 has passed: it is 10:00 now." in gone.content.decode()
    assert post(people.alice, "postpone", "callback", item, due_at="10:30", **hour).status_code == 302
    item.refresh_from_db()
    assert item.due_at == NOW + timedelta(minutes=30)


def test_moving_needs_a_reason_and_a_day_ahead(people, account) -> None:
    item = commitment(account, people.alice)
    later = (TODAY + timedelta(days=3)).isoformat()
    assert post(people.alice, "postpone", "commitment", item, due_on=later, because="").status_code == 422
    gone = post(people.alice, "postpone", "commitment", item, due_on="2026-11-01", because="printer broken")
    assert "That day has passed" in gone.content.decode()
    assert post(people.alice, "postpone", "commitment", item, due_on=later, because="printer broken").status_code == 302
    item.refresh_from_db()
    assert item.due_on == TODAY + timedelta(days=3)
    assert AuditEntry.objects.get(verb="postpone_commitment").facts == {"from": "2026-11-17", "to": "2026-11-21"}
    page = as_(people.bob).get(reverse("followups:item", args=["commitment", item.pk])).content.decode()
    assert "Moved from Tue 17 Nov to Sat 21 Nov: printer broken" in page


@pytest.mark.parametrize("day", ["3000-01-01", "2026-11-17"])
def test_a_mistyped_year_or_a_day_that_has_passed_is_asked_about(people, account, day) -> None:
    item = commitment(account, people.alice, days=3)
    assert post(people.alice, "postpone", "commitment", item, due_on=day, because="later").status_code == 422
    refused = as_(people.alice).post(reverse("followups:remind"), {"what": "Look again", "due_on": day})
    assert refused.status_code == 422
    assert 'value="Look again"' in refused.content.decode(), "nobody types it twice"
    item.refresh_from_db()
    assert item.due_on == TODAY + timedelta(days=3)
    assert not Reminder.objects.exists()


def test_a_call_back_moves_to_an_hour_on_their_clock(people, account) -> None:
    item = callback(account, people.alice)
    data = {"due_on": "2026-11-20", "due_at": "14:30", "because": "in a meeting"}
    assert post(people.alice, "postpone", "callback", item, due_on="2026-11-20", because="x").status_code == 422
    assert post(people.alice, "postpone", "callback", item, **data).status_code == 302
    item.refresh_from_db()
    assert item.due_at.isoformat() == "2026-11-20T19:30:00+00:00"  # 14:30 in New York
    sunday = {"due_on": "2026-11-22", "due_at": "14:30", "because": "after church"}
    moved = as_(people.alice).post(reverse("followups:postpone", args=["callback", item.pk]), sunday, follow=True)
    assert "Sun 22 Nov, 14:30 is outside the hours in which we call them." in moved.content.decode()


def test_a_promise_that_moves_in_time_is_replaced_and_one_that_is_past_is_not(people, account) -> None:
    item = make_promise(account, due_on=TODAY + timedelta(days=1), owner=people.alice)
    data = {"due_on": "2026-11-27", "because": "payroll first"}
    assert post(people.alice, "postpone", "promise", item, **data).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.replaced_by.due_on.isoformat(), item.replaced_by.amount_minor) == (
        "replaced", "2026-11-27", 89_000,
    )  # fmt: skip
    late = make_promise(account, due_on=TODAY - timedelta(days=1), grace_days=3)
    answer = as_(people.alice).post(reverse("followups:postpone", args=["promise", late.pk]), data, follow=True)
    assert "Its day has passed" in answer.content.decode()
    assert Promise.objects.get(pk=late.pk).state == "open"


def test_a_promise_in_its_days_of_grace_says_until_when_money_counts(people, account) -> None:
    make_promise(account, due_on=TODAY - timedelta(days=1), grace_days=3, owner=people.alice)
    page = as_(people.alice).get(reverse("followups:list")).content.decode()
    assert "due 1 day ago, money counts until Fri 20 Nov" in page


def test_handing_over_stays_inside_the_team(people, account) -> None:
    item = commitment(account, people.alice)
    mine = as_(people.alice).get(reverse("followups:item", args=["commitment", item.pk])).content.decode()
    assert "Bob</option>" in mine
    assert "Alice</option>" not in mine, "nobody hands anything to whoever has it"
    word = "<b>She asked for you</b>"
    assert post(people.alice, "reassign", "commitment", item, owner=people.bob.pk, because=word).status_code == 302
    item.refresh_from_db()
    assert item.owner == people.bob
    told = as_(people.bob).get(reverse("followups:item", args=["commitment", item.pk])).content.decode()
    assert "Handed from Alice to Bob: &lt;b&gt;She asked for you" in told
    assert post(people.bob, "reassign", "commitment", item, owner=people.charlie.pk).status_code == 422
    assert post(people.bob, "reassign", "commitment", item, owner="anyone").status_code == 302
    item.refresh_from_db()
    assert item.owner is None
    assert AuditEntry.objects.filter(verb="reassign_commitment").count() == 2


def test_ending_needs_a_reason_and_frees_the_disputed_invoice(people, account) -> None:
    invoice = make_invoice(account, is_disputed=True)
    item = Dispute.objects.create(
        account=account, invoice=invoice, reason="quality", currency="USD", opened_at=NOW, owner=people.alice
    )
    assert post(people.alice, "close", "dispute", item, because="").status_code == 422
    assert post(people.alice, "close", "dispute", item, because="They found the box").status_code == 302
    item.refresh_from_db()
    invoice.refresh_from_db()
    assert (item.state, item.closed_how, invoice.is_disputed) == ("withdrawn", "They found the box", False)


def test_a_reminder_is_mine_and_may_stand_without_an_account(people, account) -> None:
    client = as_(people.alice)
    client.post(reverse("followups:remind"), {"what": "Tidy the list", "due_on": "2026-11-20"})
    client.post(reverse("followups:remind"), {"what": "Freezer?", "due_on": "2026-11-19", "account": account.pk})
    assert texts(people.alice, MINE) == ["Freezer?", "Tidy the list"]
    assert texts(people.charlie, TEAM) == []
    nothing = client.post(reverse("followups:remind"), {"what": "", "due_on": ""}, follow=True)
    assert "The reminder is not saved yet" in nothing.content.decode()
    strangers = make_account()
    client.post(reverse("followups:remind"), {"what": "x", "due_on": "2026-11-19", "account": strangers.pk})
    assert Reminder.objects.count() == 2


def test_a_stranger_gets_404_and_an_auditor_reads_without_writing(people, account) -> None:
    item = commitment(account, people.alice)
    assert post(people.charlie, "keep", "commitment", item).status_code == 404
    assert as_(people.charlie).get(reverse("followups:item", args=["commitment", item.pk])).status_code == 404
    assert as_(people.alice).get(reverse("followups:item", args=["nonsense", item.pk])).status_code == 404
    assert as_(people.dana).get(reverse("followups:item", args=["commitment", item.pk])).status_code == 200
    for name in ("keep", "postpone", "reassign", "close"):
        assert post(people.dana, name, "commitment", item).status_code == 403
    assert as_(people.dana).post(reverse("followups:remind")).status_code == 403


def test_nobody_is_sent_to_another_site_afterwards(people, account) -> None:
    item = commitment(account, people.alice)
    answer = post(people.alice, "keep", "commitment", item, back="https://evil.example/")
    assert answer["Location"] == reverse("followups:list")


def test_html_in_what_was_said_stays_text(people, account) -> None:
    commitment(account, people.alice, what="<script>alert(1)</script>")
    page = as_(people.alice).get(reverse("followups:list")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_pages_and_kinds(people, account) -> None:
    for n in range(7):
        commitment(account, people.alice, days=n, what=f"task {n}")
    callback(account, people.alice)
    first = follow_ups_for(people.alice, NOW, MINE, kind="commitment", size=5)
    second = follow_ups_for(people.alice, NOW, MINE, kind="commitment", size=5, page=2)
    assert [row.text for row in first.rows + second.rows] == [f"task {n}" for n in range(7)]
    assert (first.has_more, second.has_more, first.counts["mine"]) == (True, False, 7)
    client = as_(people.alice)
    assert client.get(reverse("followups:list"), {"view": "late", "kind": "callback", "page": "2"}).status_code == 200
    assert client.get(reverse("followups:list"), {"view": "x", "kind": "y", "page": "-3"}).status_code == 200


def test_the_list_asks_the_database_the_same_number_of_questions_however_long_it_is(
    people, account, django_assert_num_queries
) -> None:
    for rows in (1, 12):
        for _ in range(rows):
            other = make_account(people.portfolio)
            commitment(other, people.alice)
            make_promise(other, owner=people.alice)
            callback(other, people.alice)
        with django_assert_num_queries(12):
            follow_ups_for(people.alice, NOW, TEAM)


def test_a_kept_promise_says_so_and_offers_nothing_more_to_do(people, account) -> None:
    promise = Promise.objects.create(
        account=account, owner=people.alice, made_at=NOW, currency="USD", amount_minor=115_000,
        received_minor=115_000, due_on=TODAY - timedelta(days=40), promised_by="Maria Lopez", state="kept",
    )  # fmt: skip
    page = as_(people.alice).get(reverse("followups:item", args=["promise", promise.pk])).content.decode()
    assert "did not come" not in page
    assert "kept" in page
    assert "Hand over" not in page


def test_a_promise_is_seen_kept_kept_in_part_or_broken_the_moment_it_is(people, account) -> None:
    refresh = {"actor": people.alice, "now": NOW, "today": TODAY, "account": account, "currency": "USD"}
    make_promise(account, 89_000, due_on=TODAY, owner=people.alice)
    make_promise(account, 50_000, due_on=TODAY - timedelta(days=1), owner=people.alice)
    enter_payment(**refresh, amount_minor=89_000, received_on=TODAY, sure=True)
    enter_payment(**refresh, amount_minor=20_000, received_on=TODAY - timedelta(days=1), sure=True)
    page = as_(people.alice).get(reverse("followups:list"), {"view": "judged"}).content.decode()
    assert "Kept or broken · 2" in page
    assert "✓ kept" in page
    assert "part kept" in page
    assert "$500.00 promised by Maria Lopez, $300.00 of it did not come" in page
    assert as_(people.charlie).get(reverse("followups:list"), {"view": "judged"}).content.decode().count("pill") == 0


def test_part_of_a_promise_that_has_come_is_told_while_the_rest_may_still_come(people, account) -> None:
    make_promise(account, 89_000, due_on=TODAY + timedelta(days=2), owner=people.alice)
    enter_payment(
        actor=people.alice, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=40_000,
        received_on=TODAY, sure=True,
    )  # fmt: skip
    assert texts(people.alice, MINE) == ["$890.00 promised by Maria Lopez, $400.00 of it has come"]


def test_a_day_of_another_year_has_its_year_and_a_move_names_the_new_day(people, account) -> None:
    item = commitment(account, people.alice, days=60)
    call_back = callback(account, people.alice, hours=24 * 60)
    page = as_(people.alice).get(reverse("followups:list")).content.decode()
    assert "Sun 17 Jan 2027" in page
    assert "Sun 17 Jan 2027, 10:00" in page
    moved = as_(people.alice).post(
        reverse("followups:postpone", args=["commitment", item.pk]),
        {"due_on": "2026-11-27", "because": "Waiting"}, follow=True,
    )  # fmt: skip
    assert "Moved to Fri 27 Nov." in moved.content.decode()
    moved = as_(people.alice).post(
        reverse("followups:postpone", args=["callback", call_back.pk]),
        {"due_on": "2027-01-05", "due_at": "14:30", "because": "Holiday"}, follow=True,
    )  # fmt: skip
    assert "Moved to Tue 5 Jan 2027, 14:30 their time." in moved.content.decode()
