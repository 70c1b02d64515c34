"""One creditor of the demo has its reminders switched on, so that there is something to approve."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from duecourse.cli.demo.parties import LARKSPUR
from duecourse.domain.cadence import USUAL
from duecourse.outbox.actions.reminders import set_cadence
from duecourse.receivables.models import Creditor
from duecourse.teams.models import User


def switch_reminders_on(people: Mapping[str, User], now: datetime) -> None:
    creditor = Creditor.objects.get(code=LARKSPUR)
    set_cadence(actor=people["carla"], now=now, creditor=creditor, is_on=True, steps=USUAL)
