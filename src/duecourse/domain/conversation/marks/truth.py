"""False statements: a figure, a date, a status or a consequence that contradicts the account or is plainly untrue."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.marks import (
    truth_age,
    truth_before,
    truth_call,
    truth_consequence,
    truth_counts,
    truth_dates,
    truth_deeds,
    truth_denials,
    truth_enforcement,
    truth_fees,
    truth_figures,
    truth_habit,
    truth_limits,
    truth_notes,
    truth_payments,
    truth_record,
    truth_same_deed,
    truth_standing,
    truth_sums,
    truth_undone,
)
from duecourse.domain.conversation.marks.needs import Checks
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
    for rule, check in CHECKS.worth_asking(view):
        found = check(view, state)
        if found is not None:
            yield Mark(view.n, "false_statement", view.quote(*found), rule)
            return


CHECKS = Checks((
    ("step against the notes", truth_enforcement.step_against_the_notes),
    ("wrong amount", truth_sums.wrong_amount),
    ("digits changed about", truth_call.changed_about),
    ("never said by them", truth_call.never_said_by_them),
    ("taken back by them", truth_call.taken_back_by_them),
    ("paid part left out", truth_record.paid_part_left_out),
    ("nothing paid", truth_payments.nothing_paid),
    ("wrong last payment", truth_payments.wrong_last_payment),
    ("wrong share", truth_payments.wrong_share),
    ("promise was kept", truth_payments.promise_was_kept),
    ("promised on another day", truth_call.promised_on_a_day),
    ("another day than theirs", truth_call.another_day_than_theirs),
    ("stands by it", truth_call.stands_by_it),
    ("wrong due date", truth_dates.wrong_due_date),
    ("wrong age", truth_age.wrong_age),
    ("with them too long", truth_age.with_them_too_long),
    ("gone too long", truth_age.gone_too_long),
    ("wrong status", truth_record.wrong_status),
    ("nothing is open", truth_record.nothing_is_open),
    ("not yet due", truth_record.not_yet_due),
    ("wrong count", truth_counts.wrong_count_of_bills),
    ("wrong count of others", truth_counts.wrong_count_of_others),
    ("denies the record", truth_record.denies_the_record),
    ("habit that is not", truth_habit.habit_that_is_not),
    ("wrong promise", truth_record.wrong_promise),
    ("promised nothing", truth_before.promised_nothing),
    ("spoke to nobody", truth_before.spoke_to_nobody),
    ("never given to us", truth_before.never_given_to_us),
    ("paid by a note", truth_before.paid_by_a_note),
    ("wrong item", truth_record.wrong_item),
    ("unknown number", truth_figures.unknown_number),
    ("open called paid", truth_figures.open_called_paid),
    ("other currency", truth_figures.other_currency),
    ("does not add up", truth_figures.does_not_add_up),
    ("wrong terms", truth_dates.wrong_terms),
    ("wrong invoice date", truth_dates.wrong_invoice_date),
    ("dispute is open", truth_standing.dispute_is_open),
    ("wrong term", truth_standing.wrong_term),
    ("due at once", truth_standing.due_at_once),
    ("denies what was", truth_denials.denies_what_was),
    ("denies a thing", truth_denials.denies_a_thing),
    ("gives them the lie", truth_denials.gives_them_the_lie),
    ("denies a flaw", truth_standing.denies_a_flaw),
    ("wrong day of a deed", truth_deeds.wrong_day_of_deed),
    ("wrong day of another deed", truth_deeds.wrong_day_of_another_deed),
    ("wrong day of the same deed", truth_same_deed.wrong_day_of_same_deed),
    ("fee that is not", truth_fees.fee_that_is_not),
    ("more with fees", truth_fees.more_with_fees),
    ("charged too early", truth_fees.charged_too_early),
    ("interest beyond the rate", truth_fees.interest_beyond_rate),
    ("wrong rate", truth_notes.wrong_rate),
    ("wrong payment", truth_deeds.wrong_payment),
    ("wrong limit", truth_limits.wrong_limit),
    ("wrong time allowed", truth_limits.wrong_time_allowed),
    ("wrong outcome", truth_deeds.wrong_outcome),
    ("signed by nobody", truth_undone.signed_by_nobody),
    ("signed with a remark", truth_undone.signed_with_a_remark),
    ("done by another", truth_undone.done_by_another),
    ("payment went through", truth_undone.payment_went_through),
    ("never reached them", truth_undone.never_reached_them),
    ("claim is pending", truth_undone.claim_is_pending),
    ("taken off", truth_undone.taken_off),
    ("goes on", truth_undone.goes_on),
    ("denied by a note", truth_notes.denied_by_a_note),
    ("wrong paper", truth_notes.wrong_paper),
    ("wrong measure", truth_notes.wrong_measure),
    ("more than came", truth_notes.more_than_came),
    ("more than was done", truth_notes.more_than_was_done),
    ("wrong count of deeds", truth_counts.wrong_count_of_deeds),
))  # fmt: skip
