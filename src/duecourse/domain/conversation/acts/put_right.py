"""A refusal that is none: what is wrong has to be put right first, or the thing that they will not pay for is named
with what is wrong with it. It is a dispute that holds the payment up (ruling 13)."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.promises.vague import ONCE_LOOKED_AT
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER


def until_put_right(view: View, hit: Hit, state: State) -> bool:
    """ "I'm not paying till she's answered", "until those hours are right you won't see a nickel"; "I'm not paying for
    brown ones" once there is a dispute; "I'm not paying for a sign that doesn't work" by itself."""
    sentence = view.words.sentence_at(hit.first)
    begin = max(sentence.first, hit.first - _CONDITION_WITHIN)
    if not _NOT_BEFORE.isdisjoint(view.words.items[begin : hit.first]):
        return True
    if ONCE_LOOKED_AT.search(view.words.line):
        return True
    rest = view.words.items[hit.first : min(sentence.last, hit.last + _CONDITION_WITHIN)]
    if not _UNTIL.isdisjoint(rest):
        return True
    if _WHAT_FOR.isdisjoint(rest) or not _NEVER.isdisjoint(view.words.vocabulary):
        return False
    return state.act("dispute") is not None or view.has("dispute") or _names_the_fault(rest, state)


_CONDITION_WITHIN = 8
_UNTIL = frozenset("until till unless before while".split())
_NOT_BEFORE = frozenset("until till".split())
_WHAT_FOR = frozenset(("for", "full"))
_NEVER = frozenset("ever never penny cent dime any".split())


def _names_the_fault(rest: Sequence[str], state: State) -> bool:
    """Do the words behind the thing tell why: "for a sign that doesn't work", "for two days I was in bed"? "For that"
    or "for the second visit" may be a plain no, and an insurer's is one."""
    place = next((at for at, word in enumerate(rest) if word == "for"), len(rest))
    thing = rest[place + 1 : place + 2]
    if not thing or thing[0] in _NO_THING or state.setting.account.kind == PAYER:
        return False
    return not _OF_THE_THING.isdisjoint(rest[place + 2 :])


_NO_THING = frozenset("it this that them these those anything nothing".split())
_OF_THE_THING = frozenset("that which who i we you he she they nobody when".split())
