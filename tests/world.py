"""A small ledger with one of everything that a page can show, for tests that walk over all pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from duecourse.calls.models import (
    Call,
    Callback,
    CallDraft,
    CallRecord,
    Commitment,
    DisputeRaised,
    DocumentRequest,
    LiveTurn,
    Promise,
    Recording,
    Transcript,
)
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold
from duecourse.domain.conversation.proposals import judge, read_answer
from duecourse.domain.conversation.voices import Stretch, measure
from duecourse.followups.models import Reminder
from duecourse.lib import uploads
from duecourse.outbox.models import Message, Sending
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.policies import shelf
from duecourse.quality.actions import keep_review
from duecourse.receivables import standing
from duecourse.receivables.models import (
    Account,
    Creditor,
    Dispute,
    ImportBatch,
    ImportIssue,
    ImportProfile,
    Payment,
)
from duecourse.reviewer.models import OpinionRequest, SecondOpinion, TeamSwitch
from duecourse.reviewer.reading import call_of
from duecourse.reviewer.reviewing import write_letter
from duecourse.rulebook.actions import ask_replay, copy_pack, propose_draft, run_replay, save_draft
from duecourse.rulebook.models import PolicyDraft, Replay
from duecourse.teams.actions import token_digest
from duecourse.teams.models import ApiToken, User
from make import NOW, TODAY, make_account, make_contact, make_creditor, make_invoice, pay
from personas import People


@dataclass
class World:
    """`account` is in Alice's portfolio; she closed `call` with a record, and `open_call` is on her desk right now."""

    people: People
    creditor: Creditor
    account: Account
    call: Call
    open_call: Call
    batch: ImportBatch
    profile: ImportProfile
    token: ApiToken
    promise: Promise
    hold: Hold
    decision: ContactDecision
    payment: Payment  # Alice entered it by hand
    message: Message  # an e-mail that Alice wrote and has in her hands
    letter: Message  # one that she printed
    draft: PolicyDraft
    replay: Replay
    secrets: dict[str, str]  # user name → API token


def make_world(people: People) -> World:
    creditor = make_creditor(code="northwind", name="Northwind Supply", time_zone="America/New_York")
    account = make_busy_account(people, creditor, number="A-100", name="Harbour Cafe")
    batch = _batch(people, creditor)
    profile = ImportProfile.objects.create(
        name="harbour", title="Harbour's own export", kind="open_items", body={}, saved_by=people.bob, saved_at=NOW
    )
    tokens, secrets = _tokens(people)
    return World(
        people=people, creditor=creditor, account=account, batch=batch, profile=profile,
        call=_closed_call(people, account), open_call=_open_call(people, account),
        promise=account.promises.get(state="open"), token=tokens[people.alice], secrets=secrets,
        decision=_decision(people, account), hold=account.holds.get(lifted_at=None),
        payment=account.payments.exclude(entered_by=None).get(amount_minor=7_000),
        message=account.messages.get(channel="email"), letter=account.messages.get(channel="letter"),
        **_rulebook(people),
    )  # fmt: skip


def _rulebook(people: People) -> dict[str, Any]:
    """A draft that Bob proposed, and Bob's replay of it with one contact that it would have stopped."""
    found = shelf().shipped("house")
    assert found is not None
    draft = copy_pack(actor=people.bob, now=NOW, digest=found.digest)
    save_draft(
        actor=people.bob,
        now=NOW,
        draft=draft,
        seen=draft.digest,
        text=draft.text.replace("House rules", "Our <b>own</b>"),
    )
    draft.refresh_from_db()
    propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=TODAY + timedelta(days=5), why="Fewer <i>calls</i>")
    draft.refresh_from_db()
    replay = ask_replay(
        actor=people.bob, now=NOW, first_on=TODAY - timedelta(days=30), last_on=TODAY, rules="draft", draft=draft
    )
    run_replay(now=NOW, replay=replay)
    replay.refresh_from_db()
    return {"draft": draft, "replay": replay}


def _tokens(people: People) -> tuple[dict[User, ApiToken], dict[str, str]]:
    """One for each person, the auditor too: rows, not the action, which refuses to make one for an auditor."""
    secrets = {person.username: f"dc_token-of-{person.username}" for person in people}
    rows = {
        person: ApiToken.objects.create(
            user=person, name="dialler", digest=token_digest(secrets[person.username]), created_at=NOW
        )
        for person in people
    }
    return rows, secrets


def make_busy_account(people: People, creditor: Creditor, **given: Any) -> Account:
    """An account with history: items of each kind, payments, promises kept and broken, a dispute, all follow-ups."""
    account = make_account(people.portfolio, creditor, **given)
    contact = make_contact(account)
    make_invoice(account, 120_000, days_late=200)
    disputed = make_invoice(account, 89_000, days_late=45, is_disputed=True)
    part_paid = make_invoice(account, 50_000, days_late=20)
    make_invoice(account, 64_000, days_late=-12, due_is_assumed=True)
    make_invoice(account, -15_000, days_late=10)
    pay(make_invoice(account, 30_000, days_late=90), on=TODAY - timedelta(days=70))
    pay(part_paid, 20_000, on=TODAY - timedelta(days=3))
    _by_hand(people, account)
    common = {"account": account, "owner": people.alice, "made_at": NOW - timedelta(days=9), "made_by": people.alice}
    Promise.objects.create(
        **common, contact=contact, currency="USD", amount_minor=120_000, due_on=TODAY + timedelta(days=3)
    )
    Promise.objects.create(
        **common, currency="USD", amount_minor=50_000, due_on=TODAY - timedelta(days=6), state=Promise.State.BROKEN,
        judged_at=NOW - timedelta(days=2),
    )  # fmt: skip
    Commitment.objects.create(**common, what="Send the signed delivery note", due_on=TODAY - timedelta(days=1))
    Callback.objects.create(**{**common, "owner": None}, contact=contact, due_at=NOW + timedelta(hours=2))
    DocumentRequest.objects.create(**common, what="statement", due_on=TODAY)
    Reminder.objects.create(**common, what="Ask about the new warehouse", due_on=TODAY + timedelta(days=1))
    Dispute.objects.create(
        account=account, invoice=disputed, reason="quantity", client_words="Two boxes were missing", currency="USD",
        amount_minor=12_000, opened_at=NOW - timedelta(days=8), opened_by=people.alice, owner=people.bob,
        due_on=TODAY + timedelta(days=2),
    )  # fmt: skip
    Hold.objects.create(
        account=account, kind=Hold.Kind.OTHER, reason="Stocktaking", placed_at=NOW - timedelta(days=30),
        placed_by=people.bob, lifted_at=NOW - timedelta(days=20), lifted_by=people.bob, lift_reason="Over",
    )  # fmt: skip
    Hold.objects.create(
        account=account, kind=Hold.Kind.REQUEST, reason="Asked for quiet until the audit is over", placed_at=NOW,
        placed_by=people.bob, until_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    ContactEvent.objects.create(
        account=account, contact=contact, at=NOW - timedelta(days=9), kind="call", channel="phone", direction="out",
        outcome="conversation", recorded_by=people.alice,
    )  # fmt: skip
    _written(people, account)
    standing.refresh([account.pk], today=TODAY)
    return account


def _written(people: People, account: Account) -> None:
    """An e-mail in Alice's hands, a letter that was printed with its statement, and a text message that waits."""
    ready: dict[str, Any] = {
        "account": account, "contact": account.contacts.first(), "template": "first_reminder",
        "purpose": "discuss_debt", "subject": "Your account <b>with</b> us", "asks_for_money": True, "by_hand": True,
        "written_by": people.alice, "written_at": NOW - timedelta(days=1), "due_at": NOW, "text": "Dear <i>Maria</i>,",
        "basis": {"payment": 0, "dispute": 0, "promise": 0, "requests": 0, "owed": []},
    }  # fmt: skip
    Message.objects.create(**ready, channel="sms", address="+12125550142")
    for channel, address, state in (("email", "m@harbour.example", "handed"), ("letter", "Harbour\nNY", "sent")):
        row = Message.objects.create(**ready, channel=channel, address=address, state=state, closed_at=NOW)
        event = ContactEvent.objects.create(
            account=account, contact=row.contact, at=NOW - timedelta(hours=3), kind="message", channel=channel,
            direction="out", outcome="sent", recorded_by=people.alice, details={"message": row.pk},
        )  # fmt: skip
        decision = ContactDecision.objects.create(
            account=account, asked_by=people.alice, asked_at=NOW - timedelta(hours=3), channel=channel,
            purpose="discuss_debt", verdict="allowed", event=event,
        )  # fmt: skip
        Sending.objects.create(
            message=row, at=NOW, by=people.alice, channel=channel, address=address, subject=row.subject,
            text=row.text, attachments={"statement.csv": "Invoice,Open\r\nINV-1,890.00\r\n"}, decision=decision,
            event=event,
        )  # fmt: skip


def _by_hand(people: People, account: Account) -> None:
    """One payment that stands, and one that was taken back."""
    by = {"account": account, "currency": "USD", "entered_by": people.alice, "entered_at": NOW}
    on = TODAY - timedelta(days=2)
    Payment.objects.create(**by, amount_minor=7_000, unapplied_minor=7_000, received_on=on, method="cheque")
    wrong = Payment.objects.create(**by, amount_minor=9_000, unapplied_minor=9_000, received_on=on)
    Payment.objects.create(
        **by, amount_minor=-9_000, unapplied_minor=-9_000, received_on=on, reverses=wrong, because="Not theirs <b>"
    )


def _decision(people: People, account: Account) -> ContactDecision:
    """The gate's answer that a lead overrode: the page that has most to show."""
    return ContactDecision.objects.create(
        account=account, asked_by=people.alice, asked_at=NOW, channel="phone", purpose="collection", verdict="blocked",
        reasons=[{"rule": "house.hold", "text": "On hold: a lawyer wrote"}], zones=["America/New_York"],
        packs=["us-federal"], overridden_by=people.bob, override_reason="They asked us to call today",
    )  # fmt: skip


def _closed_call(people: People, account: Account) -> Call:
    started = NOW - timedelta(days=9)
    call = Call.objects.create(
        account=account, contact=account.contacts.first(), caller=people.alice, number=account.phone,
        state=Call.State.CLOSED, started_at=started, ended_at=started + timedelta(minutes=6),
    )  # fmt: skip
    words = {"written_by": people.alice, "outcome": "promise", "points": [], "next_step": "See the payment arrive"}
    CallRecord.objects.create(
        call=call, written_at=started, discussed="They pay on Friday. <b>Two boxes</b> were missing.", **words
    )
    CallRecord.objects.create(
        call=call, version=2, written_at=NOW, discussed="They pay on Thursday.", amends_because="Wrong day", **words
    )
    Transcript.objects.create(
        call=call, source="pasted", added_at=NOW, added_by=people.alice,
        turns=[
            {"n": 1, "who": "caller", "speaker": "Alice", "start": 0.0, "end": 4.0,
             "text": "Good morning, this is Alice from Northwind. <b>You must have forgotten</b> the invoice."},
            {"n": 2, "who": "client", "speaker": "Maria", "start": 8.0, "end": 12.0,
             "text": "We will pay 1,200 dollars on Thursday."},
        ],
    )  # fmt: skip
    keep_review(now=NOW, call=call)
    _second_opinion(people, call)
    DisputeRaised.objects.create(call=call, dispute=account.disputes.get())
    _recording(people, call)
    return call


def _recording(people: People, call: Call) -> Recording:
    """Measured: the caller, the client, and the caller breaking in."""
    stored, digest = uploads.keep([b"RIFF$\0\0\0WAVEfmt "])
    turns = (("caller", 0.5, 6.0, "speech"), ("client", 6.4, 12.0, "speech"), ("caller", 11.0, 15.2, "interruption"))
    stretches = tuple(Stretch(*turn) for turn in turns)
    measured = {
        "seconds": 20.0, "caller_channel": "left", "detector": "own", "notes": ["The line has a constant offset."],
        "segments": [stretch.as_json() for stretch in stretches], "measures": measure(stretches, 20.0),
    }  # fmt: skip
    return Recording.objects.create(
        call=call, file_name="call <b>.wav", stored_as=stored, sha256=digest, size=16, form="WAV",
        caller_channel="left",
        state=Recording.State.MEASURED, measured=measured, added_at=NOW, added_by=people.alice, measured_at=NOW,
    )  # fmt: skip


def _second_opinion(people: People, call: Call) -> None:
    """What stands of one, and what was dropped."""
    TeamSwitch.objects.update_or_create(
        team=people.alice.team, defaults={"is_on": True, "most_a_day": 50, "changed_at": NOW, "changed_by": people.bob}
    )
    said = {
        "marks": [
            {"n": 1, "label": "assumption", "quote": "You must have forgotten"},
            {"n": 1, "label": "aggression", "quote": "<b>Pay or else</b>"},
        ],
        "client_acts": [{"n": 2, "act": "promise", "amount": "1200.00", "quote": "We will pay 1,200 dollars"}],
        "summary": ["The client promised to pay 1,200 dollars on Thursday."],
    }
    said_on = call_of(call.transcript)
    opinion = judge(said_on, read_answer(json.dumps(said)), write_letter(said_on).veil, load_book())
    request = OpinionRequest.objects.create(
        transcript=call.transcript, heard_at=call.transcript.added_at, team=people.alice.team, asked_at=NOW,
        asked_by=people.bob, state=OpinionRequest.State.DONE,
    )  # fmt: skip
    SecondOpinion.objects.create(
        request=request, made_at=NOW, model="small-model", endpoint="127.0.0.1:9", prompt_sha256="a" * 64,
        told=opinion.as_json(), kept=len(opinion.marks) + len(opinion.acts) + len(opinion.summary),
        dropped=len(opinion.dropped), tries=1, took_ms=900,
    )  # fmt: skip


def _open_call(people: People, account: Account) -> Call:
    call = Call.objects.create(
        account=account, contact=account.contacts.first(), caller=people.alice, number=account.phone,
        started_at=NOW - timedelta(minutes=4),
    )  # fmt: skip
    CallDraft.objects.create(call=call, saved_at=NOW, body={"notes": "They <i>ask</i> for a statement"})
    said = (
        ("caller", "Hi, it's Alice from <b>Northwind</b>, is Maria there?"),
        ("client", "I just answer the phones."),
    )
    for n, (who, text) in enumerate(said, 1):
        LiveTurn.objects.create(call=call, n=n, who=who, text=text, heard_at=NOW)
    return call


def _batch(people: People, creditor: Creditor) -> ImportBatch:
    batch = ImportBatch.objects.create(
        creditor=creditor, kind="open_items", file_name="open items <b>.csv", file_sha256="0" * 64,
        state=ImportBatch.State.LOADED, rows=3, loaded=2, errors=1, totals={"USD": "3230.00"},
        uploaded_by=people.bob, uploaded_at=NOW, loaded_at=NOW,
    )  # fmt: skip
    ImportIssue.objects.create(batch=batch, row=3, column="Due", value="30.02.26", reason="is not a date")
    return batch


def grow(world: World, accounts: int) -> None:
    """More of everything that lists show: each new account is as busy as the first."""
    first = Account.objects.count()
    for n in range(first, first + accounts):
        account = make_busy_account(world.people, world.creditor, number=f"A-{1000 + n}", name=f"Harbour Cafe {n}")
        _closed_call(world.people, account)
        _batch(world.people, world.creditor)
