"""Alice's day in Chromium: sign in, take the next account, read, call, promise, follow up; and the day after."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from duecourse.calls.models import Call, Callback, CallDraft, Promise
from duecourse.lib import clock
from duecourse.receivables.standing import refresh
from make import make_account, make_contact, make_creditor, make_invoice, make_promise

MORNING = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)  # 09:05 in New York


@pytest.fixture
def demo_day(settings, people):
    """The demo's clock on a Wednesday morning, and two accounts of Alice's: the larger one is the one to call."""
    settings.DEMO = True
    clock.set_demo(MORNING)
    creditor = make_creditor(name="Northwind Supplies")
    harbour = make_account(people.portfolio, creditor, name="Harbour Cafe")
    make_contact(harbour, name="Maria Lopez")
    make_invoice(harbour, 421_500, days_late=41)
    small = make_account(people.portfolio, creditor, name="Castle & Sons")
    make_invoice(small, 5_000, days_late=3)
    refresh(today=MORNING.date())
    return harbour


def take_and_call(page: Page) -> None:
    page.wait_for_load_state()  # keys act once the page's script has run
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Harbour Cafe", level=1)).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_label("Notes")).to_be_focused()


@pytest.mark.django_db(transaction=True)
def test_a_promise_with_two_keys_is_followed_up_and_climbs_when_it_breaks(open_page, demo_day):
    page = open_page(None, "/sign-in/")
    page.get_by_role("button", name="Alice").last.click()
    expect(page.get_by_role("button", name="Next account")).to_be_visible()
    take_and_call(page)
    page.get_by_label("Notes").press_sequentially("Freezer repaired, cash is back.")
    page.keyboard.press("Alt+1")
    expect(page.get_by_label("Amount, USD").first).to_have_value("4215.00")
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("Record written: Harbour Cafe.")).to_be_visible()
    expect(page.get_by_text("$4,215.00").first).to_be_visible()
    promise = Promise.objects.get()
    assert (promise.amount_minor, str(promise.due_on), promise.promised_by) == (421_500, "2026-11-20", "Maria Lopez")

    page.goto("/follow-ups/")
    expect(page.get_by_text("Harbour Cafe").first).to_be_visible()

    page.get_by_label("Move the date to").fill("2026-11-25")
    page.get_by_role("button", name="Move the date").click()
    page.goto("/")
    first = page.locator("[data-list] a").first
    expect(first).to_contain_text("Harbour Cafe")
    expect(first).to_contain_text("broken")
    promise.refresh_from_db()
    assert promise.state == "broken"


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_survives_a_closed_browser(open_page, demo_day, people):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.get_by_label("Notes").press_sequentially("She says the cheque is")
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        page.keyboard.press("Space")
    page.context.close()
    assert "cheque" in CallDraft.objects.get().body["discussed"]
    again = open_page(people.alice, f"/calls/{Call.objects.get().pk}/")
    expect(again.get_by_label("Notes")).to_have_value("She says the cheque is ")


@pytest.mark.django_db(transaction=True)
def test_a_call_without_a_next_step_is_not_closed_and_says_what_is_missing(open_page, demo_day, people, complaints):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.get_by_label("Notes").press_sequentially("Sent on Monday, she says.")
    page.keyboard.press("Alt+5")
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("alert")).to_contain_text("Say what happens next")
    expect(page.get_by_label("On", exact=True)).to_be_focused()  # what is missing is open, and the cursor stands there
    assert Call.objects.get().state == "open"
    complaints.clear()  # the page came back with status 422, as it should


@pytest.mark.django_db(transaction=True)
def test_nobody_answering_takes_two_keys_and_another_outcome_takes_the_suggestion_back(open_page, demo_day, people):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.keyboard.press("Alt+7")
    expect(page.get_by_label("What happens next")).to_have_value("Try again")
    page.keyboard.press("5")
    expect(page.get_by_label("What happens next")).to_have_value("")
    page.keyboard.press("7")
    page.keyboard.press("s")
    expect(page.get_by_text("Record written")).to_be_visible()
    assert str(Callback.objects.get().due_at.date()) == "2026-11-19"


@pytest.mark.django_db(transaction=True)
def test_a_suggestion_is_seen_as_one_and_goes_with_another_ending_after_the_page_was_loaded_again(
    open_page, demo_day, people
):
    page = open_page(people.alice, "/")
    take_and_call(page)
    amount, day = page.get_by_label("Amount, USD").first, page.get_by_label("By", exact=True).first
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        page.keyboard.press("Alt+1")
    expect(amount).to_have_css("border-style", "dashed")
    page.reload()
    expect(amount).to_have_value("4215.00")
    expect(amount).to_have_css("border-style", "dashed")
    amount.fill("500")
    expect(amount).to_have_css("border-style", "solid")
    page.keyboard.press("Alt+2")
    expect(amount).to_have_value("500")  # typed: it stays
    expect(day).to_have_value("2026-11-20")
    amount.fill("")
    page.keyboard.press("Alt+6")
    expect(day).to_have_value("")
    page.keyboard.press("Alt+2")
    expect(amount).to_have_value("")  # what part it is nobody can know


@pytest.mark.django_db(transaction=True)
def test_words_typed_after_the_session_ended_are_not_called_kept_and_come_back(open_page, demo_day, people, complaints):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Notes").press_sequentially("The cheque is in the post.")
    expect(page.get_by_text("You are signed out. Your text is kept in this browser")).to_be_visible()
    page.keyboard.press("Alt+5")
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("You were signed out, so that was not saved.")).to_be_visible()
    page.get_by_role("button", name="Alice").last.click()
    expect(page.get_by_label("Notes")).to_have_value("The cheque is in the post.")
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
    assert CallDraft.objects.get().body["discussed"] == "The cheque is in the post."
    complaints.clear()  # the draft that found no session


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_one_call_never_lose_each_others_words(open_page, demo_day, people):
    page = open_page(people.alice, "/")
    take_and_call(page)
    second = page.context.new_page()
    second.goto(page.url)
    page.get_by_label("Notes").fill("From the first window.")
    expect(second.get_by_label("Notes")).to_have_value("From the first window.")
    with second.expect_response(lambda answer: answer.url.endswith("/draft/")):
        second.get_by_label("Notes").press_sequentially(" And the second.")
    expect(page.get_by_label("Notes")).to_have_value("From the first window. And the second.")
    second.wait_for_timeout(500)
    assert CallDraft.objects.get().body["discussed"] == "From the first window. And the second."


@pytest.mark.django_db(transaction=True)
def test_a_long_text_pasted_into_the_notes_is_kept_whole_and_asked_about(open_page, demo_day, people, complaints):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.get_by_label("Notes").fill("<b>я</b> " * 5_000)
    page.keyboard.press("Alt+7")
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("alert")).to_contain_text("Notes hold 20,000 characters")
    assert len(CallDraft.objects.get().body["discussed"]) == 45_000
    complaints.clear()


@pytest.mark.django_db(transaction=True)
def test_a_figure_far_above_what_is_open_is_asked_about_while_it_is_typed(open_page, demo_day, people):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.get_by_label("Notes").press_sequentially("She has the money.")
    page.keyboard.press("Alt+1")
    page.get_by_label("Amount, USD").first.fill("42150")
    page.get_by_label("By", exact=True).first.fill("2026-11-26")
    question = page.get_by_label("That is $37,935.00 more than is open. Keep it?")
    expect(question).to_be_visible()
    expect(page.get_by_text("Thu 26 Nov is Thanksgiving Day")).to_be_visible()
    question.check()
    page.get_by_label("Amount, USD").first.fill("4215")
    expect(question).to_be_hidden()
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("Record written: Harbour Cafe.")).to_be_visible()
    assert Promise.objects.get().amount_minor == 421_500


@pytest.mark.django_db(transaction=True)
def test_a_payment_entered_by_hand_keeps_the_promise_at_once(open_page, demo_day, people):
    make_promise(demo_day, 421_500, due_on=date(2026, 11, 20), owner=people.alice)
    page = open_page(people.alice, f"/accounts/{demo_day.pk}/")
    page.get_by_role("link", name="Money arrived").click()
    page.get_by_label("Amount, USD").fill("4215")
    page.get_by_role("button", name="Enter the payment").click()
    expect(page.get_by_text("1 of 1 kept")).to_be_visible()
    page.get_by_text("Not today").click()
    expect(page.get_by_text("paid $4,215 today")).to_be_visible()
    page.goto("/follow-ups/?view=judged")
    expect(page.get_by_text("✓ kept")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_hardship_is_put_on_hold_with_one_tick(open_page, demo_day, people):
    page = open_page(people.alice, "/")
    take_and_call(page)
    page.get_by_label("Notes").press_sequentially("The shop was flooded.")
    page.get_by_text("Other endings").click()
    page.get_by_label("Hardship", exact=True).check()
    page.get_by_label("Hardship: put the account on hold").check()
    page.get_by_role("button", name="Save", exact=False).last.click()
    expect(page.get_by_text("Record written")).to_be_visible()
    expect(page.get_by_text("Ask how things stand.")).to_be_visible()
    assert str(demo_day.holds.get().until_on) == "2026-12-18"
