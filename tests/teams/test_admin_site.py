"""The administration: who gets in, what they may change, and that the audit log saw it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from duecourse.receivables.models import Account, Creditor
from duecourse.teams import actions, audit
from duecourse.teams.admin import Page, ReadOnlyPage
from duecourse.teams.models import AuditEntry, Portfolio, Role, Team, User
from make import NOW, make_account, make_creditor, make_invoice

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def erin(people) -> Client:
    return signed_in(people.erin)


def written() -> list[tuple[str, str, dict]]:
    assert audit.verify().first_broken is None
    return list(AuditEntry.objects.order_by("sequence").values_list("verb", "actor_name", "facts"))


def test_people_sign_in_on_our_own_page_not_on_djangos(people):
    answer = Client().get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('web:sign_in')}?next={reverse('admin:index')}"
    assert answer.templates[0].name == "web/sign_in.html"


@pytest.mark.parametrize("name", ["alice", "bob", "dana"])
def test_whoever_is_no_administrator_is_sent_back_to_the_desk_once(people, name):
    client = signed_in(getattr(people, name))
    first = client.get(reverse("admin:index"))
    assert client.get(first["Location"])["Location"] == "/"


def test_the_role_alone_makes_an_administrator(people):
    """No second flag to set, none to forget."""
    User.objects.filter(pk=people.erin.pk).update(is_staff=False, is_superuser=False)
    assert signed_in(people.erin).get(reverse("admin:index")).status_code == 200
    User.objects.filter(pk=people.alice.pk).update(is_staff=True, is_superuser=True)
    assert signed_in(people.alice).get(reverse("admin:index")).status_code == 302


def test_a_new_person_can_sign_in_and_is_in_the_audit_log_without_the_password(erin, people):
    answer = erin.post(
        reverse("admin:teams_user_add"),
        {
            "username": "ivy", "first_name": "Ivy", "role": "caller", "team": people.portfolio.team_id,
            "time_zone": "Europe/London",
            "password1": "harbour-lights-42", "password2": "harbour-lights-42",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    assert User.objects.get(username="ivy").check_password("harbour-lights-42")
    [(verb, actor, facts)] = written()
    assert (verb, actor) == ("add_user", "erin")
    assert facts == {
        "username": "ivy", "first_name": "Ivy", "role": "caller", "team": "North", "time_zone": "Europe/London",
    }  # fmt: skip


def test_a_caller_without_a_team_is_refused_with_a_sentence(erin, people):
    answer = erin.post(
        reverse("admin:teams_user_add"),
        {
            "username": "ivy",
            "role": "caller",
            "team": "",
            "time_zone": "UTC",
            "password1": "harbour-lights-42",
            "password2": "harbour-lights-42",
        },
    )
    assert "A caller or a lead belongs to a team: choose one." in answer.content.decode()
    assert not User.objects.filter(username="ivy").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("teams_user", ("Add person", "Name to sign in with", "Role", "Their day, their list and their goal")),
        ("teams_portfolio", ("Who works its accounts",)),
        ("receivables_creditor", ("We collect for them", "Days of grace", "until it is broken", "Number to call back")),
    ],
)
def test_the_forms_speak_of_the_work_and_not_of_columns(erin, name, words):
    page = erin.get(reverse(f"admin:{name}_add")).content.decode()
    assert [word for word in words if word not in page] == []
    assert "authentication" not in page


def test_nobody_of_another_team_comes_into_a_portfolio_by_a_slip(erin, people):
    form = {"name": "Cafes", "team": people.portfolio.team_id, "callers": [people.alice.pk, people.charlie.pk]}
    answer = erin.post(reverse("admin:teams_portfolio_add"), form)
    assert "Not on the team North: Charlie. Choose people of that team." in answer.content.decode()
    form["callers"] = [people.alice.pk]
    assert erin.post(reverse("admin:teams_portfolio_add"), form).status_code == 302


def test_the_way_in_names_what_is_there(erin):
    page = erin.get(reverse("admin:index")).content.decode()
    for words in ("People and teams", "Creditors and ledger", "Imported files", "API tokens"):
        assert words in page
    assert "batchs" not in page


def test_the_ledger_reads_as_money(erin):
    make_invoice(make_account(), 1_234_50, number="INV-9")
    page = erin.get(reverse("admin:receivables_invoice_changelist")).content.decode()
    assert page.count("$1,234.50") == 2


def test_a_person_without_a_password_is_not_made_by_mistake(erin, people):
    form = {"username": "ivy", "role": "caller", "team": people.portfolio.team_id, "time_zone": "UTC"}
    assert erin.post(reverse("admin:teams_user_add"), form).status_code == 200
    assert not User.objects.filter(username="ivy").exists()


def test_a_changed_role_says_what_it_became(erin, people):
    form = {
        "username": "alice", "first_name": "Alice", "role": "lead", "team": people.alice.team_id,
        "time_zone": "America/New_York", "daily_goal": "40", "single_keys": "on", "is_active": "on",
    }  # fmt: skip
    address = reverse("admin:teams_user_change", args=[people.alice.pk])
    assert erin.post(address, form).status_code == 302
    assert written() == [("change_user", "erin", {"role": "lead"})]
    assert erin.post(address, form).status_code == 302
    assert len(written()) == 1  # saved again unchanged: nothing happened, nothing is written


def test_a_password_set_for_somebody_is_audited(erin, people):
    address = reverse("admin:auth_user_password_change", args=[people.alice.pk])
    secret = {"usable_password": "true", "password1": "harbour-lights-42", "password2": "harbour-lights-42"}
    assert erin.get(address).status_code == 200
    assert erin.post(address, {**secret, "set-password": "1"}).status_code == 302
    assert written() == [("set_password", "erin", {})]
    assert User.objects.get(username="alice").check_password("harbour-lights-42")


def test_a_short_password_changes_nothing(erin, people):
    address = reverse("admin:auth_user_password_change", args=[people.alice.pk])
    answer = erin.post(address, {"usable_password": "true", "password1": "short", "password2": "short"})
    assert "at least 12 characters" in answer.content.decode()
    assert written() == []


def test_callers_of_a_portfolio_are_audited_by_name(erin, people):
    address = reverse("admin:teams_portfolio_change", args=[people.portfolio.pk])
    form = {"name": "Retail", "team": people.portfolio.team_id, "callers": [people.alice.pk, people.bob.pk]}
    assert erin.post(address, form).status_code == 302
    assert set(people.portfolio.callers.all()) == {people.alice, people.bob}
    assert written() == [("change_portfolio", "erin", {"callers": ["alice", "bob"]})]


def test_chosen_accounts_are_put_into_a_portfolio_in_one_entry(erin, people):
    accounts = [make_account(people.portfolio) for _ in range(3)]
    chosen = [a.pk for a in accounts[:2]]
    erin.post(
        reverse("admin:receivables_account_changelist"),
        {"action": "put_into_portfolio", "_selected_action": chosen, "portfolio": people.other_portfolio.pk},
    )
    assert set(Account.objects.filter(portfolio=people.other_portfolio).values_list("pk", flat=True)) == set(chosen)
    assert written() == [("assign_portfolio", "erin", {"accounts": chosen, "portfolio": "South: Retail"})]


def test_moving_accounts_without_saying_where_changes_nothing(erin, people):
    account = make_account(people.portfolio)
    answer = erin.post(
        reverse("admin:receivables_account_changelist"),
        {"action": "put_into_portfolio", "_selected_action": [account.pk], "portfolio": ""},
        follow=True,
    )
    assert "Choose the portfolio beside the action" in answer.content.decode()
    assert written() == []


def test_a_creditors_code_that_rules_name_is_not_changed_under_them(erin, people, tmp_path, monkeypatch):
    creditor = make_creditor(code="acme")
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    own = tmp_path / "playbooks" / "policies" / "acme.toml"
    own.parent.mkdir(parents=True)
    rule = """
    id = "acme-own"\ntitle = "Acme's own"\nlayer = "house"\njurisdictions = ["*"]\nversion = 2026-11-18
    [[rules]]
    id = "ACME-1"\nkind = "opt_out_line"\ntext = "A line"\ncitation = "Acme"\nstatus = "verified"
    effective = 2026-01-01\nwhen = { creditor = ["acme"] }
    examples = [{ at = "2026-04-09 10:00", channel = "email", expect = "allowed" }]
    """
    own.write_text(rule)
    address = reverse("admin:receivables_creditor_change", args=[creditor.pk])
    form = dict(erin.get(address).context["adminform"].form.initial)
    form = {name: value for name, value in form.items() if value not in (None, False)} | {"code": "acme-ltd"}
    assert "Rules name this creditor by “acme” (Acme&#x27;s own)" in erin.post(address, form).content.decode()
    own.write_text(rule.replace('["acme"]', '["acme", "acme-ltd"]'))
    assert erin.post(address, form).status_code == 302
    assert Creditor.objects.get(pk=creditor.pk).code == "acme-ltd"


def test_what_callers_may_decide_is_kept_in_the_shape_that_call_analysis_reads(erin, people):
    creditor = make_creditor(authority={"may_promise": ["call back"]})
    address = reverse("admin:receivables_creditor_change", args=[creditor.pk])
    form = dict(erin.get(address).context["adminform"].form.initial)
    assert form["may_promise"] == "call back"
    form = {name: value for name, value in form.items() if value not in (None, False)}
    form |= {
        "may_waive_fees_up_to": "25.00", "may_discount_percent": "2.5", "may_agree_instalments": "3",
        "may_promise": "call back\nsend statement\n\n",
    }  # fmt: skip
    unclear = erin.post(address, {**form, "may_waive_fees_up_to": "1.000"}).content.decode()
    assert "1.000 could be read in two ways. Write 1000 or 1,000 or 1.00" in unclear
    assert erin.post(address, form).status_code == 302
    assert Creditor.objects.get(pk=creditor.pk).authority == {
        "may_waive_fees_up_to": "25.00", "may_discount_percent": "2.5", "may_agree_instalments": 3,
        "may_promise": ["call back", "send statement"],
    }  # fmt: skip
    [(verb, _, facts)] = written()
    assert verb == "change_creditor"
    assert facts["may_waive_fees_up_to"] == "25.00"


def test_a_currency_that_does_not_exist_is_refused(erin, people):
    form = {"code": "x", "name": "X", "currency": "XXY", "country": "US", "time_zone": "UTC", "terms_days": 30,
            "grace_days": 3}  # fmt: skip
    answer = erin.post(reverse("admin:receivables_creditor_add"), form)
    assert answer.status_code == 200
    assert not Creditor.objects.exists()


def test_revoking_tokens_stops_them_and_shows_no_digest(erin, people):
    token, secret = actions.issue_token(actor=people.alice, now=NOW, name="dialler")
    page = erin.get(reverse("admin:teams_apitoken_change", args=[token.pk])).content.decode()
    assert "dialler" in page
    assert token.digest not in page
    erin.post(reverse("admin:teams_apitoken_changelist"), {"action": "revoke", "_selected_action": [token.pk]})
    assert actions.use_token(now=NOW, secret=secret) is None
    assert written()[-1][:2] == ("revoke_token", "erin")


def test_nothing_is_deleted_and_the_ledger_is_read_only(erin, people):
    invoice = make_invoice(make_account(people.portfolio))
    assert erin.get(reverse("admin:receivables_invoice_change", args=[invoice.pk])).status_code == 200
    for address in (
        reverse("admin:receivables_invoice_delete", args=[invoice.pk]),
        reverse("admin:receivables_account_delete", args=[invoice.account_id]),
        reverse("admin:teams_user_delete", args=[people.alice.pk]),
        reverse("admin:receivables_invoice_add"),
    ):
        assert erin.post(address, {"post": "yes"}).status_code == 403
    assert erin.post(reverse("admin:receivables_invoice_change", args=[invoice.pk]), {"number": "X"}).status_code == 403


def test_only_pages_that_keep_the_audit_log_are_there():
    pages = {type(page) for page in admin.site._registry.values()}
    assert pages
    assert all(issubclass(page, Page) for page in pages)
    for name in ("Invoice", "Payment", "Allocation", "Hold", "AuditEntry", "ContactDecision"):
        [page] = [p for model, p in admin.site._registry.items() if model.__name__ == name]
        assert isinstance(page, ReadOnlyPage)


def test_every_page_of_the_administration_opens(erin, people):
    make_invoice(make_account(people.portfolio))
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert erin.get(reverse(f"{name}_changelist")).status_code == 200, name
        assert erin.get(reverse(f"{name}_changelist"), {"q": "x"}).status_code == 200, name
        if not isinstance(page, ReadOnlyPage) and page.has_add_permission(_as(people.erin)):
            assert erin.get(reverse(f"{name}_add")).status_code == 200, name
        if row := model._default_manager.first():
            assert erin.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, name


def _as(person: User):
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = person
    return request


def test_the_database_itself_keeps_a_caller_on_a_team(people):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="nobody", role=Role.CALLER)
    assert Team.objects.count() == 2
    assert Portfolio.objects.count() == 2
