"""Words of calls for the tests of reviews, as somebody would paste or upload them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from duecourse.calls import drafting
from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Call, Transcript
from make import NOW, make_call

# Speaker, text, seconds of silence before it (negative: begins while the other still speaks).
HARBOUR = (
    ("Alice", "Good morning, is this Maria Lopez?", 0.2),
    ("Maria", "Yes, it's me.", 0.5),
    ("Alice", "This is Alice from Northwind Supplies. It's about invoice INV-1042, $890.00, due in October.", 0.5),
    ("Alice", "What is holding it up?", 0.4),
    (
        "Maria",
        "Well, cash is tight, the freezer broke last month and our own customers have not paid us yet, so I",
        0.8,
    ),
    ("Alice", "Right, but you must have forgotten about us.", -1.2),
    ("Maria", "I did not forget. I'll pay the 890 on Friday.", 6.0),
    ("Alice", "So that is $890.00 on Friday the 20th of November. Have I got that right?", 0.5),
    ("Maria", "Yes, that's right.", 0.4),
    ("Alice", "I'll send you a statement tomorrow. Thank you, Maria. Goodbye.", 0.6),
)


def as_json(said: Any = HARBOUR, *, timed: bool = True) -> str:
    """A transcript as a telephone system writes it: three words a second."""
    rows, at = [], 0.0
    for speaker, text, gap in said:
        start = max(0.0, at + gap)
        at = start + len(text.split()) / 3
        times = {"start": round(start, 2), "end": round(at, 2)} if timed else {}
        rows.append({"speaker": speaker, "text": text, **times})
    return json.dumps(rows)


def keep(call: Call, text: str = "", *, now: datetime = NOW, caller: str = "") -> Transcript:
    """The transcript kept with the call, by the product's own way in."""
    heard = drafting.hear(text or as_json(), call=call, caller_name=call.caller.label)
    speaker = caller or heard.who.caller
    assert speaker, heard.who.evidence
    return drafting.add_transcript(
        actor=call.caller, now=now, call=call, heard=heard, caller=speaker, setting=setting_for(call)
    )


def make_reviewed_call(account: Any, caller: Any, text: str = "", *, days_ago: int = 0, **given: Any) -> Call:
    call = make_call(account, caller, at=NOW - timedelta(days=days_ago), **given)
    keep(call, text)
    return call
