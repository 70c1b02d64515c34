"""The sound of a call in Chromium: uploaded, drawn, and played from the second that one points at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from duecourse.calls import jobs
from duecourse.calls.models import Call
from duecourse.lib import clock
from make import make_account, make_contact, make_creditor, make_invoice
from quality.talks import make_reviewed_call
from speech.sounds import RECORDINGS

MORNING = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)  # 09:05 in New York


@pytest.fixture
def call(settings, people) -> Call:
    settings.DEMO = True
    clock.set_demo(MORNING)
    account = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    make_contact(account)
    make_invoice(account, number="INV-1042")
    return make_reviewed_call(account, people.alice)


def plays_from(page: Page, second: float) -> None:
    page.wait_for_function("s => Math.abs(document.querySelector('audio').currentTime - s) < 1", arg=second)


@pytest.mark.django_db(transaction=True)
def test_a_recording_is_measured_drawn_and_played_from_where_one_points(open_page, people, call):
    page = open_page(people.alice, f"/calls/{call.pk}/recording/")
    page.get_by_label("The file").set_input_files(RECORDINGS / "call.ogg")
    page.get_by_label("Left").check()
    page.get_by_role("button", name="Keep and measure it").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    jobs.measure_recordings()
    expect(page.get_by_text("Our share of the talk")).to_be_visible()  # the page noticed by itself
    expect(page.locator("svg.talk .cut")).to_have_count(1)
    page.get_by_text("Who spoke when (").click()
    place = page.locator("tbody a[data-at]").nth(5)
    place.focus()
    page.keyboard.press("Enter")
    plays_from(page, float(place.get_attribute("data-at") or 0))

    page.get_by_role("link", name="Look back on what was said").click()
    turn = page.get_by_role("link", name="Play from 0:0").last
    turn.click()
    plays_from(page, float(turn.get_attribute("data-at") or 0))


@pytest.mark.django_db(transaction=True)
def test_without_a_script_a_second_is_a_link(open_page, people, call):
    page = open_page(people.alice, f"/calls/{call.pk}/recording/", javascript=False)
    page.get_by_label("The file").set_input_files(RECORDINGS / "phone-8k-mulaw.wav")
    page.get_by_label("Left").check()
    page.get_by_role("button", name="Keep and measure it").click()
    jobs.measure_recordings()
    page.reload()
    page.get_by_text("Who spoke when (").click()
    place = page.locator("tbody a[data-at]").nth(1)
    second = place.get_attribute("data-at")
    place.click()
    expect(page.locator("audio")).to_have_attribute("src", f"/calls/{call.pk}/recording/audio/#t={second}")
