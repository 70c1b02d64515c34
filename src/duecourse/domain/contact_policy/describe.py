"""A rule in plain words: what it says, fact by fact, and what it means for a caller.

Every number and word of a rule comes out as a labelled fact, so that whoever compares two versions of it sees each
difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.duties import (
    ALL_PARTIES,
    CALL,
    LAST_ACTIVITY,
    NOTICE,
    ONE_PARTY,
    DisclosureRule,
    Duty,
    RecordingRule,
    RetentionRule,
)
from duecourse.domain.contact_policy.laws.counting import AfterConversation, Counter, RapidSuccession
from duecourse.domain.contact_policy.laws.hours import Hours, NoticeWait, Spans, Undecided
from duecourse.domain.contact_policy.laws.media import (
    ConfirmationWindow,
    ConsentRequired,
    MediumStop,
    OptOutLine,
    WorkAddress,
)
from duecourse.domain.contact_policy.laws.person import PersonPlaces, PersonTimes
from duecourse.domain.contact_policy.laws.stops import LawyerOnFile, OtherPeople, Stop, ValidationPeriod
from duecourse.domain.contact_policy.pack import BLOCK, PENDING, PRESUME, WARN, Rule
from duecourse.domain.contact_policy.reading import clock_text
from duecourse.domain.wording import count

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CHANNELS = {words.PHONE: "calls", words.SMS: "text messages", words.EMAIL: "e-mail", words.LETTER: "letters"}
_PARTIES = {words.FIRST_PARTY: "creditors in their own name", words.THIRD_PARTY: "collection agencies"}
_EFFECTS = {BLOCK: "no contact", PRESUME: "presumed to break the rule", WARN: "a warning; contact stays open"}
_STATUSES = {
    "verified": "verified against the text of the rule",
    "secondary": "from a summary; the rule itself is still to be read",
    "verify": "to be verified before anybody relies on it",
}
_COUNTS = {
    "conversations": "conversations",
    "contacts": "conversations and voicemails",
    "reachable": "attempts where somebody could have been reached",
    "connected": "attempts that connected, answered or not",
    "attempts": "every attempt, busy or not in service too",
}
_BY_OUTCOMES = {outcomes: _COUNTS[name] for name, outcomes in words.CALL_COUNTS.items()}
_LABELS = {
    "week": "Open", "holiday": "Open on holidays", "calendars": "Holidays of", "zones": "Clock", "place": "Only at",
    "consent_lifts": "Consent lifts it", "limit": "Limit", "days": "Days", "per": "Counted for each",
    "calls": "Calls that count", "media": "Messages that count", "numbers": "Only numbers", "noun": "Called",
    "after_conversation": "Counts after a first conversation", "skip_replies": "Replies do not count",
    "skip_purposes": "Does not count", "merge_kinds": "One debt by account number", "more_calls_days":
    "Consent to more calls lasts (days)", "household": "Counted together", "from_effective":
    "Counts from the day the rule began", "agreed_calls": "Free on a day they asked for", "free_relations":
    "Free calls to", "minutes": "Minutes", "on": "Begins with", "released_by": "Ends with", "written": "In writing",
    "heard": "Only once we know of it", "starts_after_hours": "Begins after (hours)", "lasts_days": "Lasts (days)",
    "endless_classes": "Without that end for", "silence_days": "Lifted after silence of (days)", "text_classes":
    "Only said as", "period": "Only inside", "because": "Reason given", "stand_in": "Stand for the person",
    "professionals": "Professionals on the debt", "ask_once": "Others may be asked once where they are",
    "relations": "Only these people",
    "confirm_once": "One confirmation is free", "reply_once": "One reply is free", "ask_days":
    "Consent may be asked for once in (days)", "own_use_counts": "Their own use counts as consent", "fresh_days":
    "Consent is fresh for (days)", "not_at_work": "Not to work addresses", "kinds": "Refusals", "only": "Of all places",
    "say": "The words", "verbatim": "Word for word", "nothing_else": "Nothing else may be said", "hides_debt":
    "Must not show that a debt is collected", "otherwise": "Otherwise", "stage": "When in the talk", "months": "Months",
    "keeps": "What is kept", "consent": "Whose consent", "occasions": "On",
    "oral_days": "A spoken request lasts (days)", "place_unknown":
    "Only where nobody said what a number reaches", "notices": "Notice",
    "part_unknown": "Only while the part is unknown",
}  # fmt: skip
_OF_STOPS = {"per": "About the same"}
# What goes without saying.
_UNSAID: tuple[Any, ...] = (None, (), False, frozenset(), 0, "")
_USUAL = {"numbers": "any", "household": frozenset({"self"}), "written": "any"}
_ANY_OF = frozenset(("on", "released_by", "kinds", "notices", "text_classes", "endless_classes"))
_OF_EVERY_DUTY = frozenset(field.name for field in fields(Duty))
_DUTIES = {
    DisclosureRule: "words to be said",
    RecordingRule: "consent to a recording",
    RetentionRule: "how long to keep",
}
_NOT_FOR_PEOPLE = frozenset({"marks"})  # follows from the other fields
_CLOCKS = {
    "all": "their own, in every zone they may be in",
    "area_code": "that of their area code, where it may be presumed",
}
# Events and purposes, as a caller would say them.
_EVENTS = {
    "attorney_representation": "somebody represents them", "attorney_consents_direct":
    "the representative agrees to direct contact or is theirs no more", "cease_notice": "they ask that contact stops",
    "cease_withdrawn": "they want contact again", "dispute": "they dispute the debt", "verification_sent":
    "the proof was sent", "dispute_settled": "the dispute is settled", "bankruptcy_filed": "an insolvency was filed",
    "bankruptcy_ended": "the insolvency is over without a discharge", "bankruptcy_discharged":
    "the insolvency ended in a discharge", "discharge_excepted": "the discharge does not cover this debt",
    "breathing_space_start": "a breathing space begins", "breathing_space_end": "the breathing space is over",
    "hold": "the account is put on hold", "hold_lifted": "the hold is lifted", "deceased": "the person has died",
    "wrong_party": "it is not the right person", "wrong_party_corrected": "it is the right person after all, and alive",
    "statement": "they say so", "validation_notice": "the validation notice", "written_notice": "the written notice",
    "on_written_notice": "the written notice (Ontario)", "nv_medical_notice": "the notice of a medical debt",
    "inconvenient_place": "they ruled the place out", "employer_prohibits": "the employer forbids it",
    "location_information": "asking where the person is", "confirm_opt_out": "confirming an opt-out",
    "request_channel_consent": "asking for consent", "required_by_law": "what the law requires",
    "notify_terminating_efforts": "telling that efforts end", "notify_specified_remedy": "telling which remedy is used",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a rule says: "Limit" "3"."""

    label: str
    text: str


def listed(items: tuple[str, ...] | frozenset[str], joined: str = "and") -> str:
    """ "calls, e-mail and letters"."""
    named = [_word(item) for item in (sorted(items) if isinstance(items, frozenset) else items)]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} {joined} {named[-1]}"


def _word(code: str) -> str:
    return _CHANNELS.get(code) or _PARTIES.get(code) or _EVENTS.get(code) or code.replace("_", " ")


def day_text(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


# What a pack holds: rules about contact, and duties.
Entry = Rule | Duty


def facts_of(entry: Entry) -> tuple[Fact, ...]:
    """Everything it says, in the order in which people ask: whom it binds, what it says, since when, where from. Two
    rules that differ in any way but their examples differ here."""
    return _rule_facts(entry) if isinstance(entry, Rule) else _duty_facts(entry)


def _who(entry: Entry) -> str:
    return listed(entry.parties) + ("; also a creditor under another name" if entry.name_binds else "")


def _duty_facts(duty: Duty) -> tuple[Fact, ...]:
    names = [field.name for field in fields(duty) if field.name not in _OF_EVERY_DUTY]
    return (
        Fact("Rule", duty.text),
        Fact("Binds", _who(duty)),
        Fact("Debts", listed(duty.debts)),
        *([Fact("Only in", ", ".join(duty.places))] if duty.places else []),
        Fact("Kind", _DUTIES[type(duty)]),
        *(
            Fact(_LABELS.get(name, _word(name).capitalize()), _law_text(name, value))
            for name in names
            if (value := getattr(duty, name)) not in _UNSAID
        ),
        *_basis(duty),
    )


def _basis(entry: Entry) -> tuple[Fact, ...]:
    return (
        Fact("In force", _span(entry)),
        Fact("Source", entry.citation),
        *([Fact("Link", entry.link)] if entry.link else []),
        Fact("Status", _STATUSES[entry.status]),
    )


def _rule_facts(rule: Rule) -> tuple[Fact, ...]:
    return (
        Fact("Rule", rule.text),
        *([Fact("For a caller", rule.means)] if rule.means else []),
        Fact("Answer", _EFFECTS[rule.effect] + (f" ({rule.code.replace('_', ' ')})" if rule.code else "")),
        Fact("Binds", _who(rule)),
        Fact("Debts", listed(rule.debts)),
        Fact("Channels", "all" if set(rule.channels) == set(words.CHANNELS) else listed(rule.channels)),
        *_conditions(rule),
        Fact("Kind", _law_name(rule)),
        *_law_facts(rule.law),
        *_basis(rule),
    )


def _conditions(rule: Rule) -> list[Fact]:
    found = []
    if rule.places:
        found.append(Fact("Only in", ", ".join(rule.places)))
    for label, facts in (("Only where", rule.when), ("Not where", rule.unless)):
        found += [Fact(label, f"{_word(name)}: {_either(values)}") for name, values in (facts or {}).items()]
    if rule.exempt_purposes:
        found.append(Fact("Free of it", listed(rule.exempt_purposes)))
    if rule.exempt_reply:
        found.append(Fact("Reply", "one reply in the medium they just used is free of it"))
    return found


def _either(values: tuple[Any, ...]) -> str:
    return listed(tuple({True: "yes", False: "no"}.get(v, str(v)) for v in values), "or")


def _span(rule: Entry) -> str:
    since = f"from {day_text(rule.effective)}" if rule.effective != date.min else "always"
    until = f" until {day_text(rule.ends)}" if rule.ends else ""
    state = {"in_force": "", PENDING: ", pending: stops nothing yet", "superseded": ", superseded"}[rule.state]
    return f"{since}{until}{state}"


def _law_name(rule: Rule) -> str:
    return _NAMES[type(rule.law)]


def _law_facts(law: Any) -> list[Fact]:
    labels = _LABELS | (_OF_STOPS if isinstance(law, Stop) else {})
    return [
        Fact(labels.get(field.name, _word(field.name).capitalize()), _law_text(field.name, value))
        for field in fields(law)
        if field.name not in _NOT_FOR_PEOPLE and _is_said(field.name, value := getattr(law, field.name))
    ]


def _is_said(name: str, value: Any) -> bool:
    if name == "holiday":
        return value is not None  # closed all day says something
    return name == "limit" or (value not in _UNSAID and _USUAL.get(name) != value)


def _law_text(name: str, value: Any) -> str:
    if name == "week":
        return week_text(value)
    if name == "holiday":
        return _spans_text(value)
    if name == "calls":
        return _BY_OUTCOMES[value]
    if name == "zones":
        return _CLOCKS.get(value) or str(value)
    if isinstance(value, ValidationPeriod):
        return f"{value.days} days, {value.transit_days} working days after sending" + (
            f", holidays of {listed(value.calendars)}" if value.calendars else ""
        )
    if isinstance(value, tuple | frozenset):
        return listed(value, "or" if name in _ANY_OF else "and")
    return "yes" if value is True else str(value).replace("_", " ")


def week_text(week: tuple[Spans, ...]) -> str:
    """ "Mon–Fri 07:30–21:00, Sat–Sun closed"."""
    runs: list[tuple[int, int]] = []
    for day, spans in enumerate(week):
        if runs and week[runs[-1][0]] == spans:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return ", ".join(f"{_run(first, last)} {_spans_text(week[first])}" for first, last in runs)


def _run(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "every day"
    return _DAYS[first] if first == last else f"{_DAYS[first]}–{_DAYS[last]}"


def _spans_text(spans: Spans) -> str:
    return " and ".join(f"{clock_text(a)}–{clock_text(b)}" for a, b in spans) or "closed"


# What it means for a caller, one sentence for each kind of rule.


def meaning(rule: Entry) -> str:
    """In the words of a caller's day. A pack may say it better in `means`."""
    if isinstance(rule, Duty):
        return _duty_meaning(rule)
    if rule.means:
        return rule.means
    says = _MEANINGS[type(rule.law)](rule, rule.law)
    return f"Mind: {says[0].lower()}{says[1:]}" if rule.effect == WARN else says


def _duty_meaning(duty: Duty) -> str:
    if isinstance(duty, DisclosureRule):
        return f"{duty.title}: the words stand in the script and the letter."
    if isinstance(duty, RecordingRule):
        return {
            ONE_PARTY: "A call may be recorded when one side of it knows.",
            NOTICE: "Tell them that the call is recorded before it is.",
            ALL_PARTIES: "Record a call only when everybody on it agrees.",
        }[duty.consent]
    assert isinstance(duty, RetentionRule)
    since = {LAST_ACTIVITY: "the last activity on the account", CALL: "the call"}[duty.counted_from]
    return f"{_word(duty.keeps).capitalize()} are kept for at least {count(duty.months, 'month')} after {since}."


def _hours(rule: Rule, law: Hours) -> str:
    what = "Calls" if rule.channels == (words.PHONE,) else "Contact"
    holidays = f", holidays {_spans_text(law.holiday)}" if law.holiday is not None else ""
    at = f" at {law.place}" if law.place else ""
    clock = {"all": "on their clock, in every zone they may be in", "area_code": "on the clock of their area code"}
    return f"{what}{at}: {week_text(law.week)}{holidays}; {clock.get(law.zones, f'on the clock of {law.zones}')}."


def _span_of(days: int) -> str:
    return "one day" if days == 1 else f"{days} days"


def _counter(rule: Rule, law: Counter) -> str:
    per = {
        "debt": "about one debt",
        "account": "with one account",
        "person": "with one person",
        "creditor": "with one person for one creditor",
    }[law.per]
    numbers = {"any": "", "personal": " at home or on a mobile", "work": " at work"}[law.numbers]
    once = "Once you have spoken, at" if law.after_conversation else "At"
    first = "" if law.days == 1 else "; the day of a contact is its first"
    return f"{once} most {law.limit} {law.what}{numbers} {per} in {_span_of(law.days)}{first}."


def _stop(rule: Rule, law: Stop) -> str:
    if rule.effect == WARN:
        return f"{law.because}."
    ends = [_word(kind) for kind in law.released_by]
    if law.lasts_days:
        ends.append(f"{count(law.lasts_days, 'day')} {'is' if law.lasts_days == 1 else 'are'} over")
    if law.silence_days:
        ends.append(f"their attorney has not answered for {count(law.silence_days, 'day')}")
    until = f" It opens again once {' or '.join(ends)}." if ends else " Nothing opens it again by itself."
    return f"Stop when {law.because}.{until}"


def _other_people(rule: Rule, law: OtherPeople) -> str:
    who = f", or who stands for them ({listed(law.stand_in, 'or')})" if law.stand_in else ""
    return f"Speak of the debt only with the person who owes{who}."


def _consent(rule: Rule, law: ConsentRequired) -> str:
    return f"Before {listed(rule.channels, 'or')}, have their consent on file."


def _places(rule: Rule, law: PersonPlaces) -> str:
    if law.place_unknown:
        return "When they have ruled a place out, say which of their numbers reaches them there before you use one."
    return "Do not reach them where they, or their employer, do not want it."


_Words = Callable[[Rule, Any], str]
_MEANINGS: Mapping[type, _Words] = {
    Hours: _hours,
    Counter: _counter,
    Stop: _stop,
    OtherPeople: _other_people,
    LawyerOnFile: lambda _rule, _law: "Ask whether the lawyer on file represents them, and record it.",
    ConsentRequired: _consent,
    AfterConversation: lambda _rule, law: (
        f"After you have spoken, no call about that debt for {_span_of(law.days)}; the day of the talk is the first."
    ),
    RapidSuccession: lambda _rule, law: (
        f"After an unanswered call, wait {count(law.minutes, 'minute')} before you try the same number again."
    ),
    PersonTimes: lambda _rule, _law: "Keep to the hours they asked for, until they say otherwise.",
    PersonPlaces: _places,
    NoticeWait: lambda _rule, law: f"Send the written notice first, then wait {_span_of(law.days)}.",
    MediumStop: lambda _rule, _law: "A medium or number they asked us not to use stays closed until they open it.",
    ConfirmationWindow: lambda _rule, law: f"Confirm a STOP within {count(law.minutes, 'minute')}, or not at all.",
    OptOutLine: lambda _rule, _law: "Say in every message how they can stop messages like it.",
    WorkAddress: lambda _rule, _law: "Do not write to an address at work unless they used it with us.",
    Undecided: lambda _rule, law: (
        "Nobody can say yes while it is not known in which part of the country they are."
        if law.part_unknown
        else "Nobody can say yes here: the law of the place is not on file."
    ),
}
_NAMES: Mapping[type, str] = {
    Hours: "hours",
    Counter: "limit of contacts",
    AfterConversation: "quiet days after a conversation",
    RapidSuccession: "calls within minutes",
    Stop: "stop",
    OtherPeople: "other people",
    LawyerOnFile: "lawyer on file",
    ConsentRequired: "consent to a medium",
    PersonTimes: "times they asked for",
    PersonPlaces: "places they asked for",
    NoticeWait: "wait after a notice",
    MediumStop: "medium they closed",
    ConfirmationWindow: "time to confirm an opt-out",
    OptOutLine: "opt-out line",
    WorkAddress: "address at work",
    Undecided: "law not on file",
}
