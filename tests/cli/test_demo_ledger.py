"""The demo's ledger: the same every time, true in itself, and full of what a caller meets."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from duecourse.calls.models import (
    Call,
    Callback,
    CallRecord,
    CallStanding,
    Commitment,
    DocumentRequest,
    Promise,
    Recording,
)
from duecourse.cli.demo import DEMO_NOW, PEOPLE, NotEmpty, build
from duecourse.cli.demo.behaviours import BEHAVIOURS
from duecourse.cli.demo.parties import AccountMaker, creditors
from duecourse.compliance.gate import verdicts_for
from duecourse.compliance.models import ContactEvent, Hold
from duecourse.domain.facts import OUTCOMES
from duecourse.domain.money import format_money
from duecourse.domain.wording import plain_date, short_date
from duecourse.followups.judging import judge_promises
from duecourse.followups.models import Reminder
from duecourse.receivables.ageing import ageing_report
from duecourse.receivables.models import (
    Account,
    AccountStanding,
    Allocation,
    Contact,
    Creditor,
    Dispute,
    Invoice,
    Payment,
)
from duecourse.receivables.queries import accounts_for
from duecourse.rulebook.actions import check_draft
from duecourse.rulebook.models import PolicyDraft
from duecourse.teams import audit
from duecourse.teams.models import AuditEntry, Portfolio, User

TODAY = date(2026, 11, 18)
# Who keeps these for fiction is said in data/places.toml.
FICTIONAL = re.compile(
    r"\+1[2-9]\d{2}55501\d\d|\+44(?:2079460\d{3}|1632960\d{3}|1[1-4]\d4960\d{3}|1614960\d{3}|2920180\d{3}|2896496\d{3})"
    r"|\+3532091\d{5}|\+49(?:3023125|4066969|8999998|2214710)\d{3}|\+33(?:19900|46571)\d{4}"
    r"|\+61[2378](?:5550|7010)\d{4}|\+91(?:422|20|80|11)0\d+"
)
MONEY = re.compile(r"−?(?:CA\$|A\$|[$£€₹])[\d,]+(?:\.\d\d)?")
NUMBER = re.compile(r"\b(?:INV-\d{4,5}|HT\d{6}-\d{4,5}|RB-\d{5}-\d{3}|\d\d-\d{4})\b")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Four hundred accounts, made once for all tests of this file, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(accounts=400, seed=1, now=DEMO_NOW)
        transaction.set_rollback(True)


def dump() -> list[tuple]:
    """Every row that the demo writes, without keys of the database."""
    fields = {
        Account: ("creditor__code", "number", "name", "portfolio__name", "city", "postal_code", "phone", "email"),
        Contact: ("account__number", "name", "role", "phone", "email"),
        Invoice: ("account__number", "number", "instalment", "currency", "amount_minor", "balance_minor", "due_on"),
        Payment: ("account__number", "received_on", "currency", "amount_minor", "unapplied_minor", "reference"),
        Allocation: ("invoice__account__number", "invoice__number", "kind", "amount_minor", "allocated_on"),
        ContactEvent: ("account__number", "at", "kind", "outcome", "details"),
        CallRecord: ("call__account__number", "call__started_at", "written_by__username", "discussed", "next_step"),
        Promise: ("account__number", "amount_minor", "due_on", "state", "received_minor"),
        Dispute: ("account__number", "invoice__number", "reason", "state", "opened_at", "due_on"),
        Hold: ("account__number", "kind", "reason", "until_on"),
        Reminder: ("owner__username", "what", "due_on"),
    }  # fmt: skip
    return [
        (model.__name__, *map(str, row))
        for model, names in fields.items()
        for row in model.objects.order_by("pk").values_list(*names)
    ]


def a_build(seed: int) -> list[tuple]:
    with transaction.atomic():
        build(accounts=60, seed=seed, now=DEMO_NOW)
        rows = dump()
        transaction.set_rollback(True)
    return rows


@pytest.mark.django_db
@pytest.mark.on_one_database
def test_the_same_seed_gives_the_same_ledger_and_another_seed_another_one() -> None:
    first = a_build(7)
    assert a_build(7) == first
    assert a_build(8) != first


def test_more_accounts_leave_the_first_ones_as_they_are() -> None:
    by_code = {creditor.code: creditor for creditor in creditors()}
    few, many = (AccountMaker(by_code, 1, TODAY) for _ in range(2))
    assert [few.make(n).account.name for n in range(30)] == [many.make(n).account.name for n in range(60)][:30]


@pytest.mark.django_db
def test_it_never_mixes_with_somebodys_own_ledger(people) -> None:
    with pytest.raises(NotEmpty, match="not empty"):
        build(accounts=400, seed=1, now=DEMO_NOW)


@pytest.mark.django_db
def test_too_few_accounts_are_refused_in_plain_words() -> None:
    with pytest.raises(ValueError, match="at least 40 accounts"):
        build(accounts=5, seed=1, now=DEMO_NOW)


def test_there_is_as_much_of_everything_as_was_promised(demo) -> None:
    assert Account.objects.count() == demo.accounts == 400
    assert Creditor.objects.count() == 3
    assert Creditor.objects.filter(is_client=True).count() == 1
    assert 5_700 < Invoice.objects.count() < 6_700
    assert Call.objects.count() == CallRecord.objects.count() == 60
    kinds = Counter(Account.objects.values_list("kind", flat=True))
    assert kinds["business"] > kinds["consumer"] > kinds["payer"] > 25
    assert set(Account.objects.values_list("country", flat=True)) >= {"US", "CA", "GB", "IE", "DE", "IN", "AU"}
    assert set(Invoice.objects.values_list("currency", flat=True)) == {"USD", "CAD", "GBP", "EUR", "INR", "AUD"}
    assert Counter(demo.rows)["Account"] == 400


def test_every_behaviour_is_somebodys() -> None:
    maker = AccountMaker({creditor.code: creditor for creditor in creditors()}, 1, TODAY)
    seen = Counter(maker.make(n).behaviour for n in range(392))
    assert set(seen) == {behaviour.name for behaviour in BEHAVIOURS}


def test_some_accounts_say_their_zone_and_for_others_place_and_number_decide(demo) -> None:
    known = Account.objects.exclude(time_zone="").count()
    assert 150 < known < 300
    zones = {z for z in Account.objects.values_list("time_zone", flat=True) if z}
    assert zones >= {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/London"}


def test_every_balance_explains_itself(demo) -> None:
    moved = Coalesce(Sum("allocations__amount_minor"), 0)
    wrong = Invoice.objects.annotate(moved=moved).exclude(
        balance_minor=F("amount_minor") - F("paid_before_minor") - F("moved")
    )
    assert not wrong.exists()
    assert not Payment.objects.annotate(moved=moved).exclude(unapplied_minor=F("amount_minor") - F("moved")).exists()
    assert not Invoice.objects.filter(balance_minor=0, closed_on=None).exists()
    assert not Invoice.objects.exclude(balance_minor=0).exclude(closed_on=None).exists()


def test_money_moves_in_order_and_never_in_the_future(demo) -> None:
    assert not Payment.objects.filter(received_on__gt=TODAY).exists()
    assert not Allocation.objects.filter(allocated_on__gt=TODAY).exists()
    assert not Allocation.objects.filter(allocated_on__lt=F("payment__received_on")).exists()
    assert not Allocation.objects.filter(allocated_on__lt=F("invoice__issued_on")).exists()
    assert not Allocation.objects.exclude(payment=None).exclude(payment__account=F("invoice__account")).exists()
    assert not Allocation.objects.exclude(payment=None).exclude(payment__currency=F("invoice__currency")).exists()
    assert not [on for on in Payment.objects.values_list("received_on", flat=True) if on.weekday() > 4]


@pytest.mark.parametrize("days_ago", [0, 1, 45, 200, 500])
def test_ageing_ties_on_any_day(demo, days_ago: int) -> None:
    report = ageing_report(Account.objects.all(), TODAY - timedelta(days=days_ago))
    assert report.ageing.ties
    assert len(report.ageing.lines) == 6


def test_everything_that_makes_a_ledger_awkward_is_there(demo) -> None:
    assert Invoice.objects.filter(amount_minor__lt=0, balance_minor=0).exists()
    assert Invoice.objects.filter(amount_minor__lt=F("balance_minor"), balance_minor__lt=0).exists()
    assert Invoice.objects.filter(amount_minor__lt=0, balance_minor=F("amount_minor")).exists()
    assert Payment.objects.filter(unapplied_minor=F("amount_minor")).exists()
    assert Payment.objects.filter(unapplied_minor__gt=0).exclude(unapplied_minor=F("amount_minor")).exists()
    assert Invoice.objects.filter(instalment=3).exists()
    assert Invoice.objects.filter(due_is_assumed=True).exists()
    assert Invoice.objects.filter(paid_before_minor__gt=0).exists()
    assert Invoice.objects.filter(is_disputed=True).exists()
    assert Invoice.objects.filter(due_on__gt=TODAY, balance_minor__gt=0).exists()
    assert set(Allocation.objects.values_list("kind", flat=True)) == set(Allocation.Kind.values)
    two = AccountStanding.objects.values("account").annotate(n=Count("pk")).filter(n__gt=1)
    assert two.exists()


def test_standing_rows_are_there_for_the_first_page(demo) -> None:
    with_items = Invoice.objects.exclude(balance_minor=0).values("account").distinct().count()
    assert AccountStanding.objects.filter(history_on=TODAY).values("account").distinct().count() >= with_items
    assert CallStanding.objects.count() == Call.objects.values("account").distinct().count()


def test_amounts_are_what_such_clients_owe(demo) -> None:
    mine = Invoice.objects.filter(amount_minor__gt=0, instalment=1).exclude(currency="INR")
    consumers = mine.filter(account__kind="consumer", account__creditor__code="riverbend")
    assert all(1_000 <= minor <= 90_000 for minor in consumers.values_list("amount_minor", flat=True))
    firms = mine.filter(account__kind="business").values_list("amount_minor", flat=True)
    assert max(firms) <= 4_000_000


def test_nobody_can_be_reached_on_these_numbers_or_addresses(demo) -> None:
    numbers = {*Account.objects.values_list("phone", flat=True), *Contact.objects.values_list("phone", flat=True)}
    assert [n for n in numbers if not FICTIONAL.fullmatch(n)] == []
    mails = {*Account.objects.values_list("email", flat=True), *Contact.objects.values_list("email", flat=True), ""}
    mails.remove("")
    assert [m for m in mails if not re.fullmatch(r"[a-z0-9.]+@(?:[a-z0-9]+\.)?example\.(?:com|org)", m)] == []


def test_each_person_sees_their_own_accounts(demo) -> None:
    people = {user.username: user for user in User.objects.all()}
    assert list(people) == [person.username for person in PEOPLE]
    seen = {name: set(accounts_for(user).values_list("number", flat=True)) for name, user in people.items()}
    assert set(demo.stories.values()) <= seen["alice"]
    assert seen["alice"] < seen["carla"]
    assert not seen["alice"] & seen["farah"]
    assert len(seen["dana"]) == len(seen["erin"]) == 400
    assert not any(user.has_usable_password() for user in people.values())


@pytest.mark.on_one_database
def test_what_is_more_than_five_people_can_work_gets_portfolios_of_its_own_and_it_tells_how_far_it_is(
    monkeypatch, db
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("duecourse.cli.demo.seed.HOME", 400)
    build(accounts=460, seed=1, now=DEMO_NOW, progress=lambda done, of: told.append((done, of)))
    assert told == [(400, 460), (460, 460)]
    more = Portfolio.objects.get(name="Accounts 401 to 460")
    assert more.accounts.count() == 60
    assert Call.objects.filter(account__portfolio=more).exclude(caller__username="farah").count() == 0


def test_one_audit_entry_says_what_was_made(demo) -> None:
    entry = AuditEntry.objects.get(verb="fill_demo")
    assert (entry.verb, entry.facts["accounts"], entry.facts["rows"]["Call"]) == ("fill_demo", 400, 60)
    assert audit.verify().first_broken is None


def test_a_change_of_the_rules_waits_for_its_second_name(demo) -> None:
    draft = PolicyDraft.objects.get()
    checked = check_draft(draft)
    assert (draft.state, draft.proposed_by.username, checked.is_usable, checked.loose) == (
        "proposed",
        "carla",
        True,
        (),
    )


def test_calls_end_in_every_way_a_call_can_end(demo) -> None:
    outcomes = Counter(CallRecord.objects.values_list("outcome", flat=True))
    assert set(outcomes) == set(OUTCOMES)
    assert set(Promise.objects.values_list("state", flat=True)) == set(Promise.State.values)
    assert set(Dispute.objects.values_list("state", flat=True)) == set(Dispute.State.values)
    assert set(Hold.objects.values_list("kind", flat=True)) == set(Hold.Kind.values) - {"other"}
    assert set(ContactEvent.objects.values_list("kind", flat=True)) == {
        "call", "message", "opt_out", "inconvenient_time", "cease_notice", "attorney_representation", "wrong_party",
        "callback_agreed",
    }  # fmt: skip


def test_the_gate_allowed_every_call_we_made_and_its_answer_is_kept(demo) -> None:
    made = Call.objects.filter(direction="out")
    assert made.count() > 50
    assert not made.filter(decision=None).exists()
    assert not made.exclude(decision__verdict__in=("allowed", "presumed_compliant")).exists()
    assert not Call.objects.filter(direction="in").exclude(decision=None).exists()


def test_the_gate_stops_the_people_who_are_not_to_be_called_today(demo) -> None:
    names = ("whitfield", "harbour", "okafor", "nilgiri")
    accounts = {a.number: a for a in Account.objects.filter(number__in=[demo.stories[n] for n in names])}
    verdicts = verdicts_for(list(accounts.values()), now=DEMO_NOW)
    answers = {name: verdicts[accounts[demo.stories[name]].pk] for name in names}
    assert answers["harbour"].allowed
    assert answers["okafor"].allowed
    assert not answers["nilgiri"].allowed  # it is 19:35 there
    until = answers["whitfield"].earliest_allowed_at
    assert until is not None
    assert until.astimezone(ZoneInfo("America/New_York")).isoformat() == "2026-11-24T08:00:00-05:00"


def test_the_judge_agrees_with_every_promise(demo) -> None:
    before = dict(Promise.objects.values_list("pk", "state"))
    assert judge_promises(DEMO_NOW) == 0
    assert dict(Promise.objects.values_list("pk", "state")) == before


def test_one_promise_was_broken_yesterday_one_is_due_today_and_more_are_to_come(demo) -> None:
    promises = Promise.objects.all()
    assert promises.filter(state="broken", due_on=TODAY - timedelta(days=1)).count() >= 1
    assert promises.filter(state="open", due_on=TODAY).exists()
    assert promises.filter(state="open", due_on__gt=TODAY).count() >= 5
    assert promises.get(state="replaced").replaced_by.state == "open"


def test_follow_ups_are_late_due_and_to_come_for_somebody_and_for_anyone(demo) -> None:
    assert Commitment.objects.filter(state="open", due_on__lt=TODAY).count() >= 2
    assert DocumentRequest.objects.filter(state="open").exists()
    today = Callback.objects.filter(state="open", due_at__date=TODAY)
    assert {c.owner and c.owner.username for c in today} == {"alice", None}
    assert Reminder.objects.filter(owner__username="alice").count() == 3


def test_alice_has_done_three_calls_this_morning(demo) -> None:
    assert Call.objects.filter(caller__username="alice", started_at__date=TODAY).count() == 3
    assert not Call.objects.filter(started_at__gt=DEMO_NOW).exists()


def test_every_call_was_made_by_somebody_who_works_the_account_at_an_hour_that_suits(demo) -> None:
    for call in Call.objects.select_related("caller", "account__portfolio__team", "account__creditor"):
        assert accounts_for(call.caller).filter(pk=call.account_id).exists(), call.pk
        zone = call.account.time_zone or "UTC"
        hour = call.started_at.astimezone(ZoneInfo(zone)).hour
        assert zone == "UTC" or 8 <= hour < 20, (call.account.number, hour)


def test_each_disputed_invoice_has_its_open_dispute_and_no_other_has(demo) -> None:
    marked = set(Invoice.objects.filter(is_disputed=True).values_list("pk", flat=True))
    assert set(Dispute.objects.filter(state="open").values_list("invoice", flat=True)) == marked
    assert not Dispute.objects.filter(state="open", invoice__balance_minor=0).exists()
    assert not Dispute.objects.filter(client_words="").exists()
    assert not Dispute.objects.filter(next_step="").exists()


class Books:
    """What the ledger says about each account on a given day."""

    def __init__(self) -> None:
        self.invoices = defaultdict(list)
        self.moved = defaultdict(list)
        for invoice in Invoice.objects.all():
            self.invoices[invoice.account_id].append(invoice)
        for row in Allocation.objects.all():
            self.moved[row.invoice_id].append((row.allocated_on, row.amount_minor))

    def balance(self, invoice: Invoice, day: date) -> int:
        gone = sum(minor for on, minor in self.moved[invoice.pk] if on <= day)
        return invoice.amount_minor - invoice.paid_before_minor - gone

    def figures(self, account: Account, day: date) -> set[str]:
        """Every sum that somebody could truthfully name on that day."""
        mine = [i for i in self.invoices[account.pk] if i.currency == account.currency]
        open_now = [(i, self.balance(i, day)) for i in mine]
        sums = {balance for _, balance in open_now} | {i.amount_minor for i in mine}
        sums.add(sum(balance for i, balance in open_now if balance > 0 and i.due_on < day))
        sums |= set(Promise.objects.filter(account=account).values_list("amount_minor", flat=True))
        return {format_money(minor, account.currency) for minor in sums}


def test_what_the_records_say_agrees_with_the_ledger(demo) -> None:
    books = Books()
    for record in CallRecord.objects.select_related("call__account"):
        account, day = record.call.account, record.call.started_at.date()
        text = f"{record.discussed} {record.next_step} {record.delay_words}"
        assert "{" not in text
        assert "<" not in text
        figures = books.figures(account, day)
        assert set(MONEY.findall(text)) <= figures, (text, figures)
        numbers = {i.number: i for i in books.invoices[account.pk]}
        for number in NUMBER.findall(text):
            assert number in numbers, (text, account.number)
            assert books.balance(numbers[number], day) > 0, text
            assert numbers[number].issued_on <= day


def test_what_was_promised_and_disputed_stands_in_the_record(demo) -> None:
    for promise in Promise.objects.select_related("call"):
        record, day = promise.call.records.get(), promise.call.started_at.date()
        assert format_money(promise.amount_minor, promise.currency) in record.discussed
        days = (plain_date(promise.due_on, day), short_date(promise.due_on, day))
        assert any(text in record.discussed for text in days), record.discussed
    for dispute in Dispute.objects.filter(raised_on__isnull=False).select_related("raised_on__call", "invoice"):
        record = dispute.raised_on.call.records.get()
        assert record.outcome == "dispute"
        assert dispute.invoice.number in record.discussed


def test_every_record_is_complete(demo) -> None:
    assert not CallRecord.objects.filter(next_step="").exists()
    assert not CallRecord.objects.filter(discussed="").exists()
    assert not CallRecord.objects.filter(delay_words="").exclude(delay_reason="").exists()
    spoken = CallRecord.objects.exclude(outcome__in=("no_answer", "busy", "voicemail"))
    assert not spoken.filter(points=[]).exists()


def test_the_tours_accounts_stand_as_the_tour_says(demo) -> None:
    def overdue(key: str) -> tuple[int, int]:
        items = Invoice.objects.filter(account__number=demo.stories[key], balance_minor__gt=0, due_on__lt=TODAY)
        return sum(i.balance_minor for i in items), max((TODAY - i.due_on).days for i in items)

    assert overdue("harbour") == (421_500, 61)
    assert overdue("brightwater") == (1_840_000, 41)
    assert overdue("meridian") == (790_200, 48)
    assert overdue("nilgiri") == (24_100_000, 24)
    assert overdue("okafor")[0] == 31_200
    assert overdue("whitfield")[0] == 64_000
    harbour = Account.objects.get(number=demo.stories["harbour"])
    assert harbour.promises.get(state="broken").due_on == TODAY - timedelta(days=1)
    assert harbour.commitments.get().owner.username == "ben"
    assert Payment.objects.get(account__number=demo.stories["castle"], unapplied_minor__gt=0).received_on == TODAY
    assert Call.objects.filter(account__number=demo.stories["whitfield"]).count() == 3
    nilgiri = AccountStanding.objects.get(account__number=demo.stories["nilgiri"])
    assert (nilgiri.pay_day_kind, nilgiri.pay_day_value) == ("day_of_month", 25)


def test_the_recording_is_heard_as_its_transcript_says(demo) -> None:
    pytest.importorskip("soundfile", reason="soundfile is not installed: the extra duecourse[speech]")
    recording = Recording.objects.select_related("call__transcript").get()
    turns = recording.call.transcript.turns
    assert [voice.who for voice in recording.voices] == [turn["who"] for turn in turns]
    for voice, turn in zip(recording.voices, turns, strict=True):
        assert voice.start == pytest.approx(turn["start"], abs=0.4)
