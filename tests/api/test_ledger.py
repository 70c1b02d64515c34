"""Accounts, invoices and promises over the API: who sees what, and how it reads."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from duecourse.calls.models import Promise
from duecourse.cli import main
from duecourse.receivables.models import Dispute
from make import NOW, TODAY, make_account, make_creditor, make_invoice, pay

pytestmark = pytest.mark.django_db


def numbers(answer: tuple[int, dict]) -> list[str]:
    status, body = answer
    assert status == 200, body
    return [item["number"] for item in body["items"]]


def test_an_account_reads_in_the_words_of_the_product(alice, account):
    status, body = alice.get("/accounts/A-100")
    assert status == 200
    assert body["ref"] == "northwind:A-100"
    assert body["terms_days"] == 30
    assert body["standing"] == [
        {
            "currency": "USD", "open": "1340.50", "credits": "-100.00", "unapplied": "0.00", "open_count": 2,
            "oldest_due_on": "2026-10-08", "last_paid_on": None, "last_paid": None,
        }
    ]  # fmt: skip
    [contact] = body["contacts"]
    assert contact["name"] == "Maria Lopez"
    assert contact["is_primary"] is True


def test_money_has_the_decimals_of_its_currency(alice, people):
    yen = make_account(people.portfolio, currency="JPY", number="J-1")
    make_invoice(yen, 12_000, number="J-INV")
    dinar = make_account(people.portfolio, currency="KWD", number="K-1")
    make_invoice(dinar, 12_000, number="K-INV")
    _, body = alice.get("/invoices")
    assert {i["number"]: (i["balance"], i["currency"]) for i in body["items"]} == {
        "J-INV": ("12000", "JPY"),
        "K-INV": ("12.000", "KWD"),
    }


@pytest.mark.parametrize(
    ("name", "mine", "others"),
    [("alice", 200, 404), ("bob", 200, 404), ("charlie", 404, 200), ("dana", 200, 200), ("erin", 200, 200)],
)
def test_everybody_sees_their_accounts_and_a_stranger_finds_nothing(program, people, account, name, mine, others):
    theirs = make_account(people.other_portfolio, make_creditor(code="other"), number="B-1")
    make_invoice(theirs, number="INV-B")
    asking = program(getattr(people, name))
    for path, expected in ((account.ref, mine), (str(account.pk), mine), (theirs.ref, others), ("999999", 404)):
        for rest in ("", "/invoices"):
            assert asking.get(f"/accounts/{path}{rest}")[0] == expected, (path, rest)
    seen = {item["ref"] for item in asking.get("/accounts")[1]["items"]}
    assert seen == {ref for ref, status in ((account.ref, mine), (theirs.ref, others)) if status == 200}
    listed = {item["number"] for item in asking.get("/invoices")[1]["items"]}
    assert ("INV-1" in listed, "INV-B" in listed) == (mine == 200, others == 200)
    assert asking.get("/invoices", account=theirs.ref)[0] == others


def test_an_account_is_found_by_its_ref_its_number_and_its_id(alice, account):
    for name in ("northwind:A-100", "A-100", str(account.pk)):
        assert alice.get(f"/accounts/{name}")[1]["id"] == account.pk


def test_a_creditors_code_is_found_whatever_its_capitals(alice, people, account):
    assert alice.get("/accounts/Northwind:A-100")[1]["id"] == account.pk
    assert [row["id"] for row in alice.get("/accounts", creditor="NORTHWIND")[1]["items"]] == [account.pk]
    assert alice.get("/ageing", creditor="NorthWind")[1]["currencies"] == alice.get("/ageing")[1]["currencies"]
    loud = make_account(people.portfolio, make_creditor(code="NORTHWIND"), number="A-100")
    assert alice.get("/accounts/NORTHWIND:A-100")[1]["id"] == loud.pk
    assert alice.get("/accounts/northwind:A-100")[1]["id"] == account.pk


def test_one_debtor_is_never_taken_for_another(alice, people, account):
    """The number of one may be the id of another, or the number of another at a second creditor."""
    make_account(people.portfolio, make_creditor(code="acme"), number=str(account.pk))
    status, body = alice.get(f"/accounts/{account.pk}")
    assert (status, body["error"]["code"]) == (409, "ambiguous")
    assert "northwind:A-100" in body["error"]["message"]
    assert f"acme:{account.pk}" in body["error"]["message"]
    assert alice.get("/accounts/northwind:A-100")[1]["id"] == account.pk


def test_an_account_of_somebody_else_with_the_same_number_is_no_ambiguity(alice, people, account):
    make_account(people.other_portfolio, make_creditor(code="acme"), number="A-100")
    assert alice.get("/accounts/A-100")[1]["id"] == account.pk


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"creditor": "northwind"}, ["A-100"]),
        ({"creditor": "nobody"}, []),
        ({"kind": "consumer"}, ["C-7"]),
        ({"q": "harbour"}, ["A-100"]),
        ({"q": "inv-2"}, ["A-100"]),
        ({"q": "   "}, ["A-100", "C-7"]),
    ],
)
def test_accounts_are_narrowed(alice, people, account, filters, expected):
    make_account(people.portfolio, number="C-7", name="Jo Brand", kind="consumer", phone="")
    assert numbers(alice.get("/accounts", **filters)) == expected


def test_pages_follow_each_other_and_nothing_repeats_when_rows_appear_meanwhile(alice, people):
    for n in range(5):
        make_account(people.portfolio, number=f"P-{n}")
    status, first = alice.get("/accounts", limit=2)
    assert (status, [i["number"] for i in first["items"]]) == (200, ["P-0", "P-1"])
    make_account(people.portfolio, number="P-new")
    seen, after = ["P-0", "P-1"], first["next"]
    while after:
        _, page = alice.get("/accounts", limit=2, after=after)
        seen += [i["number"] for i in page["items"]]
        after = page["next"]
    assert seen == ["P-0", "P-1", "P-2", "P-3", "P-4", "P-new"]


def test_invoices_are_the_open_ones_unless_all_are_asked_for(alice, account):
    make_invoice(account, 5_000, number="INV-PAID", balance_minor=0, closed_on=TODAY)
    assert numbers(alice.get("/invoices")) == ["INV-1", "INV-2", "CR-1"]
    assert numbers(alice.get("/accounts/A-100/invoices", state="all")) == ["INV-1", "INV-2", "CR-1", "INV-PAID"]
    assert numbers(alice.get("/invoices", due_from=TODAY, due_to=TODAY + timedelta(days=30))) == ["INV-2"]


def test_an_open_dispute_shows_on_its_invoice(alice, account):
    invoice = account.invoices.get(number="INV-1")
    dispute = Dispute.objects.create(
        account=account, invoice=invoice, reason="quality", currency="USD", opened_at=NOW, opened_by=None
    )
    assert [i["is_disputed"] for i in alice.get("/invoices")[1]["items"]] == [True, False, False]
    Dispute.objects.filter(pk=dispute.pk).update(state="settled")
    assert [i["is_disputed"] for i in alice.get("/invoices")[1]["items"]] == [False, False, False]


def test_promises_are_listed_by_state_and_day(alice, program, people, account):
    common = {"account": account, "currency": "USD", "made_at": NOW, "made_by": people.alice, "owner": people.alice}
    soon = Promise.objects.create(**common, amount_minor=89_000, due_on=TODAY + timedelta(days=3))
    broken = Promise.objects.create(
        **common, amount_minor=45_050, due_on=TODAY - timedelta(days=9), state="broken", received_minor=1
    )
    assert [p["id"] for p in alice.get("/promises")[1]["items"]] == [soon.pk, broken.pk]
    assert [p["id"] for p in alice.get("/promises", state="broken")[1]["items"]] == [broken.pk]
    assert [p["id"] for p in alice.get("/promises", due_from=TODAY)[1]["items"]] == [soon.pk]
    assert [p["id"] for p in alice.get("/promises", due_to=TODAY)[1]["items"]] == [broken.pk]
    status, one = alice.get(f"/promises/{broken.pk}")
    assert (status, one["amount"], one["received"], one["state"]) == (200, "450.50", "0.01", "broken")
    assert (one["made_at"], one["account"], one["owner"]) == ("2026-11-18T15:00:00Z", "A-100", "alice")
    charlie = program(people.charlie)
    assert charlie.get("/promises")[1]["items"] == []
    assert charlie.get(f"/promises/{broken.pk}")[0] == 404


def test_invoices_as_they_were_on_an_earlier_day_tie_with_the_ageing_of_that_day(alice, account):
    """One was paid since, one part paid, one is newer than the day."""
    pay(account.invoices.get(number="INV-1"), on=TODAY - timedelta(days=3))
    late = make_invoice(account, 50_000, number="INV-3", days_late=70)
    pay(late, 10_000, on=TODAY - timedelta(days=60))
    pay(late, 15_000, on=TODAY - timedelta(days=1))
    make_invoice(account, 7_000, number="NEW", days_late=0, issued_on=TODAY - timedelta(days=2))
    day = (TODAY - timedelta(days=10)).isoformat()
    items = {i["number"]: i for i in alice.get("/invoices", as_of=day)[1]["items"]}
    assert {number: i["balance"] for number, i in items.items()} == {
        "INV-1": "890.00", "INV-2": "450.50", "CR-1": "-100.00", "INV-3": "400.00",
    }  # fmt: skip
    assert items["INV-1"]["closed_on"] is None
    line = alice.get("/ageing", as_of=day)[1]["currencies"]["USD"]
    assert line["total"] == line["control_total"] == "1640.50"
    now = {i["number"]: i["balance"] for i in alice.get("/accounts/A-100/invoices", state="all")[1]["items"]}
    assert (now["INV-1"], now["INV-3"], now["NEW"]) == ("0.00", "250.00", "70.00")
    earlier = alice.get("/accounts/A-100/invoices", as_of=(TODAY - timedelta(days=65)).isoformat())[1]["items"]
    assert {i["number"]: i["balance"] for i in earlier}["INV-3"] == "500.00"


def test_ageing_is_that_of_the_command_and_of_ones_own_accounts(alice, program, people, account, capsys):
    make_invoice(make_account(people.other_portfolio, make_creditor(code="other")), 99_900)
    status, mine = alice.get("/ageing")
    assert (status, mine["as_of"], mine["basis"]) == (200, "2026-11-18", "due")
    assert main(["ageing", "--as-of", "2026-11-18", "--creditor", "northwind", "--json"]) == 0
    assert mine == json.loads(capsys.readouterr().out)
    assert program(people.dana).get("/ageing")[1]["currencies"]["USD"]["total"] != mine["currencies"]["USD"]["total"]
    assert alice.get("/ageing", creditor="other")[0] == 404
    assert alice.get("/ageing", basis="mood")[0] == 422
