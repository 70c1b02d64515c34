"""Reading and changing scripts in a browser, with and without JavaScript."""

from __future__ import annotations

import shutil

import pytest

from duecourse.playbooks import own_folder

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = "/scripts/file/?file=scripts/first_reminder.md&account=A-100"


@pytest.fixture(autouse=True)
def no_own_playbooks():
    shutil.rmtree(own_folder(), ignore_errors=True)
    yield
    shutil.rmtree(own_folder(), ignore_errors=True)


def test_a_lead_changes_a_script_without_javascript(world, open_page, complaints):
    page = open_page(world.people.bob, SCRIPT, javascript=False)
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
