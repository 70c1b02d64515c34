"""A caller finds an account as they type: without accents, in a hurry, with a number as it stands on a letter."""

from __future__ import annotations

import pytest

from duecourse.receivables.queries import search_accounts
from make import make_account, make_invoice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Harbour Café", "harbour cafe"),
        ("Harbour Cafe", "Café"),
        ("MÜLLER & SÖHNE", "muller & soh"),
        ("Agnieszka Zieliński", "ZIELINSKI"),
        ("Łódź Tekstylia", "lodz"),
        ("O’Neill (Cork) Ltd.", "o'neill (cork"),
        ("Österreichische Bäckerei", "öst"),
        ("100% Wool", "100%"),
        ("Bartek Górski", "gorski bartek"),
        ("Harbour Café", "caf  HARB"),
        ("Ελληνική", "ελληνική"),
    ],
)
def test_a_name_is_found_in_any_spelling(people, name, typed):
    make_account(people.portfolio, name=name)
    make_account(people.portfolio, name="Somebody Else")
    assert [each.name for each in search_accounts(people.alice, typed)] == [name]


@pytest.mark.parametrize("typed", [".*", "[a-z]", "S.mebody", "a|b", "x" * 60_000])
def test_what_is_typed_is_text_and_no_pattern(people, typed):
    make_account(people.portfolio, name="Somebody Else")
    assert search_accounts(people.alice, typed) == []


@pytest.mark.parametrize("typed", ["207-555-0142", "(207) 555 0142", "+1 207.555.0142", "2075550142"])
def test_a_telephone_number_is_found_as_people_write_it(people, typed):
    make_account(people.portfolio, name="Harbour Café", phone="+12075550142")
    assert [each.name for each in search_accounts(people.alice, typed)] == ["Harbour Café"]


def test_an_invoice_leads_to_its_account_once_a_figure_is_typed(people):
    account = make_account(people.portfolio, name="Harbour Café", number="L-7")
    make_invoice(account, number="INV-1042")
    assert search_accounts(people.alice, "inv-10") == [account]
    assert search_accounts(people.alice, "10") == []  # two figures: a number begins with them
    assert search_accounts(people.alice, "inv") == []  # no number yet: a million invoices are not looked through


@pytest.mark.parametrize("typed", ["INV-1042", "inv1042", "INV 1042", "1042", "inv104", "l10412", "L-10412", "l 10412"])
def test_a_number_is_found_without_its_dashes_and_by_its_figures_alone(people, typed):
    account = make_account(people.portfolio, name="Harbour Café", number="L-10412")
    make_invoice(account, number="INV-1042")
    other = make_account(people.portfolio, number="L-20412")
    make_invoice(other, number="INV-2042")
    make_invoice(make_account(people.portfolio, number="X-1"), number="PO-420")
    assert search_accounts(people.alice, typed) == [account]


@pytest.mark.parametrize("typed", ["-", " / ", "gorski anna", "INV1042X", "%42"])
def test_what_nothing_holds_is_not_found(people, typed):
    make_invoice(make_account(people.portfolio, name="Bartek Górski", number="A100"), number="INV-1042")
    assert search_accounts(people.alice, typed) == []
