"""What was said on some of the demo's calls, word for word: data/transcripts.toml, filled from the ledger as it stood
on the day of the call, and kept as a transcript that somebody uploaded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.calls import drafting, hearing
from duecourse.calls.models import Call, CallRecord, Recording, Transcript
from duecourse.cli.demo import words
from duecourse.cli.demo.desk import Desk
from duecourse.cli.demo.ledger import Ledger
from duecourse.domain.conversation.transcripts import as_turns
from duecourse.domain.conversation.turns import Account, Item, Setting
from duecourse.domain.money import format_money
from duecourse.domain.wording import plain_date, short_date
from duecourse.lib import uploads

_TURN = re.compile(r"(we|they)(?: (<|\d+))?: (.+)")
_PACE = {"we": 2.8, "they": 2.5}  # words a second
_GAPS = (0.4, 0.7, 0.5, 1.1, 0.6)  # seconds before an answer, in turn
_CUT = 1.1  # seconds that are spoken over
_SHORTEST = 0.7


def play_back(desk: Desk) -> None:
    """Gives calls their transcripts. A call that the ledger did not bring forth has none."""
    for told in words.load("transcripts")["transcript"]:
        record = next((r for r in desk.records if told["record"] in r.discussed), None)
        if record is not None and not any(t.call is record.call for t in desk.transcripts):
            desk.transcripts.append(_transcript(desk, told, record))
            if "recording" in told:
                desk.recordings.append(_recording(record, words.DATA / told["recording"]))


def _transcript(desk: Desk, told: Mapping[str, Any], record: CallRecord) -> Transcript:
    call = record.call
    ledger = desk.ledger_of(call)
    local_start = call.started_at.astimezone(ZoneInfo(ledger.place.zone))
    values = _values(desk, call, ledger, local_start.date())
    turns = list(_spoken(told["turns"], values, timed=told.get("timed", True)))
    name = call.caller.get_full_name()
    heard = drafting.hear(json.dumps(turns), call=call, caller_name=name)
    setting = Setting(
        started_at=local_start,
        account=Account(
            name=ledger.account.name,
            kind=ledger.account.kind,
            contact=ledger.contact.name,
            currency=ledger.account.currency,
            items=tuple(_items(ledger, local_start.date())),
        ),
        caller_name=name,
        company=ledger.account.creditor.name,
        direction=call.direction,
        authority=hearing.authority_of(ledger.account.creditor.authority, ledger.account.currency),
    )
    drafted = hearing.drafted_from(as_turns(heard.transcript, values["caller"]), setting)
    if turns[-1]["end"] is not None:
        call.ended_at = call.started_at + timedelta(seconds=turns[-1]["end"] + 2)
    if told.get("drafted") and drafted.draft.summary:
        record.discussed = drafted.draft.summary
    kept = hearing.kept_as(
        drafted,
        heard.transcript.form,
        drafting.turn_rows(heard, drafted),
        heard.notes,
        hearing.fields_of(drafted.draft),
    )
    return Transcript(call=call, added_at=record.written_at, added_by=call.caller, **kept)


def _recording(record: CallRecord, file: Path) -> Recording:
    stored, digest = uploads.keep([file.read_bytes()])
    return Recording(
        call=record.call, file_name=file.name, stored_as=stored, sha256=digest, size=file.stat().st_size, form="OGG",
        caller_channel="left", added_at=record.written_at, added_by=record.call.caller,
    )  # fmt: skip


def _values(desk: Desk, call: Call, ledger: Ledger, day: date) -> dict[str, str]:
    """What the texts are filled with. The whole name speaks; the given name is what they call each other."""
    overdue = ledger.overdue_on(day)
    promise = next((p for p in desk.promises if p.call is call), None)
    currency = ledger.account.currency
    minor = promise.amount_minor if promise else overdue[0][1] if overdue else 0
    found = {
        "who": ledger.contact.name.split()[0],
        "name": ledger.contact.name,
        "caller": call.caller.first_name,
        "company": ledger.account.creditor.name,
        "account": ledger.account.name,
        "amount": format_money(minor, currency, decimals=False),
        "total": format_money(sum(balance for _, balance in overdue), currency, decimals=False),
        "on": plain_date(promise.due_on, day) if promise else "",
        "invoice": "",
        "due": "",
    }
    if overdue:
        invoice = next((i for i, balance in overdue if balance == minor), overdue[0][0])
        found |= {"invoice": invoice.number, "due": short_date(invoice.due_on, day)}
    return found


def _items(ledger: Ledger, day: date) -> Iterator[Item]:
    for invoice in ledger.invoices:
        if invoice.issued_on is not None and invoice.issued_on > day:
            continue
        balance = ledger.balance_on(invoice, day)
        if balance or invoice.due_on >= day - timedelta(days=_LATELY):
            status = "open" if balance else "paid"
            yield Item(invoice.number, invoice.amount_minor, balance, invoice.due_on, invoice.issued_on, status)


_LATELY = 90


def _spoken(lines: Sequence[str], values: Mapping[str, str], *, timed: bool) -> Iterator[dict[str, Any]]:
    """Turns with their times: words at a steady pace, a breath before each answer."""
    ended = 0.4
    for n, line in enumerate(lines):
        match = _TURN.fullmatch(line)
        if match is None:
            raise ValueError(f'transcripts.toml: a turn is "we: ..." or "they: ...", not {line[:40]!r}')
        who, mark, text = match.groups()
        text = text.format(**values)
        start = ended + _GAPS[n % len(_GAPS)]
        if mark == "<":
            start = ended - _CUT
        elif mark:
            start = ended + int(mark)
        lasts = max(len(text.split()) / _PACE[who], _SHORTEST)
        ended = max(round(start + lasts, 1), ended)
        speaker = values["caller"] if who == "we" else values["who"]
        times = {"start": round(start, 1), "end": ended} if timed else {"start": None, "end": None}
        yield {"speaker": speaker, "text": text, **times}
