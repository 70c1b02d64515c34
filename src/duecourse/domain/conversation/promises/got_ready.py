"""What is got ready for a payment before its day: "Thursday. I'll write the check right now, so I don't forget"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_READY = re.compile(
    r" (?:write|writing|make|making|fill|filling|print|printing|sign|signing|draw|drawing) "
    r"(?:(?:it|that|this|one|you|a|the|your|our) ){1,3}(?:(?:check|cheque|voucher|slip|payment|remittance|order) )?"
    r"(?:out |up |down |off )?"
    r"| (?:set|setting|key|keying|enter|entering|type|typing|schedule|scheduling|line|lining|queue|queuing"
    r"|stamp|stamping|program|programming|load|loading|book|booking|post-date|postdate|prepare|preparing"
    r"|authorise|authorize) "
    r"(?:it|that|this|them|the payment|the transfer|the check|the cheque) "
    r"| (?:put|putting|stick|sticking|pop|popping|write|writing|get|getting) "
    r"(?:it|that|this|them|the check|the payment) "
    r"(?:down|ready|in (?:the|my|our|an) (?:diary|calendar|phone|book|system|queue|envelope|list|planner|app|run)"
    r"|on (?:the|my|our) (?:list|calendar|desk|board|wall|fridge|pile|planner)) "
    r"| (?:make|making|set|setting) (?:a|myself a|me a) (?:note|reminder) | (?:address|addressing) the envelope "
)
_SENT = frozenset("send mail post wire drop bring hand over instead actually rather sooner earlier better no".split())


def is_got_ready(view: View, new: ClientAct, spoken: Sequence[ClientAct], state: State) -> bool:
    """Is the day only the one on which they write or enter it, while the payment has a later one, said in this turn or
    standing from before?"""
    if new.on != state.setting.today or not any(p.on is not None and p.on > new.on for p in (*spoken, *state.promises)):
        return False
    days = [w.first for w in view.days if w.on == new.on]
    sentences = [view.words.sentence_at(place) for place in days]
    return bool(days) and all(_is_ready(view.words.items[s.first : s.last]) for s in sentences)


def _is_ready(said: Sequence[str]) -> bool:
    return _SENT.isdisjoint(said) and bool(_READY.search(" ".join(("", *said, ""))))
