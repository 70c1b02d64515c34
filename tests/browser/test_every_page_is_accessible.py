"""Every page that a person can reach, in light and dark and on a phone: axe-core finds nothing, nothing overflows."""

from __future__ import annotations

import pytest

from browser.axe import SCRIPT, violations
from browser.pages import PHONE, WIDE, pages_of_everybody

ROLES = ("alice", "bob", "dana", "erin")
# What a dark page can get wrong that the light one got right.
IN_THE_DARK = ("color-contrast", "link-in-text-block")


def _walk(visits, look) -> str:
    """Everything wrong on any of them, each fault once with the pages that have it: one run tells the whole story.
    A visit is a window and where it goes."""
    assert visits
    found: dict[str, list[str]] = {}
    for page, path in visits:
        page.goto(path)
        for fault in look(page):
            found.setdefault(fault, []).append(path)
    return "\n".join(
        f"{fault}\n    on {' '.join(where[:4])}{f' and {len(where) - 4} more' if len(where) > 4 else ''}"
        for fault, where in found.items()
    )


def _too_wide(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"the page is {wide} px wider than the screen"] if wide > 0 else []


def _faults(page) -> list[str]:
    """One visit for all: the page changes its colours the moment the system does, and its places when it is turned."""
    by_day = violations(page) + _too_wide(page)
    page.emulate_media(color_scheme="dark")
    by_night = [f"in the dark: {fault}" for fault in violations(page, only=IN_THE_DARK)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    # The colours stay: tests/guards/tree/test_styles.py
    upright = [f"on a phone: {fault}" for fault in violations(page, but=IN_THE_DARK) + _too_wide(page)]
    page.set_viewport_size(WIDE)
    return by_day + by_night + upright


@pytest.mark.parametrize("half", [0, 1], ids=["one half", "the other"])  # so that two workers share them
def test_every_page_is_accessible_in_light_and_dark_and_fits_a_phone(world, open_page, half):
    people = [getattr(world.people, name) for name in ROLES]
    windows = {person: open_page(person) for person in people}
    for window in windows.values():
        window.add_init_script(SCRIPT)
    visits = [(windows[person], path) for person, path in pages_of_everybody(world, people, part=half, of=2)]
    assert {page for page, _ in visits} == set(windows.values())
    faults = _walk(visits, _faults)
    assert not faults, faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_stranger_meets_is_accessible(world, open_page, scheme):
    page = open_page(path="/sign-in/", scheme=scheme)
    found = violations(page)
    page.get_by_label("Name").fill("alice")
    page.get_by_label("Password").fill("not her password")
    page.get_by_role("button", name="Sign in").click()
    found += violations(page)
    page.goto("/accounts/999999/")
    assert found + violations(page) == []


def test_a_page_that_is_not_there_is_accessible(world, open_page):
    page = open_page(world.people.charlie, f"/accounts/{world.account.pk}/")
    assert violations(page) == []
    assert page.get_by_role("heading", level=1).is_visible()
