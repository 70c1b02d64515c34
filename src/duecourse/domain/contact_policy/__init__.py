""" "May I contact?": policy packs as data, and one pure decision over them.

`decide(case, packs)` answers; `parse_case` and `parse_pack` read outside data strictly; `case_json` and
`decision_json` write.
"""

from duecourse.domain.contact_policy.case import Case, Debtor, Event, Query, Window
from duecourse.domain.contact_policy.case_json import parse_case
from duecourse.domain.contact_policy.case_writing import case_json
from duecourse.domain.contact_policy.decide import Decision, Reason, decide
from duecourse.domain.contact_policy.decision_json import decision_json
from duecourse.domain.contact_policy.pack import Pack, Rule
from duecourse.domain.contact_policy.pack_reading import parse_pack
from duecourse.domain.contact_policy.reading import Malformed

__all__ = [
    "Case",
    "Debtor",
    "Decision",
    "Event",
    "Malformed",
    "Pack",
    "Query",
    "Reason",
    "Rule",
    "Window",
    "case_json",
    "decide",
    "decision_json",
    "parse_case",
    "parse_pack",
]
