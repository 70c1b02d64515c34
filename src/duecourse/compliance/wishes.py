"""What people say or send that binds every later contact, as choices of a form and as events of the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from duecourse.domain.contact_policy import words


@dataclass(frozen=True, slots=True)
class Wish:
    """One choice: its words, and the event it becomes. `asks_hours`: from, to and weekdays belong to it."""

    label: str
    kind: str
    details: dict[str, Any] = field(default_factory=dict)
    direction: str = "in"
    asks_hours: bool = False


def _media(kind: str, label: str) -> dict[str, Wish]:
    named = ((words.PHONE, "calls"), (words.EMAIL, "e-mail"), (words.SMS, "text messages"), (words.LETTER, "letters"))
    return {f"{kind}_{medium}": Wish(label.format(name), kind, {"medium": medium}) for medium, name in named}


GROUPS: dict[str, dict[str, Wish]] = {
    "No more": _media("opt_out", "No more {}"),
    "Times and places": {
        "inconvenient_time": Wish("Not at these hours", "inconvenient_time", asks_hours=True),
        "consent_time": Wish("These hours suit them", "consent_time", asks_hours=True),
        "inconvenient_place": Wish("Not at work", "inconvenient_place", {"place": words.WORK}),
        "employer_prohibits": Wish("The employer forbids calls at work", "employer_prohibits", {"place": words.WORK}),
    },
    "Stops": {
        "cease_written": Wish("Asked in writing that contact stops", "cease_notice", {"written": True}),
        "cease_spoken": Wish("Asked on the telephone that contact stops", "cease_notice", {"written": False}),
        "attorney_representation": Wish("Somebody represents them", "attorney_representation"),
        "dispute_written": Wish("Disputes the debt in writing", "dispute", {"written": True}),
        "bankruptcy_filed": Wish("Insolvency was filed", "bankruptcy_filed"),
        "breathing_space_start": Wish("Breathing space has begun", "breathing_space_start"),
        "deceased": Wish("The person has died", "deceased"),
        "wrong_party": Wish("This is not the right person", "wrong_party"),
    },
    "Open again": {
        **_media("consent_channel", "Agrees to {}"),
        "work_allowed": Wish("May be reached at work", "consent_time", {"place": words.WORK}),
        "verification_sent": Wish("We have sent the proof they asked for", "verification_sent", direction="out"),
        "written_notice": Wish("We have sent the written notice", "written_notice", direction="out"),
        "cease_withdrawn": Wish("Wants contact again (lead)", "cease_withdrawn"),
        "attorney_consents_direct": Wish(
            "The representative agrees to direct contact, or is no longer theirs (lead)", "attorney_consents_direct"
        ),
        "bankruptcy_ended": Wish("The insolvency is over (lead)", "bankruptcy_ended"),
        "breathing_space_end": Wish("The breathing space is over (lead)", "breathing_space_end"),
        "wrong_party_corrected": Wish("It is the right person after all, and alive (lead)", "wrong_party_corrected"),
    },
}
WISHES: dict[str, Wish] = {code: wish for group in GROUPS.values() for code, wish in group.items()}
# Kinds that allow something, or allow it again; every other wish stops something.
OPENING = frozenset(wish.kind for wish in GROUPS["Open again"].values())
