"""Your settings: nobody is offered what they may not do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.teams.models import ApiToken
from make import NOW

pytestmark = pytest.mark.django_db


def page(person) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("web:me")).content.decode()


def test_an_auditor_is_offered_no_form_that_answers_403(people) -> None:
    ApiToken.objects.create(user=people.dana, name="report", digest="0" * 64, created_at=NOW)
    shown = page(people.dana)
    assert "report" in shown
    for offered in ("Make a token", "Revoke<", ">Save<"):
        assert offered not in shown
    assert shown.count("disabled") == 4
    assert "Make a token" in page(people.alice)
