"""One person at two accounts: what was said and done at the other account counts here, and opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact_policy.test_decision_properties import PACKS, QUICK, STRICTNESS, calls, cases, messages, wishes
from duecourse.domain.contact_policy import Event, decide
from duecourse.domain.contact_policy.kin import Reached, Side, as_said_by, counts_here, same_name

AT = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
ANN_THERE = Reached("c1", "Ann Smith", "+12125550142", "")
ANN_HERE = Reached("c9", "Ann Smith", "+12125550142", "ann@example.org")
HERE = Side("Ann Smith", "larkspur", (Reached(None, "", "", ""), ANN_HERE))


def there(*reached: Reached, name: str = "Ann Smith", creditor: str = "halcyon") -> Side:
    return Side(name, creditor, reached or (ANN_THERE,))


def said(kind: str, *, days: int = 0, **given: object) -> Event:
    facts = {"direction": "in", "person": "c1", "account": "a1", "debts": ("a1",), **given}
    return Event(at=AT + timedelta(days=days), kind=kind, **facts)


def test_no_more_calls_said_at_one_account_binds_the_same_person_at_the_other():
    (event,) = counts_here([said("opt_out", medium="phone")], there(), HERE)
    assert (event.person, event.kind, event.creditor) == ("c9", "opt_out", "halcyon")
    assert event.note == "said at another account of theirs"


def test_a_number_is_closed_for_whoever_else_has_it():
    brother = replace(ANN_THERE, name="Bob Jones")
    stop, hours = said("opt_out", medium="sms", note="To us all"), said("inconvenient_time")
    (event,) = counts_here([stop], there(brother, name="Bob Jones"), HERE)
    assert event.note == "said by somebody who shares this number or address: To us all"
    assert counts_here([hours], there(brother), HERE) == (), "his hours are his own"
    assert counts_here([said("opt_out", medium="email")], there(brother), HERE) == (), "the number is not the address"


def test_an_address_is_closed_however_it_is_written():
    mail = Reached("c1", "A. Smith", "", "Ann@Example.org")
    assert counts_here([said("opt_out", medium="email")], there(mail), HERE) != ()


def test_nothing_crosses_where_no_number_and_no_address_is_shared():
    other = replace(ANN_THERE, phone="+12125550143")
    assert counts_here([said("opt_out", medium="all"), said("deceased")], there(other), HERE) == ()


def test_what_was_taken_back_at_its_account_does_not_cross():
    again = [said("opt_out", medium="phone"), said("consent_channel", medium="phone", days=1)]
    assert counts_here(again, there(), HERE) == ()
    other_medium = [said("opt_out", medium="phone"), said("consent_channel", medium="email", days=1)]
    assert [event.kind for event in counts_here(other_medium, there(), HERE)] == ["opt_out"]


def test_what_opens_and_what_is_of_one_debt_stays_where_it_was_said():
    kinds = ("consent_channel", "consent_time", "consent_more_calls", "callback_agreed", "dispute", "hold",
             "written_notice", "validation_notice", "verification_sent")  # fmt: skip
    assert counts_here([said(kind, medium="phone") for kind in kinds], there(), HERE) == ()
    assert counts_here([said("message", channel="sms")], there(), HERE) == (), "they wrote about the other debt"


@pytest.mark.parametrize("kind", [
    "attorney_representation", "bankruptcy_filed", "bankruptcy_discharged", "breathing_space_start", "cease_notice",
])  # fmt: skip
def test_what_concerns_the_one_who_owes_covers_every_debt_of_theirs_and_of_nobody_else(kind):
    (event,) = counts_here([said(kind, person=None)], there(), HERE)
    assert event.debts == () and event.person is None
    bookkeeper = there(ANN_THERE, name="Nilgiri Foods Ltd")
    assert counts_here([said(kind, person=None)], bookkeeper, HERE) == ()


def test_our_calls_to_the_person_count_for_the_creditor_they_were_made_for():
    call = said("call", channel="phone", direction="out", outcome="conversation")
    (event,) = counts_here([call], there(), HERE)
    assert (event.person, event.debts, event.creditor) == ("c9", ("a1",), "halcyon")


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("Ann Smith", "SMITH, Ann", True),
        ("A. Smith", "Ann Smith", True),
        ("Nilgiri Foods Pvt Ltd", "Nilgiri Foods", True),
        ("Ann Smith", "Bob Smith", False),
        ("", "Ann Smith", False),
    ],
)
def test_names_are_compared_as_people_write_them(a, b, alike):
    assert same_name(a, b) is alike


@QUICK
@given(cases(), st.lists(st.one_of(calls(), messages(), wishes()), max_size=8))
def test_another_account_never_loosens(case, elsewhere):
    """Whatever was said and done there, in whatever order."""
    one = Reached("P1", "Ann Smith", "+12125550142", "")
    side = Side("Ann Smith", "larkspur", (one,))
    moved = sorted((replace(event, account="a1", debts=("D9",)) for event in elsewhere), key=lambda event: event.at)
    more = sorted((*case.events, *counts_here(moved, side, side)), key=lambda event: event.at)
    before, after = decide(case, PACKS), decide(replace(case, events=tuple(more)), PACKS)
    assert STRICTNESS[after.verdict] >= STRICTNESS[before.verdict]


PHONE = "+12125550142"
TWO_ROWS = (Reached("c1", "Ann Smith", PHONE, ""), Reached("c2", "A. Smith", PHONE, "ann@example.com"))


def whom(event: Event, *reached: Reached, shared_close: bool = False) -> str | None:
    """Whose it is, asked for a contact with c2."""
    [found] = as_said_by("c2", [event], reached, shared_close=shared_close)
    return found.person


@pytest.mark.parametrize("kind", ["opt_out", "inconvenient_time", "wrong_party", "call"])
def test_what_one_row_of_a_person_said_holds_for_the_other_row(kind):
    given = {"medium": "phone"} if kind == "opt_out" else {}
    assert whom(said(kind, person="c1", **given), *TWO_ROWS) == "c2"


def test_somebody_else_at_the_same_number_speaks_for_themselves_unless_the_number_is_shut_for_all():
    spouse = Reached("c1", "Pat Jones", PHONE, "")
    stop = said("opt_out", person="c1", medium="phone")
    assert whom(stop, spouse, TWO_ROWS[1]) == "c1"
    assert whom(stop, spouse, TWO_ROWS[1], shared_close=True) == "c2"
    assert whom(said("inconvenient_time", person="c1"), spouse, TWO_ROWS[1], shared_close=True) == "c1"


def test_what_a_row_agreed_to_or_took_back_opens_nothing_for_the_other():
    assert whom(said("consent_channel", person="c1", medium="sms"), *TWO_ROWS) == "c1"
    stop, again = (
        said("opt_out", person="c1", medium="phone"),
        said("consent_channel", days=1, person="c1", medium="phone"),
    )
    assert [event.person for event in as_said_by("c2", [stop, again], TWO_ROWS, shared_close=True)] == ["c1", "c1"]


def test_rows_without_a_number_or_an_address_in_common_are_two_people():
    elsewhere = Reached("c1", "Ann Smith", "+12125550999", "")
    assert whom(said("opt_out", person="c1", medium="phone"), elsewhere, TWO_ROWS[1], shared_close=True) == "c1"
