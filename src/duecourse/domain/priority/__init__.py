"""Whom to call next and why, and whom not to call today and why not.

`rank` orders candidates by the expected value of a call today, in plain integer arithmetic whose weights a lead can
edit (playbooks/priority.toml). `not_today` says why an account is better left alone, and until when. Hours, caps and
opt-outs are not decided here: the contact gate is asked about them.
"""

from duecourse.domain.priority.bounds import (
    WHOLE,
    ceiling,
    is_commitment_worth_a_call,
    is_fresh,
    most_above,
    most_lift,
    most_share,
    worth_a_call_from,
)
from duecourse.domain.priority.candidate import Candidate, Coming
from duecourse.domain.priority.postponing import Postponed, not_today, opening
from duecourse.domain.priority.ranking import (
    Entry,
    Reason,
    Scored,
    arranged,
    entries,
    is_before_all_plain,
    order,
    rank,
    reasons_for,
    score,
)
from duecourse.domain.priority.weights import Weights, factor_of

__all__ = [
    "WHOLE",
    "Candidate",
    "Coming",
    "Entry",
    "Postponed",
    "Reason",
    "Scored",
    "Weights",
    "arranged",
    "ceiling",
    "entries",
    "factor_of",
    "is_before_all_plain",
    "is_commitment_worth_a_call",
    "is_fresh",
    "most_above",
    "most_lift",
    "most_share",
    "not_today",
    "opening",
    "order",
    "rank",
    "reasons_for",
    "score",
    "worth_a_call_from",
]
