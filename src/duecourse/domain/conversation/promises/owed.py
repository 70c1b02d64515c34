"""What the caller tells of a debt: a yes to "4,215 dollars are overdue as of today" agrees to no payment."""

from __future__ import annotations

import re
from datetime import date

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.views import View

_AS_OF = (("as", "of"), ("as", "at"), ("as", "per"), ("date", "of"), ("date", "is"))
_NEEDS = frozenset(
    "owe owes owed owing overdue outstanding unpaid due payable behind late open arrears balance amount total figure "
    "account bill debt position books system records ledger sum comes come makes make stands stand leaves at".split()
)
_PAYS = frozenset(
    "pay paid pays paying settle settles settling clear clears clearing send sending transfer say shall could can "
    "would will put get take expect might".split()
)
_BETWEEN = r"(?:(?!(?:the|that|your|for|on|by|this) )[^ .?!]+ ){0,4}"
# What stands open, on whichever day: "890 falls due on the first", "you owe us", "another 890 becomes payable".
_STANDS = re.compile(
    r" (?:is|are|was|be|remains?|becomes?|falls?|comes?|goes|still|now|currently|you are) "
    rf"{_BETWEEN}(?:owed|owing|overdue|outstanding|unpaid|due|payable|behind|late|open) "
    r"| owes? "
    r"| due date | in arrears "
)
# What it comes to, where the day is today's: "the total stands at 4,215 today", "that makes 4,215 today".
_COMES_TO = re.compile(
    r" (?:balance|amount|total|figure|account|bill|debt|position|books|system|records|ledger|sum) "
    r"(?:[^ .?!]+ ){0,3}(?:is|are|stands?|comes?|sits|shows?|reads?|says?|adds?) "
    r"| (?:it|that|this|which|we|you|they|together|all) (?:all |still |now |currently |together )*"
    r"(?:comes?|makes?|leaves?|stands?|adds?|are at|is at|have) "
)


def tells_what_is_owed(view: View, when: When, today: date) -> bool:
    """Is the day one of the debt, not of a payment?"""
    items = view.words.items
    sentence = view.words.sentence_at(when.first)
    said = items[sentence.first : sentence.last]
    paying = not _PAYS.isdisjoint(said)
    if items[max(0, when.first - 2) : when.first] in _AS_OF and (when.on == today or not paying):
        return True
    if paying or _NEEDS.isdisjoint(said):
        return False
    line = " ".join(("", *said, ""))
    return bool(_STANDS.search(line)) or (when.on == today and bool(_COMES_TO.search(line)))
