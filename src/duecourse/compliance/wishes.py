"""What people say or send that binds every later contact, as choices of a form and as events of the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duecourse.domain.contact_policy import words


@dataclass(frozen=True, slots=True)
class Wish:
    """One choice: its words, and the event it becomes. `asks_hours`: from, to and weekdays belong to it; a time that is
    ruled out may be whole weekdays."""

    label: str
    kind: str
    details: dict[str, Any] = field(default_factory=dict)
    direction: str = "in"
    asks_hours: bool = False

    @property
    def takes_whole_days(self) -> bool:
        """A consent to whole days would be one to the night."""
        return self.kind == "inconvenient_time"


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
        "bankruptcy_discharged": Wish("The insolvency ended in a discharge", "bankruptcy_discharged"),
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
        "bankruptcy_ended": Wish(
            "The insolvency was dismissed or closed, without a discharge (lead)", "bankruptcy_ended"
        ),
        "discharge_excepted": Wish(
            "Discharged, but not from this debt: reaffirmed, excepted or newer (lead)", "discharge_excepted"
        ),
        "breathing_space_end": Wish("The breathing space is over (lead)", "breathing_space_end"),
        "wrong_party_corrected": Wish("It is the right person after all, and alive (lead)", "wrong_party_corrected"),
    },
}
WISHES: dict[str, Wish] = {code: wish for group in GROUPS.values() for code, wish in group.items()}
# Kinds that allow something, or allow it again; every other wish stops something.
OPENING = frozenset(wish.kind for wish in GROUPS["Open again"].values())

_NOT_A_CHOICE = (Wish("Asked to be called back", "callback_agreed"),)  # follows from how a call ended
_HOW = {
    words.PHONE: "on the telephone", words.EMAIL: "by e-mail", words.SMS: "by text message", words.LETTER: "by letter",
}  # fmt: skip
HOW = tuple(_HOW.items())
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def in_words(kind: str, channel: str, details: Mapping[str, Any]) -> str:
    """A wish that was recorded, as the page offers it: "Not at these hours: Wed, 09:00–12:00 (by letter)"; "" where it
    is none of them."""
    known = {"medium": channel, **details}
    found = [w for w in (*WISHES.values(), *_NOT_A_CHOICE) if w.kind == kind and w.details.items() <= known.items()]
    if not found:
        return ""
    wish = max(found, key=lambda wish: len(wish.details))
    when = ", ".join([*_window_in_words(details.get("window") or {}), *filter(None, [details.get("hour")])])
    label = wish.label.removesuffix(" (lead)")
    return f"{label}{': ' if when else ''}{when}{f' ({_HOW[channel]})' if channel in _HOW else ''}"


def _window_in_words(window: Mapping[str, Any]) -> list[str]:
    bounds = [_bound_in_words(window[key]) for key in ("from", "to") if window.get(key)]
    days = window.get("days")
    weekdays = [WEEKDAYS[day - 1] for day in days if day in range(1, 8)] if isinstance(days, list) else []
    hours = "–".join(dict.fromkeys(bounds)) or ("the whole day" if weekdays else "")
    return [*weekdays, *([hours] if hours else [])]


def _bound_in_words(bound: str) -> str:
    """A time of day as it stands, a date as people write it."""
    if ":" in bound:
        return bound
    day = date.fromisoformat(bound)
    return f"{day:%a} {day.day} {day:%b %Y}"
