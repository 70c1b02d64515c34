"""What our people will do is a commitment of ours: who comes out, whom we tell, what is gone as it is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars. What happened with it?",
    "them: The walk-in you sold us is leaking.",
)


@pytest.mark.parametrize(
    ("ours", "kind"),
    [
        ("There'll be a technician there on Monday.", "send somebody out"),
        ("Our driver can pick up ten boxes tomorrow for the lab.", "send somebody out"),
        ("I'll put you down for the repairman.", "send somebody out"),
        ("I'll have somebody get you the timesheets.", "ask a colleague"),
        ("I'll tell Ray this afternoon to ask for you at the dock.", "ask a colleague"),
        ("I'll strike it off this afternoon.", "remove late fee"),
        ("The late fee's gone, the whole thing.", "remove late fee"),
        ("I'm switching off the reminders today.", "stop the contact"),
        ("I'll sign it and get it back to you.", "send signed form"),
    ],
)
def test_what_our_people_do_is_a_commitment(heard: Heard, ours: str, kind: str) -> None:
    found = heard(*OPENING, f"us: {ours}", "them: Thank you.")
    assert kind in {c.kind for c in found.commitments}


@pytest.mark.parametrize(
    "ours",
    [
        "You'll hear from me every single day till it's paid.",
        "Is there a technician there on Mondays?",
        "Has the late fee gone?",
        "Could you sign it and send it back?",
        "Do the reminders reach you?",
    ],
)
def test_what_nobody_of_ours_does_is_none(heard: Heard, ours: str) -> None:
    assert heard(*OPENING, f"us: {ours}", "them: No.").commitments == ()
