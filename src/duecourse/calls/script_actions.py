"""Changing the team's own scripts, answers and words. What is shipped stays as it is."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from duecourse.playbooks import editing, overlay_root, own_folder
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.review import remarks_on
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_lead


class NotSaved(ValueError):
    """The text cannot be used. `problems` say where and what to change; `grave` is what our own check refuses."""

    def __init__(self, problems: tuple[str, ...], grave: int = 0) -> None:
        super().__init__("; ".join(problems) or f"{grave} remarks of the plain-language check")
        self.problems = problems
        self.grave = grave


@transaction.atomic
def save_playbook(*, actor: User, now: datetime, file: str, text: str, although: bool = False) -> None:
    """Lay the text over the shipped file. A text that could not be used in a call is never saved; one that our
    plain-language check refuses is saved only `although` it says so. Raises NotSaved, PlaybookError, NotAllowed."""
    require_lead(actor)
    problems = editing.problems_of(file, text, overlay_root())
    grave = sum(remark.is_grave for remark in remarks_on(file, text, load_terms()))
    if problems or (grave and not although):
        raise NotSaved(problems, grave)
    audit.record(
        actor=actor,
        now=now,
        verb="save_playbook",
        subject=actor,
        facts={"file": file, "sha256": hashlib.sha256(text.encode()).hexdigest(), "remarks_accepted": grave},
    )
    editing.save(file, text, own_folder())


@transaction.atomic
def take_back_playbook(*, actor: User, now: datetime, file: str) -> bool:
    """Remove the team's own file: ours is in force again. False when there was none. Raises NotAllowed."""
    require_lead(actor)
    own = editing.source(file, overlay_root())
    if not own.is_own:
        return False
    audit.record(actor=actor, now=now, verb="take_back_playbook", subject=actor, facts={"file": file, "was": own.text})
    return editing.take_back(file, own_folder())
