"""What waits, of every kind, for everybody. Told one by one from the rows, it is what the follow-ups page says, and
what the desk calls due today is its beginning."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from duecourse.calls.models import Call, Callback, Commitment, DocumentRequest, Promise
from duecourse.followups.due import BROKEN, MINE, NOT_REACHED, TEAM, VIEWS
from duecourse.followups.kinds import KINDS, Kind
from duecourse.followups.models import Reminder
from duecourse.followups.queries import FollowUpRow, due_by, follow_ups_for
from duecourse.receivables.models import Account, Dispute
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User
from duecourse.teams.queries import teammates_for
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
        Dispute.objects.create(
            due_on=chance.choice([day, day, None]), state="open" if state == "open" else "settled", **common
        )
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


def _waits(kind: Kind, item: Any) -> bool:
    if item.state == "open":
        return True
    if kind.name != "promise" or item.state not in BROKEN or item.closed_at or item.due_on < TODAY - timedelta(days=60):
        return False
    since = Call.objects.filter(account=item.account, state="closed", started_at__gte=item.judged_at)
    return all(call.records.latest("pk").outcome in NOT_REACHED for call in since)


def _may_see(actor: User, item: Any) -> bool:
    if item.account is None:
        return item.owner in teammates_for(actor)
    return item.account in accounts_for(actor)


def _holds(view: str, actor: User, item: Any) -> bool:
    if view == MINE:
        return item.owner in (actor, None)
    due = item.due_at if hasattr(item, "due_at") else item.due_on
    late = due is not None and due < (NOW if hasattr(item, "due_at") else TODAY)
    return view == TEAM or late or item.state in BROKEN


@pytest.mark.parametrize("who", ["alice", "bob", "dana", "charlie"])
def test_each_view_holds_what_its_name_says_and_says_how_much(people, follow_ups, who) -> None:
    actor = getattr(people, who)
    waiting = [(kind, item) for kind in KINDS.values() for item in kind.rows.all() if _waits(kind, item)]
    seen = [(kind, item) for kind, item in waiting if _may_see(actor, item)]
    for view in VIEWS:
        expected = {(kind.name, item.pk) for kind, item in seen if _holds(view, actor, item)}
        page = follow_ups_for(actor, NOW, view, size=500)
        assert {(row.kind, row.pk) for row in page.rows} == expected
        assert len(page.rows) == page.counts[view]
        days = [row.due_on or date.max for row in page.rows]
        assert days == sorted(days)
        pages = [follow_ups_for(actor, NOW, view, page=n, size=7).rows for n in range(1, len(expected) // 7 + 2)]
        assert tuple(row for rows in pages for row in rows) == page.rows


def test_what_has_no_day_comes_after_everything_that_has_one(people) -> None:
    account = make_account(people.portfolio)
    common = {"account": account, "owner": people.alice, "reason": "quality", "currency": "USD", "opened_at": NOW}
    for day in (None, None, TODAY, None):
        Dispute.objects.create(due_on=day, **common)
    first = follow_ups_for(people.alice, NOW, size=2)
    assert [row.due_on for row in first.rows] == [TODAY, None]
    assert first.has_more


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
