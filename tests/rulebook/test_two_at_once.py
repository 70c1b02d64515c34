"""Two people approve at the same instant: one version begins on a day, and one name stands beside the proposer's."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from duecourse.playbooks.policies import shelf
from duecourse.rulebook import actions
from duecourse.rulebook.actions import CannotDo
from duecourse.rulebook.models import PolicyDraft
from duecourse.teams.models import AuditEntry, Role, User
from make import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = TODAY + timedelta(days=5)


def proposed(actor, text):
    draft = actions.copy_pack(actor=actor, now=NOW, digest=shelf().shipped("house").digest)
    actions.save_draft(actor=actor, now=NOW, draft=draft, text=text, seen=draft.digest)
    draft.refresh_from_db()
    actions.propose_draft(actor=actor, now=NOW, draft=draft, starts_on=MONDAY, why="So")
    draft.refresh_from_db()
    return draft


def at_once(pairs) -> list[str]:
    """Everybody approves their draft at the same instant; what each was told."""
    start, told = threading.Barrier(len(pairs)), []

    def approve(actor, draft):
        try:
            start.wait(timeout=20)
            actions.approve_draft(actor=actor, now=NOW, draft=draft, seen=draft.digest)
            told.append("approved")
        except CannotDo as reason:
            told.append(str(reason))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(told)


def one_got_it(told: list[str]) -> bool:
    """One approved; the other was told why not, in words that depend on how far the first had come."""
    return len(told) == 2 and told.count("approved") == 1 and all(told)


def test_one_draft_gets_one_second_name(people, stricter):
    draft = proposed(people.bob, stricter)
    told = at_once([(people.erin, draft), (_another_lead(people), draft)])
    assert one_got_it(told)
    assert AuditEntry.objects.filter(verb="approve_policy").count() == 1


def test_of_two_drafts_for_one_day_one_begins(people, stricter):
    drafts = proposed(people.bob, stricter), proposed(people.bob, stricter.replace("limit = 2", "limit = 2 "))
    told = at_once([(people.erin, drafts[0]), (_another_lead(people), drafts[1])])
    assert one_got_it(told)
    assert PolicyDraft.objects.filter(state="active").count() == 1
    assert [pack.starts for pack in shelf().packs if pack.id == "house"] == [None, MONDAY]


def _another_lead(people):
    return User.objects.create(username="frieda", role=Role.LEAD, team=people.bob.team, time_zone="America/New_York")
