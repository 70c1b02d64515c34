"""False statements: a figure, a date, a status or a consequence that contradicts the account or is plainly untrue."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.marks import (
    truth_consequence,
    truth_dates,
    truth_deeds,
    truth_notes,
    truth_record,
    truth_sums,
)
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View


def false_statement(view: View, state: State) -> Iterator[Mark]:
    """The first contradiction in the turn."""
    hit = truth_consequence.false_consequence(view, state)
    if hit is not None:
        yield Mark(view.n, "false_statement", view.hit_quote(hit), hit.family.id)
        return
    if not state.ledger.items:
        return
    for rule, check in _CHECKS:
        found = check(view, state)
        if found is not None:
            yield Mark(view.n, "false_statement", view.quote(*found), rule)
            return


_CHECKS = (
    ("wrong amount", truth_sums.wrong_amount),
    ("paid part left out", truth_record.paid_part_left_out),
    ("wrong due date", truth_dates.wrong_due_date),
    ("wrong age", truth_dates.wrong_age),
    ("wrong status", truth_record.wrong_status),
    ("wrong count", truth_record.wrong_count),
    ("denies the record", truth_record.denies_the_record),
    ("wrong promise", truth_record.wrong_promise),
    ("wrong item", truth_record.wrong_item),
    ("wrong terms", truth_dates.wrong_terms),
    ("wrong invoice date", truth_dates.wrong_invoice_date),
    ("had it before it was", truth_dates.had_since_before_it_was),
    ("wrong day of a deed", truth_deeds.wrong_day_of_deed),
    ("wrong payment", truth_deeds.wrong_payment),
    ("wrong limit", truth_deeds.wrong_limit),
    ("wrong outcome", truth_deeds.wrong_outcome),
    ("denied by a note", truth_notes.denied_by_a_note),
    ("wrong measure", truth_notes.wrong_measure),
    ("wrong count of reminders", truth_deeds.wrong_count_of_reminders),
)
