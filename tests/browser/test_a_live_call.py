"""A call in Chromium while it goes on: a telephone system says what is said, and the caller sees one prompt that stands
in nobody's way; without a telephone system lines are typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from duecourse.calls import actions
from duecourse.calls.live import turns as live
from duecourse.calls.models import Call, CallDraft, LiveTurn, Promise
from duecourse.domain.conversation.turns import Turn
from duecourse.lib import clock
from make import make_account, make_contact, make_creditor, make_invoice

MORNING = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)  # 09:05 in New York


@pytest.fixture
def call(settings, people) -> Call:
    settings.DEMO = True
    clock.set_demo(MORNING)
    account = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    make_invoice(account, number="INV-1042")
    return actions.start_call(actor=people.alice, now=MORNING, account=account, contact=make_contact(account))


def telephone(people, call: Call, *said: str) -> None:
    """What a telephone system hears: lines "us: ..." and "them: ..."."""
    n = LiveTurn.objects.filter(call=call).count()
    for line in said:
        n += 1
        who, _, text = line.partition(": ")
        turn = Turn(n, {"us": "caller", "them": "client"}[who], text)
        live.add_turns(actor=people.alice, now=MORNING, call=call, turns=[turn])


OPENING = ("us: Hi, it's Alice from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")


def opened(open_page, people, call: Call) -> Page:
    page = open_page(people.alice, f"/calls/{call.pk}/")
    page.wait_for_load_state()
    return page


@pytest.mark.django_db(transaction=True)
def test_what_a_telephone_system_hears_prompts_and_ticks_and_is_dismissed_with_one_key(open_page, people, call):
    page = opened(open_page, people, call)
    page.get_by_label("Notes").press_sequentially("Maria picks up.")
    telephone(people, call, *OPENING, "us: You owe us 980 dollars on INV-1042.")
    prompt = page.get_by_role("status").filter(has_text="On file it is")
    expect(prompt).to_contain_text("You said $980.00. On file it is $890.00.")
    expect(page.get_by_label("Right person")).to_be_checked()
    expect(page.get_by_label("Right amount")).not_to_be_checked()
    expect(page.get_by_label("Notes")).to_be_focused()  # nobody was taken out of their sentence
    page.keyboard.press("Alt+x")
    expect(page.locator("[data-prompt]")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-prompt]")).to_have_count(0)
    telephone(people, call, "us: Sorry, 890 dollars. When could you pay it?", "them: I'll pay it next Friday.")
    expect(page.locator("[data-prompt]")).to_contain_text("Which Friday: 20 November or 27 November?")


@pytest.mark.django_db(transaction=True)
def test_a_point_that_the_caller_takes_away_is_not_ticked_again(open_page, people, call):
    page = opened(open_page, people, call)
    telephone(people, call, *OPENING)
    box = page.get_by_label("Right person")
    expect(box).to_be_checked()
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        box.uncheck()
    telephone(people, call, "us: It's about invoice INV-1042, 890 dollars.")
    expect(page.get_by_label("Right amount")).to_be_checked()
    expect(box).not_to_be_checked()
    page.reload()
    expect(page.get_by_label("Right amount")).to_be_checked()
    expect(box).not_to_be_checked()


@pytest.mark.django_db(transaction=True)
def test_lines_are_typed_with_keys_alone_and_draft_the_record(open_page, people, call):
    page = opened(open_page, people, call)
    page.keyboard.press("Alt+t")
    line, who = page.get_by_label("What is said", exact=True).last, page.get_by_label("Who says it")
    said = (
        *OPENING, "us: It's INV-1042, 890 dollars. When could you pay it?", "them: I'll pay the 890 on Friday.",
        "us: So 890 dollars on Friday the 20th. Thank you, goodbye.",
    )  # fmt: skip
    for each in said:
        side, _, text = each.partition(": ")
        who.select_option({"us": "caller", "them": "client"}[side])
        line.fill(text)
        line.press("Enter")  # the next one is typed before this one has arrived
    expect(page.locator("#heard-turns li").last).to_contain_text("So 890 dollars on Friday the 20th.")
    assert [row.text for row in LiveTurn.objects.order_by("n")] == [each.partition(": ")[2] for each in said]
    page.keyboard.press("Alt+w")
    expect(page.get_by_text("What was said filled the draft.")).to_be_visible()
    expect(page.get_by_label("By", exact=True).first).to_have_value("2026-11-20")
    assert CallDraft.objects.get().body["outcome"] == "promise"


@pytest.mark.django_db(transaction=True)
def test_where_words_are_heard_no_default_becomes_a_promise(open_page, people, call, complaints):
    page = opened(open_page, people, call)
    amount = page.get_by_label("Amount, USD").first
    page.keyboard.press("Alt+1")
    expect(amount).to_have_value("890.00")
    telephone(
        people,
        call,
        *OPENING,
        "us: When could you pay INV-1042?",
        "them: I'll try to send four hundred on Friday week.",
    )
    expect(amount).to_have_value("")  # what stood there before they spoke
    page.keyboard.press("Alt+w")
    expect(page.get_by_text("What was said filled the draft.")).to_be_visible()
    expect(amount).to_have_value("")
    for key in ("2", "1"):
        page.keyboard.press(f"Alt+{key}")
        expect(amount).to_have_value("")
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("alert")).to_contain_text("Write the amount and the day of the promise.")
    expect(amount).to_be_focused()
    amount.fill("400")
    page.get_by_label("By", exact=True).first.fill("2026-11-27")
    page.keyboard.press("Alt+2")
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("Record written: Harbour Cafe.")).to_be_visible()
    assert [(p.amount_minor, str(p.due_on)) for p in Promise.objects.all()] == [(40_000, "2026-11-27")]
    complaints.clear()  # the page came back with status 422, as it should


@pytest.mark.django_db(transaction=True)
def test_no_prompts_on_this_call_with_one_key_and_again_with_the_same(open_page, people, call):
    page = opened(open_page, people, call)
    telephone(people, call, *OPENING, "us: You owe us 980 dollars on INV-1042.")
    expect(page.locator("[data-prompt]")).to_be_visible()
    page.keyboard.press("Alt+m")
    expect(page.locator("[data-prompt]")).to_have_count(0)
    telephone(people, call, "them: I'll pay it next Friday.")
    expect(page.locator("#heard-turns")).to_contain_text("next Friday")
    expect(page.locator("[data-prompt]")).to_have_count(0)
    page.keyboard.press("Alt+m")
    expect(page.locator("[data-prompt]")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_without_streams_the_page_asks_by_itself(open_page, people, call):
    page = open_page(people.alice, "/")
    page.add_init_script("delete window.EventSource")
    page.goto(f"/calls/{call.pk}/")
    telephone(people, call, *OPENING, "us: You owe us 980 dollars on INV-1042.")
    expect(page.locator("[data-prompt]")).to_contain_text("On file it is $890.00.")
