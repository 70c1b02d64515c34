"""Changing one's own password."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.teams.models import AuditEntry, User

pytestmark = pytest.mark.django_db
OLD, NEW = "harbour-lights-42", "lantern-on-the-quay"


@pytest.fixture
def alice(people) -> Client:
    people.alice.set_password(OLD)
    people.alice.save()
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change(client: Client, old: str, new: str, again: str = ""):
    form = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(reverse("web:password"), form)


def test_a_person_changes_their_password_and_stays_signed_in(alice, people):
    assert change(alice, OLD, NEW).status_code == 302
    assert User.objects.get(username="alice").check_password(NEW)
    assert alice.get(reverse("web:me")).status_code == 200
    entry = AuditEntry.objects.get(verb="change_password")
    assert (entry.actor_name, entry.facts) == ("alice", {})


def test_other_sessions_of_the_same_person_end(alice, people):
    elsewhere = Client()
    elsewhere.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    change(alice, OLD, NEW)
    assert elsewhere.get(reverse("web:me")).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", NEW, NEW, "entered incorrectly"),
        (OLD, "short", "short", "at least 12 characters"),
        (OLD, NEW, "something-else-9", "match"),
        (OLD, "", "", "required"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(alice, old, new, again, says):
    assert says in change(alice, old, new, again).content.decode()
    assert User.objects.get(username="alice").check_password(OLD)
    assert not AuditEntry.objects.exists()


def test_the_administrations_own_link_leads_to_the_same_page(people):
    client = Client()
    client.force_login(people.erin, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:password_change"))["Location"] == reverse("web:password")
