"""A payment told of without the word: by whom the money went, how much of it, and on which day that is behind us."""

from __future__ import annotations

import re

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import Sentence
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

TOLD_WITH_ITS_DAY = "told with its day"
_WENT = re.compile(
    r" (?:sent|posted|mailed|wired|transferred|remitted|gave|handed|dropped|brought|deposited|banked|put|ran|pushed|"
    r"went|gone|left|done|did|made|cleared|settled|paid|landed|came out|was taken|were taken|was debited) "
)
_NOT_DONE = re.compile(
    r" (?:not|never|nobody|nothing|none|neither|failed|bounced|rejected|crashed"
    r"|no (?:payment|payments|check|checks|transfer|transfers|money)"
    r"|will|would|could|should|can|might|if|unless|until|before|when|supposed|meant"
    r"|going to|due|promised|asked|wanted|you (?:sent|left|put|did|made|gave|posted|mailed|came|brought)"
    r"|(?:your|the|that) (?:driver|engineer|man|bill|invoice|letter|reminder|goods|delivery|order)) "
)
_PAPERS = frozenset(
    "email emails letter letters form forms photo photos picture pictures copy copies order orders query complaint "
    "claim claims records message messages note notes notice dispute details statement appeal remittance list message "
    "delivery delivered goods boxes pallet parcel driver engineer invoice bill quote card samples report denial".split()
)
_MONEY = frozenset("payment payments money transfer check checks funds cash bank card".split())
_THINGS = re.compile(r" (?:both|the two|the pair|the lot|all (?:of )?(?:it|them|three|four)|the whole (?:lot|thing)) ")


def paid_on_a_day(view: View, state: State) -> Sentence | None:
    """The sentence that tells of it, with a day behind us and the money (a sum that is due, several bills, a means of
    paying): "My wife sent you the two together last Thursday", "Three ninety-one, it went by the bank on the 7th"."""
    if not any(w.past is not None for w in view.whens):
        return None
    for when in view.whens:
        sentence = view.words.sentence_at(when.first)
        if _is_behind(when, view, state) and not sentence.asks and _tells(view, sentence, state):
            return sentence
    return None


def _is_behind(when: When, view: View, state: State) -> bool:
    """Is the day said of what has been, rather than of what is to come?"""
    if when.past is None or when.past > state.setting.today:
        return False
    return when.on is None or when.past < state.setting.today


def _tells(view: View, sentence: Sentence, state: State) -> bool:
    items = view.words.items[sentence.first : sentence.last]
    said = " ".join(("", *items, ""))
    if not _WENT.search(said) or _NOT_DONE.search(said) or not _PAPERS.isdisjoint(items):
        return False
    due = any(a.known(state.ledger.due) for a in view.amounts if sentence.first <= a.first < sentence.last)
    return due or not _MONEY.isdisjoint(items) or bool(_THINGS.search(said) and _were_spoken_of(view, state))


def _were_spoken_of(view: View, state: State) -> bool:
    """Has the caller just spoken of what is due?"""
    before = state.before(view, CALLER)
    return before is not None and any(a.known(state.ledger.due) for a in before.amounts)
