"""A browser with scripts switched off: every page is whole, and nothing on it waits for a script."""

from __future__ import annotations

import pytest

from browser.pages import pages_for

# Marks what is of use only with a script and hidden without one.
NEEDS_SCRIPT = "[data-show], [data-key-only], dialog *"


def _unusable(page) -> list[str]:
    """Why somebody without scripts would be stuck here."""
    found = [] if page.get_by_role("heading", level=1).first.is_visible() else [f"{page.url}: no heading"]
    for form in page.locator("form:visible").all():
        sends = form.locator("button:not([type=button]), input[type=submit]").count()
        if not sends and form.get_attribute("role") != "search":  # a single field is sent by the Enter key
            found.append(f"{page.url}: no way to send {form.evaluate('f => f.action')}")
    for button in page.locator(f"button[type=button]:visible:not({NEEDS_SCRIPT})").all():
        found.append(f"{page.url}: does nothing without a script: {button.inner_text()}")
    return found


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_every_page_is_whole_without_a_script(world, open_page, name):
    person = getattr(world.people, name)
    page = open_page(person, javascript=False)
    found = []
    for path in pages_for(world, person):
        page.goto(path)
        found += _unusable(page)
    assert not found, "\n".join(found)


def test_signing_in_and_out_needs_no_script(world, open_page):
    person = world.people.alice
    person.set_password("a password of twelve")
    person.save(update_fields=["password"])
    page = open_page(path="/", javascript=False)
    page.get_by_label("Name").fill("alice")
    page.get_by_label("Password").fill("a password of twelve")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    assert "/sign-in/" in page.url
