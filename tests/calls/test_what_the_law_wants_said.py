"""Words that the law asks for are ticked, heard or explained before a call is closed; the record keeps which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.models import Call, CallDraft, CallRecord, Transcript
from duecourse.domain import record as rules
from duecourse.domain.promise_terms import Terms
from duecourse.lib import clock
from make import NOW, TODAY, make_account, make_call, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)
REFUSED = rules.RecordInput(
    outcome="refused", points=("identified",), discussed="Will not pay.", next_step="Write", next_step_on=FRIDAY
)
MINI = (
    "I am a debt collector. This is an attempt to collect a debt. "
    "Any information obtained will be used for that purpose."
)


@pytest.fixture
def account(people):
    """A consumer in Ohio whose debt an agency collects."""
    creditor = make_creditor(name="Lakeside Dental", is_client=True, callback_phone="+16145550100")
    account = make_account(
        people.portfolio, creditor, kind="consumer", name="J. Whitfield", region="OH", phone="+16145550142"
    )
    make_contact(account, name="J. Whitfield", role="")
    make_invoice(account, number="INV-0987")
    return account


@pytest.fixture
def call(people, account, own_house) -> Call:
    return start(people, account)


@pytest.fixture
def own_house(tmp_path, monkeypatch):
    """The agency calls under a name of its own."""
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    return house(tmp_path, 'company = "Keystone Partners"\n')


def house(home, text):
    path = home / "playbooks" / "scripts" / "house.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return home


def start(people, account, **more) -> Call:
    return actions.start_call(
        actor=people.alice, now=NOW, account=account, contact=account.contacts.first(), direction="in", **more
    )


def close(people, call, record=REFUSED, **changes) -> CallRecord:
    given = rules.RecordInput(**{**{f: getattr(record, f) for f in record.__dataclass_fields__}, **changes})
    return actions.close_call(
        actor=people.alice,
        now=NOW + timedelta(minutes=6),
        call=call,
        record=given,
        terms=Terms(TODAY, {"USD": 89_000}),
    )


def test_a_call_knows_from_its_start_what_has_to_be_said(call):
    assert [(one["id"], one["occasion"]) for one in call.to_say] == [
        ("US-SAY-1", "first_contact"),
        ("US-SAY-2", "first_contact"),
        ("US-VM-1", "voicemail"),
    ]
    assert call.recording == {}


def test_a_step_of_the_law_left_unticked_keeps_the_call_open(people, call):
    with pytest.raises(actions.LeftUnsaid) as left:
        close(people, call)
    assert [d.id for d in left.value.missing] == ["US-SAY-2"]
    assert "12 CFR 1006.18(e)(1)" in str(left.value)
    call.refresh_from_db()
    assert call.state == "open"


def test_a_tick_closes_it_and_the_record_keeps_words_and_law(people, call):
    record = close(people, call, said=("US-SAY-2",))
    assert [(one["id"], one["said"], one["because"], one["heard"]) for one in record.said] == [
        ("US-SAY-1", True, "", None),
        ("US-SAY-2", True, "", None),
    ]
    assert record.said[1]["words"].startswith("I am a debt collector.")
    assert record.said[1]["pack"] == "us-federal@2021-11-30"


def test_a_reason_closes_it_and_is_kept_without_card_numbers(people, call):
    record = close(people, call, unsaid_because="They hung up after 4111 1111 1111 1111")
    assert record.said[1]["said"] is False
    assert record.said[1]["because"] == "They hung up after [card ending 1111]"


def test_a_point_of_the_script_that_the_law_wants_counts_when_it_is_ticked(people, call):
    with pytest.raises(actions.LeftUnsaid) as left:
        close(people, call, points=("amount",), said=("US-SAY-2",))
    assert [d.id for d in left.value.missing] == ["US-SAY-1"]


@pytest.mark.parametrize("outcome", ["no_answer", "busy"])
def test_where_nobody_picked_up_nothing_is_asked(people, call, outcome):
    assert close(people, call, outcome=outcome, points=()).said == []


def test_a_voicemail_asks_for_its_own_message_alone(people, call):
    with pytest.raises(actions.LeftUnsaid) as left:
        close(people, call, outcome="voicemail", points=())
    assert [d.id for d in left.value.missing] == ["US-VM-1"]
    assert left.value.missing[0].words == (
        "Hello, this is Alice from Keystone Partners. Please call me back on +1 614-555-0100."
    )
    assert [one["id"] for one in close(people, call, outcome="voicemail", points=(), said=("US-VM-1",)).said] == [
        "US-VM-1"
    ]


def test_to_somebody_else_only_the_opening_is_due(people, call):
    assert [one["id"] for one in close(people, call, outcome="wrong_party").said] == ["US-SAY-1"]


def test_after_a_talk_the_short_form_is_due(people, account, own_house):
    make_call(account, people.alice, at=NOW - timedelta(days=9))
    assert [one["id"] for one in start(people, account).to_say] == ["US-SAY-1", "US-SAY-3", "US-VM-1"]


def test_a_business_debt_asks_for_nothing(people):
    account = make_account(people.portfolio)
    make_contact(account)
    call = start(people, account)
    assert call.to_say == []
    close(people, call)


def test_what_a_pack_asks_changes_nothing_for_a_call_that_has_begun(people, call, own_house):
    pack = own_house / "playbooks" / "policies" / "us-federal.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text(
        'id = "us-federal"\ntitle = "US"\nlayer = "country"\njurisdictions = ["US"]\nversion = 2026-11-01\n'
        '[[disclosures]]\nid = "NEW"\ntitle = "New"\ntext = "New"\nsay = "New."\nchannels = ["phone"]\n'
        'citation = "x"\nlink = "https://example.com"\nstatus = "verified"\neffective = 2026-11-01\n'
    )
    record = close(people, call, said=("US-SAY-2",))
    assert [one["id"] for one in record.said] == ["US-SAY-1", "US-SAY-2"]


def test_an_amendment_keeps_what_was_said(people, call):
    close(people, call, said=("US-SAY-2",))
    amended = actions.amend_record(
        actor=people.alice, now=NOW, call=call, because="Wrong word", changes={"discussed": "Cannot pay."}
    )
    assert [one["said"] for one in amended.said] == [True, True]


def test_an_ending_that_is_corrected_asks_for_its_own_words(people, call):
    """Nobody answered, so nothing was due; corrected to a talk, the words were passed over without a sound."""
    close(people, call, outcome="no_answer", discussed="", points=())
    talk = {"actor": people.alice, "now": NOW, "call": call, "because": "Wrong key", "changes": {"outcome": "refused"}}
    with pytest.raises(actions.LeftUnsaid) as unsaid:
        actions.amend_record(**talk)
    assert [d.id for d in unsaid.value.missing] == ["US-SAY-1", "US-SAY-2"]
    record = actions.amend_record(**talk, said=("US-SAY-1",), unsaid_because="They hung up, cvv 123")
    assert [(one["id"], one["said"]) for one in record.said] == [("US-SAY-1", True), ("US-SAY-2", False)]
    assert record.said[1]["because"] == "They hung up, cvv [security code removed]"
    again = actions.amend_record(**{**talk, "changes": {"outcome": "callback"}})
    assert again.said == record.said


# ---- through the page


@pytest.fixture
def desk(client, people, settings):
    settings.DEMO = True
    clock.set_demo(NOW)
    client.force_login(people.alice)
    return client


FORM = {
    "outcome": "refused", "points": ["identified"], "discussed": "Will not pay.", "next_step": "Write",
    "next_step_on": "2026-11-20",
}  # fmt: skip


def test_the_page_of_a_correction_asks_for_the_words_of_the_new_ending(desk, people, call):
    close(people, call, outcome="no_answer", discussed="", points=())
    address, typed = reverse("calls:amend", args=[call.pk]), {**FORM, "amends_because": "Wrong key"}
    assert MINI in desk.get(address).content.decode()
    page = desk.post(address, typed).content.decode()
    assert "Tick what you said, or say why it was not said" in page and "Will not pay." in page
    assert CallRecord.objects.filter(call=call).count() == 1
    assert desk.post(address, {**typed, "said": ["US-SAY-1", "US-SAY-2"]}).status_code == 302
    assert all(one["said"] for one in CallRecord.objects.get(call=call, version=2).said)


def test_the_page_asks_for_the_step_or_a_reason_and_keeps_what_was_typed(desk, call):
    page = desk.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert "The law asks you to say" in page
    assert "12 CFR 1006.18(e)(1)" in page
    answer = desk.post(reverse("calls:close", args=[call.pk]), FORM)
    assert answer.status_code == 422
    assert "Tick what you said, or say why it was not said" in answer.content.decode()
    assert CallDraft.objects.get(call=call).body["discussed"] == "Will not pay."
    answer = desk.post(reverse("calls:close", args=[call.pk]), {**FORM, "unsaid_because": "They hung up"}, follow=True)
    page = answer.content.decode()
    assert "not said" in page
    assert "They hung up" in page


def test_the_page_keeps_ticks_in_the_draft(desk, call):
    desk.post(reverse("calls:draft", args=[call.pk]), {**FORM, "said": ["US-SAY-2"]})
    assert CallDraft.objects.get(call=call).body["said"] == ["US-SAY-2"]
    assert 'value="US-SAY-2" checked' in desk.get(reverse("calls:call", args=[call.pk])).content.decode()


def talk(*ours: str) -> str:
    theirs = ["J.: Speaking.", "J.: I see.", "J.: I cannot pay that.", "J.: Goodbye."]
    return "\n".join(line for n, said in enumerate(ours) for line in (f"Alice: {said}", theirs[min(n, 3)]))


def test_a_transcript_that_has_the_words_ticks_them_and_the_record_quotes_it(desk, people, call):
    text = talk("Hello, this is Alice from Keystone Partners. Am I speaking with J. Whitfield?", MINI, "Goodbye.")
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": text})
    assert CallDraft.objects.get(call=call).body["said"] == ["US-SAY-2"]
    record = close(people, call, said=("US-SAY-2",))
    assert record.said[1]["heard"] == {"result": "heard", "turn": 3, "quote": MINI}


def test_a_tick_that_the_transcript_does_not_bear_out_says_so(desk, people, call):
    text = talk("Hello, this is Alice from Keystone Partners. Am I speaking with J. Whitfield?", "You owe 890 dollars.")
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": text})
    record = close(people, call, said=("US-SAY-2",))
    assert record.said[1]["said"] is True
    assert record.said[1]["heard"]["result"] == "not_heard"
    page = desk.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert 'In the transcript: <b class="warn">not found</b>' in page


def test_a_transcript_that_comes_after_the_record_is_looked_through_too(desk, people, call):
    close(people, call, said=("US-SAY-2",))
    text = talk("Hello, this is Alice from Keystone Partners. Am I speaking with J. Whitfield?", "You owe 890 dollars.")
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": text})
    page = desk.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert 'In the transcript: <b class="warn">not found</b>' in page


# ---- recording


def test_where_calls_are_recorded_the_strictest_rule_of_both_ends_stands_with_the_call(people, account, own_house):
    house(own_house, 'company = "Keystone Partners"\nrecords_calls = true\ncalls_from = "US-CA"\n')
    call = start(people, account)
    assert call.to_say[-1]["id"] == "CA-3"
    assert call.recording["needs"] == "all_parties"
    assert [rule["id"] for rule in call.recording["rules"]] == ["CA-3", "US-REC-1", "HOUSE-REC"]
    with pytest.raises(actions.LeftUnsaid):
        close(people, call, said=("US-SAY-2",))
    record = close(people, call, said=("US-SAY-2", "CA-3"))
    assert record.said[-1]["words"] == "This call is recorded. Is that all right with you?"


def test_a_transcript_says_under_which_rule_it_stands_and_whether_they_were_told(desk, people, call):
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": talk("Hello, this call is recorded.")})
    basis = Transcript.objects.get(call=call).basis
    assert basis["needs"] == "notice"
    assert [rule["citation"] for rule in basis["rules"]] == ["18 USC 2511(2)(d)", "House rules"]
    assert basis["told"] == {"result": "heard", "turn": 1, "quote": "Hello, this call is recorded."}
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": talk("Hello, this is Alice.")})
    page = desk.get(reverse("calls:transcript", args=[call.pk])).content.decode()
    assert "The transcript has no word of it." in page
