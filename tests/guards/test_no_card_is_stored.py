"""A card number that somebody types, pastes, uploads or sends is nowhere in the database, and in no log."""

from __future__ import annotations

import json
import logging

import pytest
from django.apps import apps
from django.core import serializers
from django.db import models
from django.urls import reverse

from duecourse.calls import actions as calls
from duecourse.calls.models import Call
from duecourse.calls.queries import terms_for
from duecourse.compliance.models import Hold
from duecourse.domain import record as rules
from duecourse.lib.logs import MaskingFormatter
from duecourse.lib.masked import MaskedCharField, MaskedJSONField, MaskedTextField
from make import NOW, TODAY
from receivables.loading import load

CARD = "4111 1111 1111 1111"
OURS = [config for config in apps.get_app_configs() if config.name.startswith("duecourse.")]

# Text that nobody types freely, and why a card has no way into it.
CLOSED = {
    "api.keptanswer": "a hash of the request and our own answer",
    "calls.call": "to_say and recording are our own words, from the packs",
    "calls.recording": "hashes, figures, and our own words from the packs",
    "calls.callrecord": "points are checked words",
    "compliance.contactdecision": "zones and packs are our own names",
    "compliance.policytext": "the text of a pack",
    "compliance.removal": "the rule's own words, from a pack",
    "lib.": "our own housekeeping",
    "outbox.message.template": "the name of a file",
    "outbox.message.laws": "words of the packs",
    "outbox.message.basis": "keys and sums",
    "outbox.message.reminder": "a step and the invoice's number, as the ledger has it",
    "outbox.declined": "a step and the invoice's number, as the ledger has it",
    "outbox.cadencestep": "the name of a file",
    "receivables.account": "identity, as the ledger has it",
    "receivables.contact": "identity, as the ledger has it",
    "receivables.creditor": "set by the administrator",
    "receivables.importbatch": "names and hashes of our own making",
    "receivables.importissue": "the column's name in the file, and our own reason",
    "receivables.importprofile": "a mapping of columns",
    "receivables.importchange": "the table's name",
    "receivables.invoice": "numbers of invoices and orders, as the ledger has them",
    "quality.callreview": "figures",
    "receivables.payment": "a hash",
    "reviewer.opinionrequest": "our own words",
    "reviewer.secondopinion": "hashes, and what the administrator set",
    "rulebook.": "the text of packs and why they change, written and approved by leads",
    "teams.": "people, tokens and the audit log, which masks what it is given",
}


def test_every_column_for_free_words_masks_cards():
    masked = (MaskedCharField, MaskedTextField, MaskedJSONField)
    wide = [
        f"{model._meta.label_lower}.{field.name}"
        for config in OURS
        for model in config.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, masked)
        and not field.choices
        and (field.max_length is None or field.max_length > 40)
    ]
    assert [column for column in wide if not column.startswith(tuple(CLOSED))] == []


def everything_stored() -> str:
    rows = [row for config in OURS for model in config.get_models() for row in model._default_manager.all()]
    return serializers.serialize("json", rows)


def digits_only(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit() or sign.isalpha())


def no_card_in(text: str) -> bool:
    return digits_only(CARD) not in digits_only(text) and "cvv741" not in digits_only(text).lower()


@pytest.mark.django_db
def test_a_card_typed_into_every_field_of_a_call_is_stored_nowhere(client, world):
    typed = f"{CARD}, cvv 741, exp 12/27"
    client.force_login(world.people.alice)
    call = world.open_call
    form = {
        "outcome": "dispute", "discussed": typed, "promise_1_amount": "10.00", "promise_1_on": "2026-11-27",
        "promise_1_method": CARD, "promise_1_by": typed, "commitment_1_what": typed, "commitment_1_on": "2026-11-27",
        "dispute_reason": "quality", "dispute_words": typed, "dispute_on": "2026-11-27", "callback_on": "2026-11-27",
        "callback_note": typed, "delay_reason": "other", "delay_words": typed, "next_step": typed,
        "next_step_on": "2026-11-27", "ended_because": typed, "unsaid_because": typed,
    }  # fmt: skip
    client.post(reverse("calls:draft", args=[call.pk]), form)
    assert no_card_in(everything_stored())
    assert client.post(reverse("calls:close", args=[call.pk]), form).status_code == 302
    call.refresh_from_db()
    assert call.state == Call.State.CLOSED
    amended = {"outcome": "dispute", "discussed": typed, "next_step": typed, "amends_because": typed}
    assert client.post(reverse("calls:amend", args=[call.pk]), amended).status_code == 302
    assert no_card_in(everything_stored())


@pytest.mark.django_db
def test_a_card_in_follow_ups_holds_wishes_and_overrides_is_stored_nowhere(client, world):
    typed = f"pays with {CARD}"
    account, promise = world.account, world.promise
    client.force_login(world.people.bob)
    client.post(reverse("followups:remind"), {"what": typed, "due_on": "2026-11-27", "account": account.pk})
    client.post(reverse("followups:postpone", args=["promise", promise.pk]), {"due_on": "2026-12-01", "because": typed})
    client.post(reverse("compliance:place_hold", args=[account.pk]), {"hold-kind": "other", "hold-reason": typed})
    client.post(reverse("compliance:record", args=[account.pk]), {"what": "opt_out_sms", "how": "phone", "note": typed})
    client.post(reverse("calls:start", args=[account.pk]), {"override_reason": typed, "number": "4111111111111111"})
    hold = Hold.objects.filter(lifted_at=None).earliest("pk")
    client.post(reverse("compliance:lift_hold", args=[account.pk, hold.pk]), {"reason": typed})
    stored = everything_stored()
    assert stored.count("[card ending 1111]") >= 6
    assert no_card_in(stored)


@pytest.mark.django_db
def test_a_card_in_a_transcript_is_stored_nowhere_even_over_several_turns(client, world):
    client.force_login(world.people.alice)
    said = "Alice: Hello, this is Alice from Northwind Supply.\nMaria: four one one one\nAlice: okay\n" + "".join(
        "Maria: one one one one\nAlice: okay\n" for _ in range(3)
    )
    client.post(reverse("calls:transcript", args=[world.open_call.pk]), {"transcript": said, "caller": "Alice"})
    world.open_call.refresh_from_db()
    turns = [turn["text"] for turn in world.open_call.transcript.turns]
    assert turns[1::2][:4] == ["[card digits]", "[card digits]", "[card digits]", "[card ending 1111]"]
    assert "one one one" not in json.dumps(world.open_call.transcript.analysis)


@pytest.mark.django_db
def test_a_card_in_a_file_is_stored_nowhere(people):
    header = "Customer No,Customer Name,Invoice No,Due Date,Amount,Balance,Currency,Description\n"
    load(header + f"C1,Harbour Cafe,1001,2026-10-01,890.00,390.00,USD,card {CARD}\n")
    header = "Customer No,Date,Amount,Reference,Currency\n"
    load(header + f"C1,2026-10-05,100.00,CARD {CARD.replace(' ', '')},USD\nC1,bad {CARD},1.00,x,USD\n", kind="payments")
    stored = everything_stored()
    assert stored.count("[card ending 1111]") >= 2
    assert no_card_in(stored)


@pytest.mark.django_db
def test_a_card_in_an_action_is_stored_nowhere(world):
    call = world.open_call
    record = rules.RecordInput(outcome="refused", discussed=CARD, next_step=CARD, next_step_on=TODAY)
    calls.close_call(
        actor=world.people.alice, now=NOW, call=call, record=record, terms=terms_for(call.account, NOW)
    )  # fmt: skip
    assert no_card_in(everything_stored())


def test_logs_carry_no_card():
    formatter = MaskingFormatter("%(message)s")
    try:
        raise ValueError(f"cannot read {CARD}")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "got %s", (CARD,), (type(error), error, None))
    assert formatter.format(record) == "got [card ending 1111]\nValueError: cannot read [card ending 1111]"
