"""The top of a long list is the same whether everybody on it was looked at or only those who can stand there."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from duecourse.calls.models import Callback, CallStanding, Commitment
from duecourse.compliance.models import Hold
from duecourse.playbooks.priority import load_weights
from duecourse.receivables import standing
from duecourse.receivables.actions import enter_payment
from duecourse.receivables.models import Account, AccountStanding, Payment
from duecourse.worklist.best_first import BestFirst
from duecourse.worklist.candidates import candidates_for
from duecourse.worklist.queries import Filters, best_first, desk_for
from make import NOW, TODAY, make_account, make_creditor, make_invoice, make_promise

pytestmark = pytest.mark.django_db
ACCOUNTS = 160


@pytest.fixture
def ledger(people) -> list[Account]:
    """A few large debtors and many small ones, most of them with nothing special, some with one of everything."""
    chance = Random(7)
    creditors = [make_creditor(), make_creditor()]
    made = []
    for n in range(ACCOUNTS):
        currency = chance.choice(["USD", "USD", "USD", "EUR", "JPY"])
        account = make_account(
            people.portfolio, chance.choice(creditors), currency=currency, kind=chance.choice(["business", "consumer"])
        )
        make_invoice(account, int(60 * 1.08**n) + chance.randrange(90), days_late=chance.randrange(1, 200))
        made.append(account)
    chance.shuffle(made)
    _something_special(people, made, chance)
    standing.refresh(today=TODAY)
    _habits(made, chance)
    return made


def _something_special(people, accounts: list[Account], chance: Random) -> None:
    own = {"owner": people.alice, "made_at": NOW - timedelta(days=3)}
    for n, account in enumerate(accounts[:60]):
        make = (
            lambda a: make_promise(a, 5_000, due_on=TODAY + timedelta(days=chance.randrange(-5, 9))),
            lambda a: make_promise(a, 9_000, due_on=TODAY - timedelta(days=chance.randrange(1, 20)), state="broken"),
            lambda a: Callback.objects.create(account=a, due_at=NOW + timedelta(hours=chance.randrange(-3, 9)), **own),
            lambda a: Commitment.objects.create(account=a, what="Send it", due_on=TODAY - timedelta(days=2), **own),
            lambda a: Hold.objects.create(account=a, kind="legal", reason="At the lawyer", placed_at=NOW),
            lambda a: make_invoice(a, 7_000, days_late=9, currency="EUR" if a.currency == "USD" else "USD"),
            lambda a: make_invoice(a, 7_000, days_late=9, is_disputed=True),
            lambda a: Payment.objects.create(
                account=a, currency=a.currency, amount_minor=9_000, unapplied_minor=9_000, received_on=TODAY
            ),
        )
        make[n % len(make)](account)


def _habits(accounts: list[Account], chance: Random) -> None:
    for account in accounts:
        AccountStanding.objects.filter(account=account).update(
            settled_count=chance.randrange(12), late_count=chance.randrange(3),
            usual_days_late=chance.choice([None, 0, 30, 90]), pay_day_kind=chance.choice(["", "", "day_of_month"]),
            pay_day_value=chance.randrange(1, 32),
        )  # fmt: skip
    CallStanding.objects.bulk_create(
        CallStanding(
            account=account, counted_at=NOW, reached_on=TODAY - timedelta(days=chance.randrange(40)),
            tried_on=TODAY - timedelta(days=chance.randrange(9)), tries=chance.randrange(4),
            answers=chance.choice(["", "mornings", "afternoons"]),
        )
        for account in accounts[::2]
    )  # fmt: skip


EVERYBODY = Filters(text=" ")  # every name has one: the filter has to look at each of them


def _rows(ordered: BestFirst, count: int) -> list[tuple[int, int]]:
    return [(each.candidate.account_id, each.score_minor) for each in ordered.first(count)]


def test_the_first_rows_are_those_of_the_whole_list_however_many_are_wanted(people, ledger) -> None:
    whole = _rows(best_first(people.alice, NOW, EVERYBODY), ACCOUNTS)
    assert len(whole) > ACCOUNTS // 2
    for wanted in (1, 3, 10, 40, ACCOUNTS):
        assert _rows(best_first(people.alice, NOW), wanted) == whole[:wanted]


def test_what_is_left_and_what_it_owes_count_the_whole_list(people, ledger) -> None:
    some, whole = best_first(people.alice, NOW), best_first(people.alice, NOW, EVERYBODY)
    assert (some.left, +some.money) == (whole.left, +whole.money)
    some.first(5)
    assert (some.left, +some.money) == (whole.left, +whole.money)


def test_most_of_a_long_list_is_not_looked_at(people, ledger, django_assert_num_queries) -> None:
    found = candidates_for(people.alice, NOW, load_weights())
    assert len(found.rest) > ACCOUNTS // 4
    bounds = [bound for bound, *_ in found.rest.portion(0, ACCOUNTS)]
    assert len(bounds) == len(found.rest)
    assert bounds == sorted(bounds, reverse=True)
    assert len(candidates_for(people.alice, NOW, load_weights(), all_special=True).rest) < len(found.rest)
    with django_assert_num_queries(1):
        some = found.rest.portion(0, 3)
        assert {c.account_id for c in found.made(some)} == {key for _, key, *_ in some}


@pytest.mark.parametrize("asked", [{"kind": "consumer"}, {"currency": "EUR"}, {"reason": "broken"},
                                   {"reason": "over_90"}, {"reason": "disputed"}, {"reason": "commitment"},
                                   {"reason": "promised"}, {"callbacks": "mine"}])  # fmt: skip
def test_a_filter_shows_the_same_rows_as_on_the_list_without_a_limit(people, ledger, asked) -> None:
    filters = Filters(**asked)
    page, whole = desk_for(people.alice, NOW, filters, limit=10), desk_for(people.alice, NOW, filters, limit=None)
    shown = [(entry.account_id, entry.text) for entry in page.entries]
    assert shown == [(entry.account_id, entry.text) for entry in whole.entries][: len(shown)]
    assert page.choices == whole.choices


def test_a_payment_takes_its_account_off_the_list_at_once(people, ledger) -> None:
    before = best_first(people.alice, NOW)
    listed = _rows(before, ACCOUNTS)
    ((_, largest, minor, pile),) = candidates_for(people.alice, NOW, load_weights()).rest.portion(0, 1)
    enter_payment(
        actor=people.alice, now=NOW, today=TODAY, account=Account.objects.get(pk=largest),
        currency=pile.currency, amount_minor=minor, received_on=TODAY - timedelta(days=9),
    )  # fmt: skip
    after = best_first(people.alice, NOW)
    assert {key for key, _ in listed} - {key for key, _ in _rows(after, ACCOUNTS)} == {largest}
    assert after.left == before.left - 1
    assert after.money[pile.currency] == before.money[pile.currency] - minor
