"""The kinds of rule there are. A pack names one by its key; its parameters are read by the law itself."""

from __future__ import annotations

from typing import Any

from duecourse.domain.contact_policy.laws.counting import AfterConversation, Counter, RapidSuccession
from duecourse.domain.contact_policy.laws.hours import Hours, NoticeWait, Undecided
from duecourse.domain.contact_policy.laws.media import (
    ConfirmationWindow,
    ConsentRequired,
    MediumStop,
    OptOutLine,
    WorkAddress,
)
from duecourse.domain.contact_policy.laws.person import PersonPlaces, PersonTimes
from duecourse.domain.contact_policy.laws.stops import LawyerOnFile, OtherPeople, Stop

# A new kind is one class with `read` and `prepare`, and one line here.
LAWS: dict[str, Any] = {
    "hours": Hours,
    "person_times": PersonTimes,
    "person_places": PersonPlaces,
    "notice_wait": NoticeWait,
    "counter": Counter,
    "after_conversation": AfterConversation,
    "rapid_succession": RapidSuccession,
    "stop": Stop,
    "other_people": OtherPeople,
    "lawyer_on_file": LawyerOnFile,
    "medium_stop": MediumStop,
    "confirmation_window": ConfirmationWindow,
    "consent_required": ConsentRequired,
    "opt_out_line": OptOutLine,
    "work_address": WorkAddress,
    "undecided": Undecided,
}
