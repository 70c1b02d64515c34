"""Days on which we speak with them again of what is left, and on which nobody has said that they pay."""

from __future__ import annotations

import re

from duecourse.domain.conversation.dates import When
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
_PAYS = frozenset("pay pays paid send sends wire transfer clear settle".split())


def is_spoken_of_then(view: View, when: When) -> bool:
    """ "And we see about the 5,450 on the twentieth": a day of talk, also where a sum stands beside it."""
    if _WORDS.isdisjoint(view.words.vocabulary):
        return False
    sentence = view.words.sentence_at(when.first)
    before = view.words.items[sentence.first : when.first]
    found = _TOGETHER.search(" ".join(("", *before, "")))
    return found is not None and _PAYS.isdisjoint(found[0].split())
