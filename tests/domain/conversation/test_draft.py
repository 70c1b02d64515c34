"""The draft record: sentences tied to turns, doubts asked, only confirmed promises filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from duecourse.domain.conversation.draft import DraftRecord, commitment_sentence, draft_from
from duecourse.domain.conversation.results import Analysis, Commitment

from .test_engine import OPENING

Heard = Callable[..., Analysis]


def drafted(found: Analysis) -> DraftRecord:
    return draft_from(found, total_minor=89000, currency="USD", contact="Maria Lopez", today=date(2026, 11, 18))


def test_a_confirmed_promise_is_drafted_with_its_turn(heard: Heard) -> None:
    draft = drafted(
        heard(
            *OPENING,
            "us: It's about INV-1042, 890 dollars. When could you pay it?",
            "them: I'll pay it this Friday.",
            "us: 890 dollars on Friday the 20th, thank you. I'll send you a statement tomorrow.",
        )
    )
    assert [(p.amount_minor, p.on, p.turn) for p in draft.promises] == [(89000, date(2026, 11, 20), 4)]
    assert draft.outcome == "promise"
    assert [(c.what, c.due_on) for c in draft.commitments] == [("Send statement", date(2026, 11, 19))]
    assert "They will pay $890.00 by Friday 20 November 2026." in draft.summary
    assert draft.questions == ()


def test_it_is_named_where_one_invoice_was_named_with_it(heard: Heard) -> None:
    draft = drafted(
        heard(*OPENING, "us: I still owe you INV-1042 with the PO number. I'll send it today.", "them: Ta.")
    )
    assert [(c.what, c.due_on) for c in draft.commitments] == [("Send INV-1042", date(2026, 11, 18))]
    assert "We said we would send INV-1042 by Wednesday 18 November 2026." in draft.summary
    unnamed = drafted(heard(*OPENING, "us: I still owe you the copy. I'll send it today.", "them: Ta."))
    assert [c.what for c in unnamed.commitments] == ["Send it"]


def test_a_promise_that_nobody_read_back_is_asked_and_not_filled_in(heard: Heard) -> None:
    draft = drafted(heard(*OPENING, "us: When could you pay it?", "them: I'll pay it this Friday.", "us: Good, bye."))
    assert draft.promises == ()
    assert [q.text for q in draft.questions] == [
        "Did they promise $890.00 by Friday 20 November 2026? It was not read back."
    ]


def test_an_ambiguous_day_is_asked_with_both_dates(heard: Heard) -> None:
    draft = drafted(heard(*OPENING, "us: When could you pay it?", "them: I'll pay it next Friday."))
    assert "Friday 27 November 2026 or Friday 20 November 2026?" in draft.questions[0].text


def test_the_reason_stands_in_the_clients_own_words(heard: Heard) -> None:
    draft = drafted(
        heard(*OPENING, "us: What's holding it up?", "them: It's waiting for approval, my boss has to sign it.")
    )
    assert draft.delay_reason == "approval_pending"
    assert draft.delay_words in "It's waiting for approval, my boss has to sign it."


def test_every_sentence_names_its_turn_and_quotes_it(heard: Heard) -> None:
    found = heard(
        *OPENING,
        "us: What's holding up INV-1042?",
        "them: The goods never arrived. Can you send me the proof of delivery?",
        "us: I'll open a dispute today.",
    )
    draft = drafted(found)
    assert {s.turns for s in draft.sentences} == {(4,), (5,)}
    assert all(s.quote for s in draft.sentences)
    assert draft.documents == ("proof_of_delivery",)
    assert draft.disputes[0].reason == "not_received"


def test_words_that_bring_their_full_stop_get_no_second_one(heard: Heard) -> None:
    draft = drafted(heard(*OPENING, "us: What's holding it up?", "them: It's waiting for approval."))
    assert "waiting for approval.”" in draft.summary
    assert "”." not in draft.summary


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("send statement", "We said we would send the statement"),
        ("open dispute ticket", "We said we would open a dispute ticket"),
        ("check it", "We said we would check it"),
        ("call back", "We said we would call back"),
    ],
)
def test_what_we_will_do_reads_as_a_sentence(what: str, says: str) -> None:
    assert commitment_sentence(Commitment(3, what, None, "...")) == says
