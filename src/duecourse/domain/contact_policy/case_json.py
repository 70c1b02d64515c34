"""A contact case out of JSON. Unknown kinds and malformed values are refused with their place."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Case, Debtor, Event, Query, Window
from duecourse.domain.contact_policy.places import jurisdiction_of
from duecourse.domain.contact_policy.reading import Malformed, Reader, iso_date, named, one_of, seconds_of_day

_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,4}){0,2}\Z")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_GROUPS = {
    "weekdays": (0, 1, 2, 3, 4), "weekday": (0, 1, 2, 3, 4), "weekends": (5, 6), "weekend": (5, 6),
    "daily": tuple(range(7)), "all": tuple(range(7)), "every_day": tuple(range(7)),
}  # fmt: skip
MAX_EVENTS = 50_000


def parse_case(data: object, place: str = "case") -> Case:
    """JSON object → Case. Raises Malformed, whose message names the place."""
    top = Reader(data, place)
    jurisdiction = top.text("jurisdiction")
    if not _JURISDICTION.match(jurisdiction):
        raise Malformed(f"{top.at('jurisdiction')}: {named(jurisdiction)} is not a place like US-OH or GB-ENG")
    country, _, region = jurisdiction.partition("-")
    raw_events = top.data.get("events", [])
    if not isinstance(raw_events, list) or len(raw_events) > MAX_EVENTS:
        raise Malformed(f"{top.at('events')}: expected a list of at most {MAX_EVENTS} events")
    notes = [] if "events" in top.data else [f"{top.at('events')} is missing: read as if nothing had happened"]
    events = [_event(Reader(item, f"{top.at('events')}[{n}]"), notes) for n, item in enumerate(raw_events)]
    query = _query(top.inner("query"), notes)
    late = sum(1 for event in events if event.at > query.at)
    if late:
        notes.append(f"{late} event{'s' if late > 1 else ''} after the query was left out")
    return Case(
        jurisdiction=jurisdiction_of(country, region),
        debt_type=top.word("debt_type", words.DEBT_TYPES),
        party=top.word("party", words.PARTIES),
        debtor=_debtor(top.inner("debtor")),
        events=tuple(sorted(events, key=lambda event: event.at)),
        query=query,
        id=_id(top.raw("id", "")),
        notes=tuple(notes),
    )


def _id(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _channel(source: Reader, key: str, default: object = None) -> str:
    found: str = source.word(key, words.CHANNELS, default, also=words.CHANNEL_SYNONYMS)
    return found


def _purpose(source: Reader) -> str:
    return one_of(words.purpose_word(source.text("purpose", words.DISCUSS)), words.PURPOSES, source.at("purpose"))


def _place(source: Reader, key: str, notes: list[str]) -> str | None:
    """Home or work. Another word can only match itself, so a slip of the pen is pointed out."""
    given = source.text(key, None)
    if given is None:
        return None
    found = words.place_word(given)
    if found not in (words.HOME, words.WORK):
        notes.append(f"{source.at(key)}: {named(given)} is neither home nor work, and matches only the same word")
    return found


def _number(source: Reader) -> str | None:
    given = source.text("number", None)
    return None if given is None else words.number_word(given)


def _debts(source: Reader, *, least: int = 0) -> tuple[str, ...]:
    value = source.raw("debt_id") if least else source.raw("debt_id", ())
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and value:
        return (value,)
    if isinstance(value, list | tuple) and len(value) >= least and all(isinstance(i, str) and i for i in value):
        return tuple(value)
    raise Malformed(f"{source.at('debt_id')}: expected a name or a list of names, found {named(value)}")


def _debtor(source: Reader) -> Debtor:
    zones = source.words("tz_candidates", None, ()) if source.raw("tz_candidates", ()) else ()
    for zone in zones:
        check_zone(zone, source.at("tz_candidates"))
    area = source.text("area_code_tz", None)
    if area is not None:
        check_zone(area, source.at("area_code_tz"))
    people = source.raw("relationships", {})
    if not isinstance(people, dict) or not all(isinstance(v, str) for v in people.values()):
        raise Malformed(f"{source.at('relationships')}: expected person: relation, found {named(people)}")
    return Debtor(
        zones=tuple(dict.fromkeys(zones)),
        area_code_zone=area,
        location_known=source.flag("location_known", None),
        relationships=dict(people),
        debt_kind=source.text("debt_kind", None),
        debtor_is=source.word("debtor_is", words.DEBTOR_IS, None),
        vat_registered=source.flag("vat_registered", None),
        creditor_kind=source.text("creditor_kind", None),
        creditor=source.text("creditor", None),
        third_party_name=source.flag("uses_name_suggesting_third_party", False),
        days_past_due=source.whole("days_past_due", None),
    )


def check_zone(name: str, place: str) -> None:
    """Raises Malformed unless it is an IANA time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Malformed(f"{place}: {named(name)} is not an IANA time zone") from error


def parse_event(data: object, place: str = "event") -> Event:
    """One event on its own. Raises Malformed; a key that is not known is refused too."""
    notes: list[str] = []
    event = _event(Reader(data, place), notes)
    if notes:
        raise Malformed(notes[0])
    return event


def parse_window(data: object, place: str = "window") -> tuple[Window | None, int | None]:
    """The hours and days of a wish, and how many days it lasts, if it says so."""
    return _window(Reader({"window": data}, place))


def _event(source: Reader, notes: list[str]) -> Event:
    kind = source.word("kind", words.KINDS)
    window, lasts_days = _window(source)
    event = Event(
        at=source.instant("t"),
        kind=kind,
        channel=_channel(source, "channel"),
        direction=source.word("direction", ("in", "out"), None),
        outcome=_outcome(source, kind),
        debts=_debts(source),
        person=source.text("consumer_id", None),
        account=source.text("account_id", None),
        actor=source.text("actor_id", None),
        number=_number(source),
        purpose=_purpose(source),
        in_reply=source.flag("in_reply", False),
        medium=source.word("medium", (*words.CHANNELS, words.ALL_MEDIA), None, also=words.CHANNEL_SYNONYMS),
        window=window,
        lasts_days=lasts_days,
        place=_place(source, "place", notes),
        given_to=source.word(
            "given_to", (words.COLLECTOR, words.ORIGINAL_CREDITOR), None, also={"creditor": words.ORIGINAL_CREDITOR}
        ),
        in_placement_file=source.flag("in_placement_file", False),
        written=source.flag("written", None),
        text_class=source.text("text_class", None),
        note=str(source.raw("note", ""))[:200],
        creditor=source.text("creditor", None),
    )
    _check_event(source, event)
    _note_leftovers(source, notes)
    return event


def _outcome(source: Reader, kind: str) -> str | None:
    found: str | None = (
        source.word("outcome", words.CALL_OUTCOMES)
        if kind == "call"
        else source.word("outcome", words.DELIVERY_OUTCOMES | words.CALL_OUTCOMES, None)
    )
    return found


def _check_event(source: Reader, event: Event) -> None:
    """What a kind cannot do without: a call or message that is neither in nor out counts for nobody."""
    if event.kind in words.CONTACT_KINDS and event.direction is None:
        raise Malformed(f"{source.at('direction')}: missing (a {event.kind} is in or out)")
    if event.kind == "message" and event.channel in (None, words.PHONE):
        raise Malformed(f"{source.at('channel')}: a message is sms, email or letter")
    if event.kind == "call" and event.channel not in (None, words.PHONE):
        raise Malformed(f"{source.at('channel')}: a call has the channel phone, found {named(event.channel)}")
    if event.kind in ("stop_medium", "opt_out", "consent_channel") and (event.medium or event.channel) is None:
        raise Malformed(f"{source.at('medium')}: missing (which medium?)")
    if event.kind == "inconvenient_place" and event.place is None and event.number not in (words.HOME, words.WORK):
        raise Malformed(f"{source.at('place')}: missing (which place?)")


def _query(source: Reader, notes: list[str]) -> Query:
    source.instant("read_at", None)  # checked, then unused: for a message the time it is sent counts
    query = Query(
        at=source.instant("t"),
        channel=source.word("channel", words.CHANNELS, also=words.CHANNEL_SYNONYMS),
        debts=_debts(source, least=1),
        person=source.text("consumer_id"),
        actor=source.text("actor_id", None),
        account=source.text("account_id", None),
        number=_number(source),
        number_type=source.word("number_type", words.NUMBER_TYPES, None),
        address_type=source.word("address_type", words.ADDRESS_TYPES, None),
        place=_place(source, "place", notes),
        known_place=_place(source, "known_place", notes),
        purpose=_purpose(source),
        in_reply=source.flag("in_reply", False),
        includes_opt_out=source.flag("includes_opt_out", False),
    )
    _note_leftovers(source, notes)
    return query


def _note_leftovers(source: Reader, notes: list[str]) -> None:
    left = (key for key in source.unread() if key != "why")
    notes.extend(f"{source.at(key)} is not understood and was not used" for key in left)


def _window(source: Reader) -> tuple[Window | None, int | None]:
    """`window` {from, to, days}: times of day and weekdays, or dates; `days` as a number is how long it lasts."""
    if not source.has("window"):
        source.raw("window", None)
        return None, None
    inner = source.inner("window")
    start, first_on = _bound(inner, "from")
    end, last_on = _bound(inner, "to")
    raw_days = inner.raw("days", None)
    inner.finish()
    lasts = raw_days if isinstance(raw_days, int) and not isinstance(raw_days, bool) else None
    if lasts is not None and lasts < 1:
        raise Malformed(f"{inner.at('days')}: {lasts} is below 1")
    weekdays = frozenset() if raw_days is None or lasts is not None else _weekdays(raw_days, inner.at("days"))
    start_s, end_s = 0 if start is None else start, 86400 if end is None else end
    if first_on and last_on and last_on < first_on:
        raise Malformed(f"{inner.place}: ends before it begins")
    if start_s == end_s:
        raise Malformed(f"{inner.place}: from and to are the same time")
    return Window(start_s, end_s, weekdays, first_on, last_on), lasts


def _bound(inner: Reader, key: str) -> tuple[int | None, date | None]:
    value = inner.raw(key, None)
    if value is None:
        return None, None
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-":
        return None, iso_date(value[:10], inner.at(key))
    return seconds_of_day(value, inner.at(key)), None


def _weekdays(value: object, place: str) -> frozenset[int]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        raise Malformed(f"{place}: expected weekdays, found {named(value)}")
    found: set[int] = set()
    for item in items:
        found.update(_weekday(item, place))
    return frozenset(found)


def _weekday(item: object, place: str) -> tuple[int, ...]:
    if isinstance(item, int) and not isinstance(item, bool) and 1 <= item <= 7:
        return (item - 1,)  # ISO 8601: Monday is 1
    word = item.lower().strip() if isinstance(item, str) else ""
    if "," in word:
        return tuple(day for part in word.split(",") for day in _weekday(part, place))
    if word in _DAY_GROUPS:
        return _DAY_GROUPS[word]
    if "-" in word:
        first, last = (_weekday(part, place)[0] for part in word.split("-", 1))
        return tuple((first + n) % 7 for n in range((last - first) % 7 + 1))
    matches = [n for n, name in enumerate(_DAYS) if len(word) >= 2 and name.startswith(word)]
    if len(matches) != 1:
        one_of(str(item), _DAYS, place)
    return (matches[0],)
