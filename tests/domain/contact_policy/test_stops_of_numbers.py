"""A stop or a consent about one number is about that number only."""

from __future__ import annotations

import pytest

from duecourse.domain.contact_policy import decide, parse_case
from duecourse.playbooks.policies import all_packs

A, B = "+12125550142", "+12125550777"


def said(day: int, kind: str, number: str | None = None, medium: str = "phone") -> dict[str, str]:
    event = {"t": f"2026-03-{day:02}T12:00:00-05:00", "kind": kind, "channel": medium, "medium": medium}
    return {**event, "direction": "in", **({"number": number} if number else {})}


def is_open(events, number=None, *, channel="phone", where="US-NY"):
    query = {"t": "2026-03-31T12:00:00-04:00", "channel": channel, "debt_id": "D1", "consumer_id": "P1"}
    case = {
        "id": "X", "jurisdiction": where, "debt_type": "consumer", "party": "first_party",
        "debtor": {"tz_candidates": ["America/New_York"]}, "events": events,
        "query": {**query, "includes_opt_out": True, **({"number": number} if number else {})},
    }  # fmt: skip
    return decide(parse_case(case, "test"), all_packs()).is_open


@pytest.mark.parametrize(
    ("events", "opened"),
    [
        ([said(1, "opt_out", A)], {B}),
        ([said(1, "opt_out", A), said(2, "consent_channel", B)], {B}),
        ([said(1, "opt_out"), said(2, "consent_channel", B)], {B}),
        ([said(1, "opt_out", A), said(2, "opt_out", B), said(3, "consent_channel", B)], {B}),
        ([said(1, "opt_out"), said(2, "opt_out", A), said(3, "consent_channel", A)], {A}),
        ([said(1, "opt_out", A), said(2, "consent_channel")], {A, B, None}),
        ([said(1, "opt_out", A), said(2, "consent_channel", A)], {A, B, None}),
    ],
)
def test_what_is_closed_on_one_number_is_opened_on_that_number(events, opened):
    assert {number for number in (A, B, None) if is_open(events, number)} == opened


def test_an_agreement_to_texts_is_for_the_number_it_was_given_for():
    """In Washington, D.C., texts about a consumer's debt need consent."""
    agreed = [said(1, "consent_channel", A, medium="sms")]
    assert is_open(agreed, A, channel="sms", where="US-DC")
    assert not is_open(agreed, B, channel="sms", where="US-DC")
    closed = [*agreed, said(2, "opt_out", B, medium="sms")]
    assert is_open(closed, A, channel="sms", where="US-DC")
