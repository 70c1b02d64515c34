"""Years later anybody can see why a contact was allowed: the decision, its facts, the rules of that time, what was said
and the trail that none of it was changed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.evidence import as_json, checks_of, evidence_of
from duecourse.calls.models import Call
from duecourse.cli import main
from duecourse.compliance.actions import record_contact_event
from duecourse.compliance.models import ContactDecision
from duecourse.domain import record as rules
from duecourse.domain.promise_terms import Terms
from duecourse.playbooks import policies
from duecourse.receivables.actions import describe_account
from duecourse.receivables.standing import refresh
from make import NOW, TODAY, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(people):
    creditor = make_creditor(name="Lakeside Dental", is_client=True)
    account = make_account(people.portfolio, creditor, kind="consumer", name="J. Whitfield", region="OH")
    make_contact(account, name="J. Whitfield", role="")
    make_invoice(account)
    return account


@pytest.fixture
def call(people, account) -> Call:
    return actions.start_call(actor=people.alice, now=NOW, account=account, contact=account.contacts.first())


def close(people, call):
    record = rules.RecordInput(
        outcome="refused", points=("identified",), discussed="Will not pay.", ended_because="Moved away",
        unsaid_because="They hung up",
    )  # fmt: skip
    actions.close_call(
        actor=people.alice, now=NOW + timedelta(minutes=4), call=call, record=record, terms=Terms(TODAY, {"USD": 1})
    )


def holding(decision, **options) -> dict[str, bool | None]:
    return {check.text.split(" ")[0]: check.holds for check in checks_of(evidence_of(decision, **options))}


def test_it_has_everything_that_a_regulator_asks_for(people, call):
    close(people, call)
    found = as_json(evidence_of(call.decision))
    assert found["contact"]["caller"] == "Alice"
    assert found["decision"]["verdict"] == "presumed_compliant"
    assert {rule["id"] for rule in found["rules"]} >= {"US-FREQ-1"}
    assert found["rules"][0]["citation"]
    assert [one["pack"] for one in found["packs"]] == ["us-federal@2021-11-30", "house@2026-11-21"]
    assert [(one["id"], one["said"], one["because"]) for one in found["said"]] == [
        ("US-SAY-1", True, ""), ("US-SAY-2", False, "They hung up"),
    ]  # fmt: skip
    assert found["records"][0]["discussed"] == "Will not pay."
    assert [entry["verb"] for entry in found["audit"]["entries"]] == ["allow_contact", "start_call", "close_call"]
    assert found["facts"]["jurisdiction"] == "US-OH"


def test_every_check_holds_for_a_contact_as_it_was_written(people, call):
    close(people, call)
    assert set(holding(call.decision, whole_chain=True).values()) == {True}


def test_it_says_what_was_true_when_the_packs_have_changed_since(people, call, monkeypatch, tmp_path):
    shelf = policies.load_shelf()
    own = tmp_path / "playbooks" / "policies"
    own.mkdir(parents=True)
    for one in shelf.texts:
        if one.pack.id == "us-federal":
            changed = one.text.replace("limit = 7", "limit = 1").replace("08:00-21:00", "12:00-13:00")
            (own / one.name).write_text(changed)
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    found = evidence_of(ContactDecision.objects.get(pk=call.decision_id))
    assert found["decided_again"]["same"]
    assert "limit = 7" in found["packs"][0]["text"]


def tamper(sql: str, table: str) -> None:
    """Somebody with the database's own password, who takes the trigger away first."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_append_only{on}")
        cursor.execute(sql)


def test_a_decision_that_was_changed_afterwards_shows(call):
    tamper("UPDATE compliance_contactdecision SET verdict = 'allowed'", "compliance_contactdecision")
    decision = ContactDecision.objects.get(pk=call.decision_id)
    assert holding(decision)["The"] is False
    assert holding(decision)["These"] is False


def test_a_pack_text_that_was_changed_afterwards_shows(call):
    tamper("UPDATE compliance_policytext SET text = REPLACE(text, '21:00', '23:00')", "compliance_policytext")
    assert evidence_of(call.decision)["packs"][0]["intact"] is False


def test_an_audit_entry_that_was_changed_afterwards_shows(call):
    tamper("UPDATE teams_auditentry SET actor_name = 'nobody' WHERE verb = 'allow_contact'", "teams_auditentry")
    evidence = evidence_of(call.decision, whole_chain=True)
    assert [entry["holds"] for entry in evidence["audit"]["entries"]] == [False, True]
    assert evidence["audit"]["holds"] is False
    assert evidence["audit"]["whole_chain"]["first_broken"] is not None


def test_an_override_names_the_lead_and_the_reason(people, account):
    late = NOW + timedelta(hours=12)
    call = actions.start_call(
        actor=people.bob,
        now=late,
        account=account,
        contact=account.contacts.first(),
        override_reason="They asked for it",
    )
    found = evidence_of(call.decision)
    assert found["override"] == {"by": "Bob", "reason": "They asked for it", "at": late}
    assert found["decision"]["permitted"]
    assert [entry["verb"] for entry in found["audit"]["entries"]] == ["override_contact", "start_call"]


def test_a_refused_contact_has_evidence_too(people, account):
    with pytest.raises(actions.ContactNotAllowed) as refused:
        actions.start_call(actor=people.alice, now=NOW + timedelta(hours=12), account=account)
    found = evidence_of(refused.value.decision)
    assert not found["decision"]["permitted"]
    assert found["contact"]["call"] is None
    assert set(holding(refused.value.decision).values()) == {True}


def test_a_decision_from_before_texts_were_kept_says_so(world):
    found = holding(world.decision)
    assert set(found.values()) == {None}


# ---- page, JSON, API, command


def test_the_page_shows_it_and_the_json_is_the_same(client, people, call):
    close(people, call)
    client.force_login(people.dana)
    page = client.get(reverse("calls:evidence", args=[call.decision_id]), {"chain": "whole"}).content.decode()
    for words in (
        "Can this paper be trusted?",
        "12 CFR 1006.14",
        "They hung up",
        "The whole audit log holds",
        "SHA-256",
    ):
        assert words in page
    answer = client.get(reverse("calls:evidence_json", args=[call.decision_id]))
    assert answer.json()["id"] == call.decision_id
    assert answer["Content-Disposition"] == f'attachment; filename="contact-{call.decision_id}-evidence.json"'


def test_the_page_says_what_was_known_of_the_debt_and_of_the_number(client, people, account):
    contact = account.contacts.get()
    said = {"debt_kind": "medical", "debtor_is": "sole_trader", "vat_registered": False}
    describe_account(
        actor=people.alice, now=NOW, account=account, said=said, of_people={contact.pk: {"phone_kind": "work"}}
    )
    account.refresh_from_db()
    refresh([account.pk], today=TODAY)
    call = actions.start_call(actor=people.alice, now=NOW, account=account, contact=account.contacts.get())
    client.force_login(people.dana, backend="django.contrib.auth.backends.ModelBackend")
    for page in ("calls:evidence", "compliance:decision"):
        text = client.get(reverse(page, args=[call.decision.pk])).content.decode()
        assert "consumer, third party, medical, 30 days past due" in text, page
        assert "sole trader, not registered for VAT" in text and "<dt>The number was</dt><dd>work</dd>" in text
        assert "The mailbox was" not in text  # nobody wrote


def test_a_stranger_finds_nothing(client, people, call):
    client.force_login(people.charlie)
    for name in ("calls:evidence", "calls:evidence_json"):
        assert client.get(reverse(name, args=[call.decision_id])).status_code == 404


def test_the_call_leads_to_it(client, people, call):
    close(people, call)
    client.force_login(people.alice)
    page = client.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert reverse("calls:evidence", args=[call.decision_id]) in page


def test_the_command_prints_it_and_fails_where_something_does_not_hold(call, capsys):
    assert main(["contact", "evidence", str(call.decision_id)]) == 0
    assert json.loads(capsys.readouterr().out)["audit"]["whole_chain"]["first_broken"] is None
    tamper("UPDATE compliance_contactdecision SET verdict = 'allowed'", "compliance_contactdecision")
    assert main(["contact", "evidence", str(call.decision_id)]) == 1
    assert main(["contact", "evidence", "999999"]) == 2


def test_what_they_said_in_their_words_is_not_in_the_audit_log(people, account):
    from duecourse.compliance.actions import record_contact_event
    from duecourse.teams.models import AuditEntry

    record_contact_event(
        actor=people.alice, now=NOW, account=account, kind="opt_out", channel="sms",
        details={"medium": "sms", "note": "I am in hospital"},
    )  # fmt: skip
    assert "hospital" not in str(AuditEntry.objects.latest("sequence").facts)


def test_a_call_that_came_in_has_evidence_though_no_rule_was_asked(client, people, account):
    contact = account.contacts.first()
    record_contact_event(
        actor=people.alice, now=NOW - timedelta(days=1), account=account, contact=contact, kind="cease_notice",
        channel="letter", details={"written": True},
    )  # fmt: skip
    call = actions.start_call(actor=people.alice, now=NOW, account=account, contact=contact, direction="in")
    close(people, call)
    found = evidence_of(call.decision)
    assert found["decision"]["permitted"]
    assert found["decision"]["reasons"][0]["text"] == "they called us: to answer needs no permission"
    assert [event["kind"] for event in found["facts"]["events"]] == ["cease_notice"]
    assert found["records"][0]["discussed"] == "Will not pay."
    assert holding(call.decision)["These"] is None  # nothing was decided that could be decided again
    assert not [text for text, holds in holding(call.decision).items() if holds is False]
    client.force_login(people.alice)
    page = client.get(f"/calls/{call.pk}/").content.decode()
    assert "They called us" in page
    assert f"/contact-decisions/{call.decision.pk}/evidence/" in page


def test_a_call_that_was_never_dialled_says_so(client, people, call):
    actions.discard_call(actor=people.alice, now=NOW, call=call)
    client.force_login(people.dana)
    page = client.get(reverse("calls:evidence", args=[call.decision_id])).content.decode()
    assert "Alice gave it up before it was dialled" in page and "Not written yet" not in page
    assert f'href="/calls/{call.pk}/"' not in page  # there is no page of it any more
    assert evidence_of(call.decision)["contact"]["never_dialled"]


def test_while_a_call_goes_on_its_evidence_does_not_say_that_nothing_had_to_be_said(client, people, call):
    client.force_login(people.dana)
    page = client.get(reverse("calls:evidence", args=[call.decision_id])).content.decode()
    assert call.to_say and "Nothing on this call." not in page
    assert "The record will say what had to be said, and whether it was." in page
