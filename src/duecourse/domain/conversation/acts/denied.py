"""What an insurer contests, told by the ground it gives once a denial or a short payment has come up: "It was
declined." "How come?" "There was no authorisation." (ruling 17)"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.acts.details import item_meant
from duecourse.domain.conversation.acts.weighing import GROUND_GIVEN
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_GROUNDS = {
    "duplicate": frozenset("duplicate duplicates duplicated".split()),
    "contract": frozenset("timely contract contracts contracted schedule rate rates tariff allowed allowable".split()),
    "other": frozenset(
        "authorization authorisation authorized authorised auth preauthorization precertification referral necessary "
        "necessity diagnosis coding excluded experimental bundled modifier network".split()
    ),
}
_ANY = frozenset(("days",)).union(*_GROUNDS.values())
_DENIED = frozenset(
    "denied denial denials declined rejected rejection underpaid underpayment lower duplicate disallowed".split()
)
_LIMITS = frozenset("gives gave had have within limit over past".split())  # "we have to have it in ninety days"
_LATELY = 3  # turns of ours in which a denial that was named is still spoken of
_NOT_SO = re.compile(
    r" (?:no|not|never|nothing|without any|isn't) (?:a |an |been |the )*"
    r"(?:denied|denial|declined|rejected|duplicate|late) "
    r"| (?:if|unless|until|before|whether|once) "
    r"| (?:pending|pended|in review|under review|reviewing|processing|not on file|nothing on file) "
)


def ground_given(view: View, state: State) -> Iterator[ClientAct]:
    """At most one: the first ground that is given."""
    said = view.words.vocabulary
    if _ANY.isdisjoint(said) or state.setting.account.kind != PAYER or state.act("dispute", "refusal", "promise"):
        return
    if any(a.act in ("delay_reason", "already_paid") for a in state.acts) or view.has("delay_reason"):
        return
    if not (_is_denied(view) or any(_is_denied(v) for v in state.said_by[CALLER][-_LATELY:])):
        return
    for sentence in (s for s in view.words.sentences if not s.asks):
        items = view.words.items[sentence.first : sentence.last]
        if _NOT_SO.search(" ".join(("", *items, ""))):
            continue
        reason = next((reason for reason, words in _GROUNDS.items() if not words.isdisjoint(items)), "")
        reason = reason or ("contract" if "days" in items and not _LIMITS.isdisjoint(items) else "")
        if reason:
            quote = view.quote(sentence.first, sentence.last)
            yield ClientAct(view.n, "dispute", quote, GROUND_GIVEN, invoice=item_meant(view, state), reason=reason)
            return


def _is_denied(view: View) -> bool:
    return not _DENIED.isdisjoint(view.words.vocabulary)
