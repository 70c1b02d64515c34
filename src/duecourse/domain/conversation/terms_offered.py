"""Terms that we offer, and no act of ours: agreeing to pay in parts commits us to nothing but to take the payments."""

from __future__ import annotations

import re

from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.views import View

_WORDS = frozenset(
    "instalments installments payments parts thirds halves quarters months lots bits pieces chunks two three four five "
    "six eight ten twelve".split()
)
_IN_PARTS = re.compile(
    r" (?:do|take|put|split|spread|break|divide|cut|pay|cover|clear|settle|have|set) "
    r"(?:it|that|this|them|you|the [a-z]+)(?: (?:up|out|down))? (?:in|into|over|on|across|to|as) "
    r"(?:up to |about |say )?"
    r"(?:(?:an? |equal |monthly |weekly |smaller |small |two |three |four |five |six |eight |ten |twelve |\d\d? ?)+"
    r"(?:parts|payments|instal?lments|months|lots|bits|pieces|chunks|goes|ways|plan)"
    r"|instal?lments|parts|thirds|halves|quarters|bits|pieces"
    r"|(?:two|three|four|five|six|eight|ten|twelve)(?= (?:[.?!]|over|if|on|no|with|from|and|at)| $)) "
)
_OF_TERMS = ("fill in form", "pass it on", "sort it out", "update the record", "note the account")


def offers_terms(view: View, hit: Hit) -> bool:
    """ "We can take it in up to three parts", "I can do it in three, over ninety days"."""
    if hit.family.fields["what"] not in _OF_TERMS or _WORDS.isdisjoint(view.words.vocabulary):
        return False
    sentence = view.words.sentence_at(hit.first)
    return bool(_IN_PARTS.search(" ".join(("", *view.words.items[hit.first : sentence.last], ".", ""))))
