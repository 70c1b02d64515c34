"""Every page that a person can reach, in light and dark and on a phone: axe-core finds nothing, nothing overflows."""

from __future__ import annotations

import pytest

from browser.axe import violations
from browser.pages import PHONE, WIDE, pages_for

ROLES = ("alice", "bob", "dana", "erin")
# What a dark page can get wrong that the light one got right.
IN_THE_DARK = ("color-contrast", "link-in-text-block")


def _walk(page, paths, look) -> list[str]:
    """Everything wrong on any of them at once: one run tells the whole story."""
    found = []
    for path in paths:
        page.goto(path)
        found += look(page)
    return found


def _too_wide(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{page.url} is {wide} px wider than the screen"] if wide > 0 else []


@pytest.mark.parametrize("name", ROLES)
def test_every_page_is_accessible(world, open_page, name):
    person = getattr(world.people, name)
    paths = pages_for(world, person)
    assert paths
    assert _walk(open_page(person), paths, lambda page: violations(page) + _too_wide(page)) == []


@pytest.mark.parametrize("name", ROLES)
def test_every_page_has_enough_contrast_in_the_dark(world, open_page, name):
    person = getattr(world.people, name)
    page = open_page(person, scheme="dark", size=WIDE)
    assert _walk(page, pages_for(world, person), lambda page: violations(page, only=IN_THE_DARK)) == []


def test_every_page_fits_a_phone_held_upright(world, open_page):
    person = world.people.bob
    page = open_page(person, size=PHONE)
    assert _walk(page, pages_for(world, person), lambda page: violations(page) + _too_wide(page)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_stranger_meets_is_accessible(world, open_page, complaints, scheme):
    page = open_page(path="/sign-in/", scheme=scheme)
    found = violations(page)
    page.get_by_label("Name").fill("alice")
    page.get_by_label("Password").fill("not her password")
    page.get_by_role("button", name="Sign in").click()
    found += violations(page)
    page.goto("/accounts/999999/")
    assert found + violations(page) == []
    complaints.clear()  # the browser notes each answer that is not a success


def test_a_page_that_is_not_there_is_accessible(world, open_page, complaints):
    page = open_page(world.people.charlie, f"/accounts/{world.account.pk}/")
    assert violations(page) == []
    assert page.get_by_role("heading", level=1).is_visible()
    complaints.clear()
