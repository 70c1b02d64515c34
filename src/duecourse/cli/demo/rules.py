"""A change of the house rules that waits for its second name: Carla's team thinks that two tries a week are enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from duecourse.playbooks.policies import shelf
from duecourse.rulebook import actions
from duecourse.teams.models import User

STARTS_ON = date(2026, 12, 1)
WHY = "The third try of a week reached nobody in October; two leave people in peace"
RULE = """[[rules]]
id = "HOUSE-FREQ-2"
kind = "counter"
text = "At most 2 attempts to reach an account by telephone in 7 days"
means = "Two tries a week, whoever makes them. After the second, write, or wait."
channels = ["phone"]
limit = 2
days = 7
per = "account"
calls = "connected"
noun = "attempts"
agreed_calls = true
exempt_reply = true
unless = { debt_kind = ["insurance_claim"] }
citation = "House rules"
status = "verified"
effective = 2026-01-01
examples = [
  { at = "2026-04-08 10:00", debt = "commercial", events = ["2026-04-07 10:00 call no_answer"], expect = "allowed" },
  { at = "2026-04-09 10:00", debt = "commercial", events = ["2026-04-07 10:00 call no_answer x2"], expect = "blocked", earliest = "2026-04-14 08:00" },
  { at = "2026-04-14 10:00", debt = "commercial", events = ["2026-04-07 10:00 call no_answer x2"], expect = "allowed", why = "the first has left the seven days" },
]

"""  # noqa: E501  # lines of a pack, each example on one


def propose_fewer_tries(people: Mapping[str, User], now: datetime) -> None:
    """The team's own house rules are left alone where somebody has laid other ones over ours."""
    house = shelf().shipped("house")
    if house is None:
        return
    start = house.text.index('[[rules]]\nid = "HOUSE-FREQ-2"')
    end = house.text.index("[[rules]]", start + 1)
    carla = people["carla"]
    draft = actions.copy_pack(actor=carla, now=now, digest=house.digest)
    text = house.text[:start] + RULE + house.text[end:]
    actions.save_draft(actor=carla, now=now, draft=draft, text=text, seen=draft.digest)
    draft.refresh_from_db()
    actions.propose_draft(actor=carla, now=now, draft=draft, starts_on=STARTS_ON, why=WHY)
