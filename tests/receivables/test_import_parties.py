"""Customers and contacts: what a file says is taken over, what it leaves empty stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.receivables.models import Account, Contact
from make import NOW, make_creditor
from receivables.loading import ITEMS, load, state_of_ledger

pytestmark = pytest.mark.django_db
CUSTOMERS = (
    "Customer Number,Customer Name,Country,State,Payment Terms,Phone,Email,Contact Person,Time Zone,Account Type\n"
)
CONTACTS = "Customer Number,Contact Name,Job Title,Phone,Email,Main Contact\n"
LATER = NOW + timedelta(days=1)


def test_customers_are_added_and_described():
    row = "C1,Harbour Cafe,United States,NY,Net 45,(212) 555-2368,ap@harbour.example,Maria Lopez,"
    row += "America/New_York,consumer\n"
    _, result = load(CUSTOMERS + row)
    account = Account.objects.get()
    assert (account.country, account.region, account.terms_days, account.kind) == ("US", "NY", 45, "consumer")
    assert (account.phone, account.time_zone) == ("+12125552368", "America/New_York")
    contact = account.contacts.get()
    assert (contact.name, contact.is_primary, contact.phone) == ("Maria Lopez", True, "+12125552368")
    assert (result.loaded, result.new_accounts) == (1, 1)
    before = state_of_ledger()
    assert load(CUSTOMERS + row, now=LATER)[1].unchanged == 1
    assert state_of_ledger() == before


def test_an_empty_cell_takes_nothing_away():
    load(CUSTOMERS + "C1,Harbour Cafe,US,NY,30,+12125552368,,,,\n")
    load(CUSTOMERS + "C1,Harbour Cafe Ltd,,,,,new@harbour.example,,,\n", now=LATER)
    account = Account.objects.get()
    assert (account.name, account.phone, account.email) == ("Harbour Cafe Ltd", "+12125552368", "new@harbour.example")


def test_a_customer_file_describes_accounts_that_open_items_brought():
    load(ITEMS, make_creditor(country="DE"))
    _, result = load(CUSTOMERS + "C2,Müller GmbH,DE,,14,030 901820,,,,\n")
    assert (result.loaded, result.new_accounts) == (1, 0)
    assert Account.objects.get(number="C2").phone == "+4930901820"


def test_the_same_customer_twice_counts_once_or_contradicts_itself():
    row = "C1,Harbour Cafe,US,NY,30,,,,,\n"
    _, result = load(CUSTOMERS + row + row + row.replace("NY", "NJ"))
    assert (result.rows, result.loaded, result.left_out, result.error_rows) == (3, 1, 1, 1)
    assert Account.objects.get().region == "NY"


def test_contacts_need_their_account_and_one_of_them_is_the_main_one():
    load(ITEMS)
    _, result = load(
        CONTACTS
        + "C1,Maria Lopez,Owner,212 555 2368,,\nC1,Tom Reed,Bookkeeper,,tom@harbour.example,yes\nC9,Nobody,,,,\n"
    )
    assert [(e.row, e.value) for e in result.errors] == [(4, "C9")]
    assert dict(Contact.objects.values_list("name", "is_primary")) == {"Maria Lopez": False, "Tom Reed": True}
    _, again = load(CONTACTS + "C1,maria lopez,Owner,,maria@harbour.example,yes\n", now=LATER)
    assert again.loaded == 1
    assert dict(Contact.objects.values_list("name", "is_primary")) == {"Maria Lopez": True, "Tom Reed": False}
    assert Contact.objects.get(name="Maria Lopez").email == "maria@harbour.example"


def test_one_number_in_two_rows_is_one_number_for_one_person_and_belongs_to_both_of_two():
    load(ITEMS)
    rows = (
        "C1,Maria Lopez,Owner,212 555 2368,,\n"
        "C1,Tom Reed,Bookkeeper,212 555 2368,,\n"
        "C1,maria lopez,Director,+1 212 555 2368,maria@harbour.example,yes\n"
        "C2,,Reception,030 901820,,\n"
        "C2,,Front desk,030 901820,,\n"
    )
    _, result = load(CONTACTS + rows)
    assert (result.loaded, result.left_out, result.error_rows) == (3, 2, 0)
    said = ("name", "role", "phone", "email")
    assert list(Contact.objects.filter(account__number="C1").order_by("name").values_list(*said)) == [
        ("Maria Lopez", "Owner", "+12125552368", "maria@harbour.example"),
        ("Tom Reed", "Bookkeeper", "+12125552368", ""),
    ]
    assert Contact.objects.get(name="Maria Lopez").is_primary
    assert [(note.count, note.first_row) for note in result.notes] == [(2, 4)]
    assert load(CONTACTS + rows, now=LATER)[1].unchanged == 3
    _, other = load(CONTACTS + "C1,Ann Day,,212 555 2370,,\nC1,Ann Day,,212 555 2371,,\n")
    assert [(e.row, e.column, e.reason) for e in other.errors] == [
        (3, "Phone", "is +12125552370 in row 2 for the same person, who has one: name them apart")
    ]


def test_a_person_named_again_much_later_in_a_file_is_the_same():
    load(ITEMS)
    between = "".join(f"C1,Person {n},,,p{n}@harbour.example,\n" for n in range(1_200))
    _, result = load(CONTACTS + "C1,Maria,,212 555 2368,,\n" + between + "C1,Maria,Owner,212 555 2368,,\n")
    assert (result.loaded, result.left_out) == (1_201, 1)
    assert Contact.objects.get(name="Maria").role == "Owner"


def test_a_country_that_is_none_is_noted_and_left_blank():
    _, result = load(CUSTOMERS + "C1,Cafe,Atlantis,,,,,,,\nC2,Cafe,Germany,,,,,,,\n")
    assert list(Account.objects.order_by("number").values_list("country", flat=True)) == ["", "DE"]
    assert [note.example for note in result.notes] == ["Atlantis"]


def test_files_say_what_a_number_is_and_what_kind_of_debt_and_debtor_it_is():
    header = "Customer Number,Customer Name,Phone,Phone Type,Email,Email Type,Debt Type,Legal Form,VAT Registered\n"
    rows = (
        "C1,Jo Reed,+16145550132,Cell,jo@reed.example,private,Medical,individual,\n"
        "C2,Pike Joinery,+441134960777,office,pike@joinery.example,Work,goods,Sole-Trader,no\n"
        "C3,Odd One,+16145550134,fax,odd@one.example,whatever,alimony,king,maybe\n"
    )
    _, result = load(header + rows)
    kinds = ("phone_kind", "email_kind", "debt_kind", "debtor_is", "vat_registered")
    assert list(Account.objects.order_by("number").values_list(*kinds)) == [
        ("mobile", "personal", "medical", "person", None),
        ("work", "work", "trade", "sole_trader", False),
        ("", "", "", "", None),
    ]
    assert (result.loaded, [note.example for note in result.notes]) == (
        3, ["fax", "whatever", "alimony", "king", "maybe"],
    )  # fmt: skip
    assert load(header + rows, now=LATER)[1].unchanged == 3
    contact = "Customer Number,Contact Name,Phone,Phone Type\n"
    load(contact + "C1,Jo Reed,+16145550199,work\n")
    assert Contact.objects.get(name="Jo Reed").phone_kind == "work"
    load(contact + "C1,Jo Reed,+16145550199,\n", now=LATER)  # the same number, and nothing said of it
    assert Contact.objects.get(name="Jo Reed").phone_kind == "work"
    load(contact + "C1,Jo Reed,+16145550188,\n", now=LATER)
    assert Contact.objects.get(name="Jo Reed").phone_kind == ""


PLACES = "Customer Number,Customer Name,Country,State,City,ZIP,Phone\n"


def test_a_place_is_kept_by_the_code_of_its_rules_however_a_file_writes_it():
    rows = "C1,A,US,Ohio,,,\nC2,B,United States,Massachusetts,,,\nC3,C,US,US-MI,,,\nC4,D,CA,Ontario,,,\nC5,E,US,oh,,,\n"
    _, result = load(PLACES + rows)
    assert dict(Account.objects.values_list("number", "region")) == {
        "C1": "OH", "C2": "MA", "C3": "MI", "C4": "ON", "C5": "OH",
    }  # fmt: skip
    assert load(PLACES + rows, now=LATER)[1].unchanged == result.loaded == 5


def test_who_lives_in_new_york_city_is_found_by_the_address():
    rows = "C1,A,US,NY,Brooklyn,,\nC2,B,US,NY,Albany,,\nC3,C,US,NY,,11102,\n"
    load(PLACES + rows)
    assert list(Account.objects.order_by("number").values_list("region", flat=True)) == ["NY-NYC", "NY", "NY-NYC"]
    load("Customer Number,Customer Name,City\nC2,B,Bronx\n", now=LATER)
    assert Account.objects.get(number="C2").region == "NY-NYC"
    load(PLACES + "C1,A,US,NY,Albany,12207,\n", now=LATER + timedelta(days=1))
    assert Account.objects.get(number="C1").region == "NY"


def test_a_state_that_is_none_is_told_and_left_blank():
    _, result = load(PLACES + "C1,A,US,Somewhere warm,,,\n")
    assert Account.objects.get().region == ""
    assert "no part of US" in " ".join(note.reason for note in result.notes)


def test_the_numbers_of_contacts_are_read_where_their_account_is():
    load(PLACES + "C1,A,GB,,,,\n", make_creditor(country="US"))
    load(CONTACTS + "C1,Jill,,0113 496 0143,,\n", now=LATER)
    assert Contact.objects.get().phone == "+441134960143"


def test_a_file_that_says_they_have_moved_takes_the_clock_of_the_old_place():
    load("Customer Number,Customer Name,Country,State,Time Zone\nC1,A,US,MA,America/New_York\n")
    load(PLACES + "C1,A,US,CT,,,\n", now=LATER)
    assert Account.objects.get().time_zone == "America/New_York"
    load(PLACES + "C1,A,US,NV,,,\n", now=LATER + timedelta(days=1))
    assert (Account.objects.get().region, Account.objects.get().time_zone) == ("NV", "")


def test_what_a_number_is_may_be_said_in_two_words():
    columns = "Customer Number,Customer Name,Phone,Phone kind,Email,Email kind,Debt kind,Who owes\n"
    load(columns + "C1,A,+16145550199,Home phone,a@x.example,Personal e-mail,medical bill,Limited company\n")
    account = Account.objects.get()
    assert (account.phone_kind, account.email_kind) == ("home", "personal")
    assert (account.debt_kind, account.debtor_is) == ("medical", "company")
    _, result = load(columns + "C2,B,+16145550198,phone,b@x.example,email,debt,company\n", now=LATER)
    other = Account.objects.get(number="C2")
    assert (other.phone_kind, other.email_kind, other.debt_kind, other.debtor_is) == ("", "", "", "company")
    assert len(result.notes) == 3
