"""Which prompt the caller sees after a turn: at most one, the most urgent, and none twice.

A prompt stands until the matter is put right, something more urgent comes, or it has had its time. The words are
content (`playbooks/prompts.toml`); when one is called for, `prompt_needs` says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from duecourse.domain.contact_policy.duties import VOICEMAIL
from duecourse.domain.conversation.prompt_needs import needs
from duecourse.domain.conversation.prompting import WORDS, Need, Prompt, Prompting, worded
from duecourse.domain.conversation.required import HEARD, hearing_of
from duecourse.domain.conversation.results import TurnResult
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER

_URGENCY: Mapping[str, int] = {key: place for place, key in enumerate(WORDS)}
_TIME_TO_READ = 2  # turns during which only something more urgent takes a prompt's place
_LONGEST = 6  # turns for which a prompt may stand


def prompts(result: TurnResult, state: State, muted: Collection[str]) -> tuple[Prompt, ...]:
    """What stands to be shown after this turn: one prompt or none. `muted` are kinds that the caller does not want;
    their prompts are not given later either. Brings what the call remembers of its prompts up to date."""
    prompting = state.prompting
    if prompting is None:
        return ()
    _listen_for_words(state, prompting)
    called_for = {need.id: need for need in needs(result, state, prompting, muted)}
    _let_go(result.n, prompting, called_for)
    fresh = [need for need in called_for.values() if need.id not in prompting.given]
    best = min(fresh, key=lambda need: (_URGENCY[need.key], -need.turn), default=None)
    if best is not None and _may_take_its_place(best, result.n, prompting):
        prompting.standing, prompting.since = worded(best, prompting.words[best.key]), result.n
        prompting.given.add(best.id)
    return (prompting.standing,) if prompting.standing else ()


def _let_go(n: int, prompting: Prompting, called_for: Collection[str]) -> None:
    standing = prompting.standing
    if standing and (standing.id not in called_for or n - prompting.since > _LONGEST):
        prompting.standing = None


def _may_take_its_place(need: Need, n: int, prompting: Prompting) -> bool:
    standing = prompting.standing
    if standing is None or n - prompting.since >= _TIME_TO_READ:
        return True
    return _URGENCY[need.key] < _URGENCY[standing.id.partition(":")[0]]


def _listen_for_words(state: State, prompting: Prompting) -> None:
    """What the law wants said is looked for in each turn of ours, and across it and the one before."""
    if not prompting.must_say or not state.views or not state.views[-1].is_caller:
        return
    last = [view.turn for view in state.said_by[CALLER][-2:]]
    for one in prompting.must_say:
        if one.point or one.id in prompting.heard or one.occasion == VOICEMAIL:
            continue
        if hearing_of(one, last).result == HEARD:
            prompting.heard.add(one.id)
