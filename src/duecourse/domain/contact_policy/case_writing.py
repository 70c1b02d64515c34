"""A contact case as JSON again: what is stored with a decision, so that it can be read and decided anew years later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from duecourse.domain.contact_policy.case import Case, Debtor, Event, Query, Window
from duecourse.domain.contact_policy.reading import clock_text


def case_json(case: Case) -> dict[str, Any]:
    """Plain data that `parse_case` reads back to an equal case."""
    return _bare(
        id=case.id,
        jurisdiction=case.jurisdiction,
        debt_type=case.debt_type,
        party=case.party,
        debtor=_debtor(case.debtor),
        events=[_event(event) for event in case.events],
        query=_query(case.query),
    )


def _bare(**values: Any) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in values.items() if value not in (None, "", False)}


def _at(at: datetime) -> str:
    return at.isoformat()


def _debtor(debtor: Debtor) -> dict[str, Any]:
    found = _bare(
        area_code_tz=debtor.area_code_zone,
        debt_kind=debtor.debt_kind,
        debtor_is=debtor.debtor_is,
        creditor_kind=debtor.creditor_kind,
        creditor=debtor.creditor,
        uses_name_suggesting_third_party=debtor.third_party_name,
    )
    for key, fact in (("location_known", debtor.location_known), ("vat_registered", debtor.vat_registered)):
        if fact is not None:
            found[key] = fact
    if debtor.days_past_due is not None:
        found["days_past_due"] = debtor.days_past_due
    if debtor.relationships:
        found["relationships"] = dict(debtor.relationships)
    return {"tz_candidates": list(debtor.zones), **found}


def _event(event: Event) -> dict[str, Any]:
    found = _bare(
        t=_at(event.at),
        kind=event.kind,
        channel=event.channel,
        direction=event.direction,
        outcome=event.outcome,
        consumer_id=event.person,
        account_id=event.account,
        actor_id=event.actor,
        number=event.number,
        purpose=event.purpose,
        in_reply=event.in_reply,
        medium=event.medium,
        place=event.place,
        given_to=event.given_to,
        in_placement_file=event.in_placement_file,
        text_class=event.text_class,
        note=event.note,
        creditor=event.creditor,
    )
    if event.written is not None:
        found["written"] = event.written
    if event.debts:
        found["debt_id"] = list(event.debts)
    if event.window is not None:
        found["window"] = _window(event.window, event.lasts_days)
    return found


def _window(window: Window, lasts_days: int | None) -> dict[str, Any]:
    """Each bound is a date or a time of day, as it was read."""
    if not (window.first_on or window.last_on):
        return {"from": clock_text(window.start_s), "to": clock_text(window.end_s)} | _days(window, lasts_days)
    bounds = {"from": _bound(window.first_on, window.start_s, 0), "to": _bound(window.last_on, window.end_s, 86400)}
    return {key: bound for key, bound in bounds.items() if bound} | _days(window, lasts_days)


def _bound(on: date | None, second: int, whole_day: int) -> str | None:
    if on is not None:
        return on.isoformat()
    return None if second == whole_day else clock_text(second)


def _days(window: Window, lasts_days: int | None) -> dict[str, Any]:
    if lasts_days is not None:
        return {"days": lasts_days}
    return {"days": [day + 1 for day in sorted(window.weekdays)]} if window.weekdays else {}


def _query(query: Query) -> dict[str, Any]:
    return _bare(
        t=_at(query.at),
        channel=query.channel,
        debt_id=list(query.debts),
        consumer_id=query.person,
        actor_id=query.actor,
        account_id=query.account,
        number=query.number,
        number_type=query.number_type,
        address_type=query.address_type,
        place=query.place,
        known_place=query.known_place,
        purpose=query.purpose,
        in_reply=query.in_reply,
        includes_opt_out=query.includes_opt_out,
    )
