"""Everything a caller has at hand for one account: brief, scripts and answers, made from the same facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from duecourse.domain.brief import Brief
from duecourse.domain.facts import AccountFacts
from duecourse.domain.objections import FilledCard
from duecourse.domain.script import GATEKEEPER, VOICEMAIL, Script
from duecourse.domain.spoken import Caller
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.brief import brief_for
from duecourse.playbooks.objections import cards_for
from duecourse.playbooks.scripts import script_for


@dataclass(frozen=True, slots=True)
class AtHand:
    """`other_scripts` are for somebody else who picks up, and for a machine. `error` is set when a file of the team's
    own cannot be used: everything is then ours, because a call must not wait for a lead."""

    brief: Brief
    script: Script
    other_scripts: tuple[Script, ...]
    cards: tuple[FilledCard, ...]
    error: str = ""


def at_hand(facts: AccountFacts, today: date, now_local: datetime, *, caller: Caller) -> AtHand:
    """Brief, scripts and answers for this account today. A broken file of the team's own is told and passed over."""
    try:
        return _made(facts, today, now_local, caller, None, "")
    except PlaybookError as error:
        return _made(facts, today, now_local, caller, SHIPPED, str(error))


def _made(
    facts: AccountFacts, today: date, now_local: datetime, caller: Caller, overlay: Path | None, error: str
) -> AtHand:
    return AtHand(
        brief=brief_for(facts, today, now_local, overlay=overlay),
        script=script_for(facts, today, caller=caller, overlay=overlay),
        other_scripts=tuple(
            script_for(facts, today, caller=caller, reached=reached, overlay=overlay)
            for reached in (GATEKEEPER, VOICEMAIL)
        ),
        cards=cards_for(facts, today, caller=caller, overlay=overlay),
        error=error,
    )
