"""Laws that stop contact: after a notice, an attorney, a filing, a dispute, a hold; and who may be spoken to at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Event
from duecourse.domain.contact_policy.clock import local, plus_working_days, start_of_day_everywhere
from duecourse.domain.contact_policy.pack import Bite, Prepared, Rule
from duecourse.domain.contact_policy.reading import Reader
from duecourse.domain.contact_policy.situation import Situation

_SCOPES = ("debt", "person", "either")
_WRITTEN = ("any", "required", "spoken")
_ATTORNEY_KNOWN = "attorney_representation"


@dataclass(frozen=True, slots=True)
class ValidationPeriod:
    """A dispute counts only inside the period: `days` after the assumed receipt of the validation notice, which is
    `transit_days` working days after it was sent."""

    days: int
    transit_days: int
    calendars: tuple[str, ...]

    @classmethod
    def read(cls, source: Reader) -> ValidationPeriod:
        found = cls(
            source.whole("days", least=1), source.whole("transit_days", most=60), source.words("holidays", None, ())
        )
        source.finish()
        return found

    def holds(self, situation: Situation, dispute: Event) -> bool:
        """Inside the period, or no notice has started one that could be over."""
        name = situation.zones[0]
        last: date | None = None
        for notice in situation.kinds("validation_notice"):
            sent = notice.at <= dispute.at and notice.outcome not in words.FAILED_DELIVERY
            if sent and situation.about(notice, situation.query.debts):
                received = plus_working_days(local(notice.at, name).date(), self.transit_days, self.calendars)
                last = received + timedelta(days=self.days)
        return last is None or local(dispute.at, name).date() <= last


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """Contact stops from an event on, until one of `released_by`, or so many days, or never.

    per: the debt it was said about, the person it concerns, or either. written: must (or must not) be in writing.
    starts_after_hours: grace before it binds. lasts_days: the day of the event is day 1. endless_classes: kinds of it
    without that end. silence_days: lifted when their attorney has not answered us for so long. text_classes: which
    statements. heard: counts only if the asker knows of it. A last day in the event's own window ends it as well.
    """

    on: tuple[str, ...]
    released_by: tuple[str, ...]
    per: str
    written: str
    heard: bool
    starts_after_hours: int
    lasts_days: int | None
    endless_classes: tuple[str, ...]
    silence_days: int | None
    text_classes: tuple[str, ...]
    period: ValidationPeriod | None
    because: str

    @classmethod
    def read(cls, source: Reader) -> Stop:
        return cls(
            on=source.words("on", words.KINDS),
            released_by=source.words("released_by", words.KINDS, ()),
            per=source.word("per", _SCOPES, "debt"),
            written=source.word("written", _WRITTEN, "any"),
            heard=source.flag("heard", True),
            starts_after_hours=source.whole("starts_after_hours", 0),
            lasts_days=source.whole("lasts_days", None, least=1),
            endless_classes=source.words("endless_classes", None, ()),
            silence_days=source.whole("silence_days", None, least=1),
            text_classes=source.words("text_classes", None, ()),
            period=ValidationPeriod.read(source.inner("period")) if source.has("period") else None,
            because=source.text("because"),
        )

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        if _ATTORNEY_KNOWN in self.on and situation.relation(situation.query.person) == words.ATTORNEY:
            return None  # their attorney is the one to speak to
        spans = [self._span(situation, event) for event in situation.kinds(*self.on) if self._binds(situation, event)]
        standing = [(start, end, event) for start, end, event in spans if end is None or end > start]
        if not standing:
            return None

        def check(at: datetime) -> Bite | None:
            active = [(end, event) for start, end, event in standing if start <= at and (end is None or at < end)]
            if not active:
                return None
            ends = [end for end, _event in active if end is not None]
            since = local(active[-1][1].at, situation.zones[0])
            note = f": {active[-1][1].note}" if active[-1][1].note else ""
            return Bite(
                f"{self.because} (since {since:%d %B %Y}){note}", max(ends) if len(ends) == len(active) else None
            )

        return Prepared(check)

    def _binds(self, situation: Situation, event: Event) -> bool:
        if not self._in_scope(situation, event) or (self.heard and not situation.is_known(event)):
            return False
        if self.text_classes and event.text_class not in self.text_classes:
            return False
        if self.written == "spoken":
            return event.written is False
        # A cease notice is a notice unless it is marked as spoken; a dispute is spoken unless it came in writing.
        in_writing = event.written is not False if event.kind == "cease_notice" else event.is_written
        if self.written == "required" and not in_writing:
            return False
        return self.period is None or self.period.holds(situation, event)

    def _in_scope(self, situation: Situation, event: Event) -> bool:
        debt = situation.about(event, situation.query.debts)
        person = situation.of_person(event)
        return {"debt": debt, "person": person, "either": debt or person}[self.per]

    def _lifts(self, situation: Situation, release: Event) -> bool:
        named = release.kind in words.OF_ONE_DEBT and release.debts
        return self._in_scope(situation, release) and not (named and set(situation.query.debts) - set(release.debts))

    def _span(self, situation: Situation, event: Event) -> tuple[datetime, datetime | None, Event]:
        ends = [
            release.at for release in situation.kinds(*self.released_by)
            if release.at >= event.at and self._lifts(situation, release)
        ] if self.released_by else []  # fmt: skip
        if self.lasts_days is not None and event.text_class not in self.endless_classes:
            ends.append(self._after(situation, event, self.lasts_days))
        if event.window is not None and event.window.last_on is not None:
            ends.append(start_of_day_everywhere(situation.zones, event.window.last_on.toordinal() + 1))
        if self.silence_days is not None and (asked := _unanswered_by_attorney(situation, event)):
            ends.append(self._after(situation, asked, self.silence_days + 1))
        return event.at + timedelta(hours=self.starts_after_hours), min(ends, default=None), event

    def _after(self, situation: Situation, event: Event, days: int) -> datetime:
        day = max(situation.day_of(event, name) for name in situation.zones)
        return start_of_day_everywhere(situation.zones, day + days)


def _unanswered_by_attorney(situation: Situation, since: Event) -> Event | None:
    """Our first contact with their attorney after `since`, if the attorney has not come back to us."""
    asked: Event | None = None
    for event in situation.kinds(*words.CONTACT_KINDS, _ATTORNEY_KNOWN):
        if event.at < since.at or situation.relation(event.person) != words.ATTORNEY:
            continue
        if event.direction == "in" or event.outcome == words.CONVERSATION:
            return None
        asked = asked or event
    return asked


@dataclass(frozen=True, slots=True, eq=False)
class OtherPeople:
    """The debt is spoken of only with the person who owes and those who stand for them. Others may be asked once where
    the person can be found (again when they want it so or their answer was not right), and not at all when an attorney
    is known. `relations`: the rule is about these people only."""

    stand_in: frozenset[str]
    professionals: frozenset[str]
    ask_once: bool
    relations: frozenset[str]

    @classmethod
    def read(cls, source: Reader) -> OtherPeople:
        return cls(
            frozenset(source.words("stand_in", None, ())), frozenset(source.words("professionals", None, ())),
            source.flag("ask_once", False), frozenset(source.words("relations", None, ())),
        )  # fmt: skip

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        relation = situation.relation(situation.query.person)
        if relation == "self" or relation in self.stand_in or relation in self.professionals:
            return None
        if self.relations and relation not in self.relations:
            return None
        text = self._refusal(situation, relation)
        return Prepared(lambda _at: Bite(text)) if text else None

    def _refusal(self, situation: Situation, relation: str) -> str | None:
        who = relation.replace("_", " ")
        if situation.query.purpose != words.LOCATION or not self.ask_once:
            return f"this person is not the one who owes ({who}); the debt must not be spoken of with them"
        debts = situation.query.debts
        if any(situation.about(e, debts) and situation.is_known(e) for e in situation.kinds(_ATTORNEY_KNOWN)):
            return "an attorney is known, so nobody else may be asked where the person is"
        return f"this person ({who}) was already asked once" if _was_asked(situation) else None


def _was_asked(situation: Situation) -> bool:
    """We have talked to this person, who has not turned to us since and whose answer is not doubted."""
    asked = False
    for event in situation.contacts((*words.CONTACT_KINDS, "statement")):
        if event.kind == "statement":
            asked = asked and event.text_class not in words.ASK_AGAIN
        elif event.outcome == words.CONVERSATION:
            asked = True
        elif event.direction == "in":
            asked = False
    return asked


@dataclass(frozen=True, slots=True, eq=False)
class LawyerOnFile:
    """One of the people listed is a lawyer, and nobody has said that this is who represents the person on the debt: a
    role in a list is no notice of it. Says nothing of a contact with the lawyer."""

    @classmethod
    def read(cls, _source: Reader) -> LawyerOnFile:
        return cls()

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        relations = {person: situation.relation(person) for person in situation.debtor.relationships}
        if words.ATTORNEY not in relations.values() or relations.get(situation.query.person) == words.ATTORNEY:
            return None
        said = situation.kinds(_ATTORNEY_KNOWN, "attorney_consents_direct")
        if any(situation.about(event, situation.query.debts) for event in said):
            return None
        return Prepared(lambda _at: Bite("if the lawyer represents them, record it; then only the lawyer is contacted"))
