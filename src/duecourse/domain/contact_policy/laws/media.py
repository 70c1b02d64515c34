"""Laws about the medium: what a person has opted out of, what needs consent first, and what a message must carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Event
from duecourse.domain.contact_policy.clock import day_number, start_of_day_everywhere
from duecourse.domain.contact_policy.pack import Bite, Prepared, Rule
from duecourse.domain.contact_policy.reading import Reader
from duecourse.domain.contact_policy.situation import Situation
from duecourse.domain.wording import count

_NAMES = {words.PHONE: "calls", words.SMS: "text messages", words.EMAIL: "e-mail", words.LETTER: "letters"}


def medium_of(event: Event) -> str | None:
    return event.medium or event.channel


def _is_elsewhere(situation: Situation, event: Event) -> bool:
    """It is about one number, and the contact goes to another."""
    asked = situation.query.number
    return bool(event.number and asked and event.number != asked)


def consents_to(situation: Situation, channel: str) -> list[Event]:
    """Consents to this medium, and to this number, that are direct and were not taken back since."""
    found: list[Event] = []
    for event in situation.kinds("consent_channel", "opt_out", "stop_medium"):
        if not situation.of_person(event) or medium_of(event) not in (channel, words.ALL_MEDIA):
            continue
        if _is_elsewhere(situation, event):
            continue
        if event.kind != "consent_channel":
            found.clear()
        elif situation.is_direct(event):
            found.append(event)
    return found


def standing_stop(situation: Situation) -> Event | None:
    """The newest stop in the way. Each number has one of its own, and all of them (None) have one: a consent to one
    number opens that number only."""
    query = situation.query
    stops: dict[str | None, Event] = {}
    for event in situation.kinds("stop_medium", "opt_out", "consent_channel"):
        if not situation.of_person(event) or medium_of(event) not in (query.channel, words.ALL_MEDIA):
            continue
        if _is_elsewhere(situation, event):
            continue
        if event.kind != "consent_channel":
            if situation.is_known(event):
                stops.pop(event.number, None)
                stops[event.number] = event
        elif situation.is_direct(event):
            _open(stops, event.number, query.number)
    return next(reversed(stops.values()), None)


def _open(stops: dict[str | None, Event], number: str | None, asked: str | None) -> None:
    if number is None or number == asked:
        stops.clear()
    else:
        stops.pop(number, None)


@dataclass(frozen=True, slots=True, eq=False)
class MediumStop:
    """A medium (or one number) the person asked us not to use stays closed until they open it again. Free of it: one
    confirmation of the opt-out, one reply when the person uses the medium, and what the law itself requires."""

    confirm_once: bool
    reply_once: bool

    @classmethod
    def read(cls, source: Reader) -> MediumStop:
        return cls(source.flag("confirm_once", True), source.flag("reply_once", True))

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        stop = standing_stop(situation)
        if stop is None or self._excepted(situation, stop):
            return None
        what = _NAMES[situation.query.channel] + (f" to {stop.number}" if stop.number else "")
        by_sharer = f"said by {words.SHARER}"
        who = words.SHARER if stop.note.startswith(by_sharer) else "the person"
        note = stop.note.removeprefix(by_sharer).removeprefix(": ")
        said = f"{who} asked for no more {what} (on {stop.at:%d %B %Y}){', ' if note else ''}{note}"
        return Prepared(lambda _at: Bite(said))

    def _excepted(self, situation: Situation, stop: Event) -> bool:
        query = situation.query
        if query.purpose == words.REQUIRED_BY_LAW:
            return True
        if query.purpose == words.CONFIRM_OPT_OUT:
            confirmed = any(
                e.direction == "out" and e.at >= stop.at and e.purpose == words.CONFIRM_OPT_OUT
                and (e.channel or words.PHONE) == query.channel
                for e in situation.contacts()
            )  # fmt: skip
            return self.confirm_once and not confirmed
        return self.reply_once and situation.to_answer(since=stop.at) is not None


@dataclass(frozen=True, slots=True, eq=False)
class ConfirmationWindow:
    """The one confirmation of an opt-out goes within so many minutes of it, or not at all."""

    minutes: int

    @classmethod
    def read(cls, source: Reader) -> ConfirmationWindow:
        return cls(source.whole("minutes", least=1))

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        stop = standing_stop(situation)
        if stop is None or situation.query.purpose != words.CONFIRM_OPT_OUT:
            return None
        last, late = stop.at + timedelta(minutes=self.minutes), Bite(f"{count(self.minutes, 'minute')} are over")
        return Prepared(lambda at: late if at > last else None)


@dataclass(frozen=True, slots=True, eq=False)
class ConsentRequired:
    """This medium needs the person's consent first. `ask_days`: one message may ask for it in so many days.
    `own_use_counts`: that the person wrote in this medium is enough; `fresh_days`: but only for so long."""

    ask_days: int | None
    own_use_counts: bool
    fresh_days: int | None
    not_at_work: bool

    @classmethod
    def read(cls, source: Reader) -> ConsentRequired:
        return cls(
            source.whole("ask_days", None, least=1), source.flag("own_use_counts", False),
            source.whole("fresh_days", None, least=1), source.flag("not_at_work", False),
        )  # fmt: skip

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        query = situation.query
        if self.ask_days is not None and query.purpose == words.ASK_CONSENT:
            return self._asking(situation, self.ask_days)
        if query.purpose == words.CONFIRM_OPT_OUT:
            return None
        what = _NAMES[query.channel]
        if self.not_at_work and query.address_type == words.WORK:
            return Prepared(lambda _at: Bite(f"{what} to a work address is not open here"))
        given = consents_to(situation, query.channel)
        if self.own_use_counts:
            given = [
                *given,
                *(e for e in situation.contacts(("message",)) if e.direction == "in" and e.channel == query.channel),
            ]
        if not given:
            return Prepared(lambda _at: Bite(f"the person has not agreed to {what}"))
        return self._while_fresh(situation, given) if self.fresh_days else None

    def _while_fresh(self, situation: Situation, given: list[Event]) -> Prepared:
        newest = max(event.at for event in given)
        days = self.fresh_days or 0

        def check(at: datetime) -> Bite | None:
            age = max(day_number(at, name) - day_number(newest, name) for name in situation.zones)
            return Bite(f"what shows that this address is still theirs is {age} days old") if age > days else None

        return Prepared(check)

    def _asking(self, situation: Situation, days: int) -> Prepared | None:
        asked = [e for e in situation.contacts() if e.direction == "out" and e.purpose == words.ASK_CONSENT]
        if not asked:
            return None
        last = max(situation.day_of(asked[-1], name) for name in situation.zones)
        free = start_of_day_everywhere(situation.zones, last + days)

        def check(at: datetime) -> Bite | None:
            return Bite(f"consent was already asked for within {days} days", free) if at < free else None

        return Prepared(check)


@dataclass(frozen=True, slots=True, eq=False)
class OptOutLine:
    """An electronic message carries a plain way to opt out of that address or number."""

    @classmethod
    def read(cls, source: Reader) -> OptOutLine:
        return cls()

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        if situation.query.includes_opt_out or situation.query.purpose == words.CONFIRM_OPT_OUT:
            return None
        return Prepared(lambda _at: Bite("the message does not say how to opt out"))


@dataclass(frozen=True, slots=True, eq=False)
class WorkAddress:
    """No message to an address that the employer provides, unless the person used it with us or agreed to it."""

    @classmethod
    def read(cls, source: Reader) -> WorkAddress:
        return cls()

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        query = situation.query
        if query.address_type != words.WORK or consents_to(situation, query.channel):
            return None
        if any(e.direction == "in" and e.channel == query.channel for e in situation.contacts(("message",))):
            return None
        return Prepared(lambda _at: Bite("the address is one that the employer provides"))
