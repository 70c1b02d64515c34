"""A promise without a day: only a plain "I will pay it" that names no other time, and none beside one with a day."""

from __future__ import annotations

import re

from duecourse.domain.conversation.date_words import VAGUE
from duecourse.domain.conversation.ledger import joined
from duecourse.domain.conversation.promises.parts import Part
from duecourse.domain.conversation.promises.statements import pays
from duecourse.domain.conversation.promises.sums import SAID
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

# "Credit me for the broken ones and I'll settle the rest": we are to put it right first (ruling 13).
_PUT_RIGHT_FIRST = re.compile(
    r"^ (?:(?:so|just|well|you|then|no|right|look) )*(?:credit|correct|fix|amend|adjust|deduct|refund|replace|reissue"
    r"|take off|knock off|put (?:it|that|this) right|sort (?:it|that|this) out) .*and (?:then )?(?:i|we) will "
)
# "I'll settle up when somebody has looked at it": theirs to do once we have done ours.
ONCE_LOOKED_AT = re.compile(
    r" (?:when|once|after|whenever|as soon as|the (?:day|minute|moment|second|hour|week)(?: that)?) "
    r"(?:somebody|someone|anybody|you|they|one of you|(?:your|the) [a-z]+) "
    r"(?:has|have|had|finally|comes|come|looks|look|sends|send|fixes|fix|answers|answer|sorts|sort"
    r"|repairs?|replaces?|mends?|swaps?|puts?|makes?|takes?|finish(?:es)?) "
)
_SOME_DAY = re.compile(
    r" (?:the (?:minute|moment|second|instant|day)|(?:when|once) (?:it|that|they) (?:is|are|has been) "
    r"|soon|shortly|at some point|when i can|when we can"
    r"|as soon as (?:i|we) can|sooner or later"
    r"|when things (?:loosen|pick|ease|calm|get)"
    r"|one of these days|some time|sometime|in due course|eventually|in the next (?:few|couple of) (?:days|weeks)) "
)


_PART_OF_MONTH = "middle or start of month"


def _names_no_day(view: View, part: Part) -> bool:
    """ "I'll pay it in mid December", "on the thirtieth of February": when, and yet no day."""
    loose = (w for w in view.whens if w.on is None and w.past is None)
    return any(part.first <= w.first < part.last and (w.rule == _PART_OF_MONTH or w.precision == VAGUE) for w in loose)


_WILL = frozenset("will shall going promise gets".split())


def may_be_vague(view: View, part: Part, state: State) -> bool:
    """A promise without a day counts only when the client plainly says that they will pay, and none stands yet."""
    if state.promises or not pays(view, part.first, part.last):
        return False
    if _WILL.isdisjoint(view.words.items[part.first : part.last]):
        return False  # "He said everything goes through him"
    sentence = view.words.sentence_at(part.first)
    if "never" in view.words.items[sentence.first : sentence.last]:
        return False  # "You're getting it never, the way those seals are"
    if _PUT_RIGHT_FIRST.search(
        " ".join(("", *view.words.items[view.words.sentence_at(part.first).first : part.last], ""))
    ):
        return False
    if ONCE_LOOKED_AT.search(view.words.line):
        return False
    if _names_no_day(view, part):
        return True
    if part.sum is None or part.sum.kind != SAID:
        return part.sum is not None or bool(_SOME_DAY.search(view.words.line))
    known = joined(state.ledger.figures, state.caller_offers)
    return any(a.first == part.sum.first and a.known(known) for a in view.amounts)
