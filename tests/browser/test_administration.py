"""The administration under our content security policy: nothing on its pages is refused, and it does its work."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse

from duecourse.receivables.models import Account
from duecourse.teams.admin import ReadOnlyPage


def _addresses():
    yield reverse("admin:index")
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if row := model._default_manager.first():
            yield reverse(f"{name}_change", args=[row.pk])
        if not isinstance(page, ReadOnlyPage) and model._meta.model_name in ("user", "team", "portfolio", "creditor"):
            yield reverse(f"{name}_add")


def test_no_page_of_the_administration_asks_for_what_the_policy_refuses(world, open_page):
    """Whatever a page complains about fails the test: see conftest.py."""
    page = open_page(world.people.erin, reverse("admin:index"))
    for address in _addresses():
        page.goto(address)
        assert page.get_by_role("heading", level=1).first.is_visible(), address
    page.goto(reverse("admin:auth_user_password_change", args=[world.people.alice.pk]))
    assert page.get_by_role("button", name="Change password").is_visible()


def test_an_administrator_moves_accounts_between_portfolios(world, open_page):
    page = open_page(world.people.erin, reverse("admin:receivables_account_changelist"))
    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_label("Action:").select_option(label="Put into portfolio")
    page.get_by_label("Portfolio:").select_option(label="South: Retail")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("moved to South: Retail.").wait_for()
    assert Account.objects.get(pk=world.account.pk).portfolio == world.people.other_portfolio


def test_the_way_in_is_our_sign_in_page_and_the_menu(world, open_page):
    page = open_page(world.people.erin, "/me/")
    page.locator("details.menu summary").last.click()
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("link", name="Duecourse administration").wait_for()
    page = open_page(path=reverse("admin:index"))
    page.get_by_role("heading", name="Duecourse").wait_for()
    assert page.url.endswith(f"/sign-in/?next={reverse('admin:index')}")
