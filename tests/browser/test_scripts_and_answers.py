"""Reading and changing scripts in a browser: accessible, on a phone, in the dark, with and without JavaScript."""

from __future__ import annotations

import shutil

import pytest

from browser.axe import violations
from browser.pages import PHONE, WIDE
from duecourse.playbooks import own_folder

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    "/scripts/",
    "/scripts/check/",
    "/scripts/file/?file=scripts/first_reminder.md&account=A-100",
    "/scripts/file/?file=objections/paid_already.toml&account=A-100",
    "/scripts/file/edit/?file=scripts/first_reminder.md&account=A-100",
)


@pytest.fixture(autouse=True)
def no_own_playbooks():
    shutil.rmtree(own_folder(), ignore_errors=True)
    yield
    shutil.rmtree(own_folder(), ignore_errors=True)


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
def test_the_pages_of_scripts_have_no_barrier(world, open_page, size, scheme):
    page = open_page(world.people.bob, PAGES[0], size=size, scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_a_lead_changes_a_script_without_javascript(world, open_page, complaints):
    page = open_page(world.people.bob, PAGES[2], javascript=False)
    page.get_by_role("link", name="Change it").click()
    text = page.get_by_label("The text", exact=True)
    text.fill(text.input_value().replace("- [many_overdue] Which day", "- [many_overdue] You forgot. Which day"))
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("We do not know that.").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Not saved.").wait_for()
    complaints.clear()  # the browser notes that the text was refused, as it should
    text = page.get_by_label("The text", exact=True)
    text.fill(text.input_value().replace("You forgot. Which day", "Which weekday"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. It is in force").wait_for()
    page.get_by_text("Which weekday can you pay them?", exact=True).wait_for()
    page.get_by_role("button", name="Take back to how it came").click()
    page.get_by_text("Taken back").wait_for()


def test_an_answer_is_found_by_what_they_said(world, open_page):
    page = open_page(world.people.alice, f"/calls/{world.open_call.pk}/")
    page.get_by_label("Search the cards").fill("boss sign")
    shown = page.locator("#objections > details:visible summary").all_inner_texts()
    assert shown == ["“It needs approval first”"]
    page.locator("#objections > details:visible summary").click()
    page.get_by_text("I see, thank you. Who has to sign it?").wait_for()
