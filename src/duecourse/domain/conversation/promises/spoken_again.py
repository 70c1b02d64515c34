"""Days of something else: on which we speak with them again of what is left, or on which they have a scan."""

from __future__ import annotations

import re

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_WORDS = frozenset(
    "see look talk speak revisit review discuss sort work figure circle come go deal worry think reconvene catch pick "
    "regroup meet".split()
)
_TOGETHER = re.compile(
    r" (?:we|i|us|let's|and|you and i|you and me) (?:(?:will|can|shall|could|would|then|just|both|to|have|get|a) )*"
    r"(?:see (?:about|where|what|how|if|whether)|look (?:at|into|again|over)|talk|speak|revisit|review|discuss"
    r"|(?:sort|work|figure) (?:out )?(?:the (?:rest|remainder|balance|other|remaining)|what|something)"
    r"|circle back|come back to|go over|go through|deal with|worry about|think about|reconvene|regroup|catch up"
    r"|meet (?:again|about|over)|pick (?:this|that|it|things) (?:back )?up (?:again|with|from)) "
    r"(?:[^ .?!]+ ){0,10}$"
)
_OF_THIS_CALL = re.compile(
    r" (?:reference|ref|number|name|record|note|confirmation|log|initial)(?: number)? (?:for|of|from) "
    r"(?:this call |our call |the call )?$"
)
_PAYS = frozenset("pay pays paid send sends wire transfer clear settle".split())


def is_spoken_of_then(view: View, when: When) -> bool:
    """ "And we see about the 5,450 on the twentieth": a day of talk, also where a sum stands beside it; "may I have a
    reference for today?" is of the call."""
    sentence = view.words.sentence_at(when.first)
    before = " ".join(("", *view.words.items[sentence.first : when.first], ""))
    if _OF_THIS_CALL.search(before):
        return True
    if _WORDS.isdisjoint(view.words.vocabulary):
        return False
    found = _TOGETHER.search(before)
    return found is not None and _PAYS.isdisjoint(found[0].split())


_EVENTS = frozenset(
    "scan appointment hearing operation meeting visit court delivery inspection surgery wedding funeral harvest exam "
    "interview test treatment session review board trip flight assessment tribunal audit inspector doctor surgeon "
    "specialist lawyer engineer fitting biopsy checkup discharge".split()
)
_WHEN_IS_THAT = re.compile(
    r"^ (?:(?:and|oh|okay|right|so|well|i see) |[.!] )*(?:when|what day|which day|what date) "
    r"(?:is|are|will|would) (?:that|it|this|they)(?: be| then| again| exactly)* (?:[.?!] )?$"
)
_PAYING = frozenset("pay paying paid payment check cheque transfer send money card".split())


def asks_when_that_is(before: View, state: State) -> bool:
    """ "Let me get the next scan over with." "When is that?": the day of what they have just spoken of."""
    answer = state.before(before, CLIENT)
    if answer is None or not answer.words.sentences or not _WHEN_IS_THAT.search(before.words.line):
        return False
    last = answer.words.sentences[-1]
    said = answer.words.items[last.first : last.last]
    return not _EVENTS.isdisjoint(said) and _PAYING.isdisjoint(said)
