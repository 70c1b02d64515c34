"""What the desk calls due today is what the follow-ups page says, of every kind, for everybody."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from duecourse.calls.models import Callback, Commitment, DocumentRequest, Promise
from duecourse.followups.models import Reminder
from duecourse.followups.queries import FollowUpRow, due_by, follow_ups_for
from duecourse.receivables.models import Account, Dispute
from duecourse.teams.models import User
from make import NOW, TODAY, make_account, make_call, make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture(params=range(3))
def follow_ups(request, people) -> None:
    """One of everything in every state, owned by everybody and by nobody, around today."""
    chance = Random(request.param)
    accounts = [make_account(people.portfolio, time_zone=zone) for zone in ("", "Asia/Tokyo", "America/Los_Angeles")]
    accounts.append(make_account())  # in nobody's portfolio
    for _ in range(60):
        _make_one(chance, chance.choice(accounts), chance.choice([None, people.alice, people.bob]))
    make_call(accounts[1], people.alice, at=NOW - timedelta(days=1))
    make_call(accounts[2], people.alice, at=NOW - timedelta(days=1), outcome="no_answer")


def _make_one(chance: Random, account: Account, owner: User | None) -> None:
    common = {"account": account, "owner": owner}
    day, state = TODAY + timedelta(days=chance.randrange(-70, 4)), chance.choice(["open", "open", "cancelled"])
    kind = chance.choice([Promise, Promise, Commitment, DocumentRequest, Callback, Dispute, Reminder])
    if kind is Promise:
        state = chance.choice(["open", "broken", "part_kept", "kept"])
        common |= {"judged_at": NOW - timedelta(days=2), "closed_at": chance.choice([None, None, NOW])}
        make_promise(common.pop("account"), due_on=day, state=state, **common)
    elif kind is Dispute:
        common |= {"reason": "quality", "currency": "USD", "opened_at": NOW}
        Dispute.objects.create(due_on=day, state="open" if state == "open" else "settled", **common)
    elif kind is Callback:
        at = NOW + timedelta(hours=chance.randrange(-60, 60))
        Callback.objects.create(due_at=at, state=state, made_at=NOW, **common)
    else:
        if kind is Reminder and chance.random() < 0.5:
            del common["account"]
        what = "invoice" if kind is DocumentRequest else "Send it"
        kind.objects.create(what=what, due_on=day, state=state, made_at=NOW, **common)


def _is_due(row: FollowUpRow) -> bool:
    midnight = (NOW + timedelta(days=1)).date()
    return row.due_at.date() < midnight if row.due_at else row.due_on is not None and row.due_on < midnight


def test_it_is_what_the_page_shows_as_due(people, follow_ups) -> None:
    for actor in (people.alice, people.bob, people.dana, people.charlie):
        actor.time_zone = "UTC"
        waiting = follow_ups_for(actor, NOW, size=500).rows
        due = [row for row in waiting if _is_due(row)]
        for limit in (3, 500):
            assert due_by(actor, NOW, TODAY, limit) == due[:limit]


def test_nothing_is_looked_up_of_kinds_that_are_not_due(people, django_assert_num_queries) -> None:
    Reminder.objects.create(owner=people.alice, what="Look", due_on=TODAY, made_at=NOW)
    with django_assert_num_queries(9):
        assert [row.text for row in due_by(people.alice, NOW, TODAY, 12)] == ["Look"]
