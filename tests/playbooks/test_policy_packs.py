"""The policy packs as they ship: every rule's examples hold, and no number in them can change without one failing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from duecourse.domain.contact_policy.laws import LAWS
from duecourse.domain.contact_policy.pack_reading import check_calendars
from duecourse.playbooks import SHIPPED, PlaybookError, read_toml
from duecourse.playbooks.policies import FOLDER, HOUSE, load_packs
from duecourse.playbooks.policy_examples import asked_with, examples_of, faults
from duecourse.playbooks.policy_mutation import loose_numbers
from snapshots_of import agree

PACKS = load_packs()
EXAMPLES = [example for pack in PACKS for example in examples_of(pack)]
RAW = {path.name: read_toml(path) for path in sorted((SHIPPED / FOLDER).glob("*.toml"))}
# A consent is given on the day of a conversation at the earliest and ends with the next one, so that its eighth day is
# always clear of the seven quiet days: no case can tell these two apart.
SAME_MEANING = {"US-FREQ-2: more_calls_days = 7 → 8"}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_example_of_a_pack_holds(pack):
    wrong = {
        f"{example.rule.id} at {example.case.query.at}": found
        for example in examples_of(pack)
        if (found := faults(example, asked_with(pack, PACKS)))
    }
    assert not wrong


def test_every_rule_shows_when_it_speaks_and_when_it_does_not():
    spoken = {(e.rule.id, e.rule.effective) for e in EXAMPLES if e.bites}
    silent = {(e.rule.id, e.rule.effective) for e in EXAMPLES if not e.bites}
    rules = {(rule.id, rule.effective): rule for pack in PACKS for rule in pack.rules}
    assert {rules[key].id for key in rules.keys() - spoken if rules[key].state != "pending"} == set()
    assert {rules[key].id for key in rules.keys() - silent} <= {"HOUSE-INSOLVENCY"}
    assert len(EXAMPLES) >= 150


def test_every_rule_is_cited_dated_and_marked():
    for pack in PACKS:
        for rule in pack.rules:
            assert rule.citation and rule.text and rule.effective
            assert rule.link or rule.layer == HOUSE or rule.status == "verify", rule.id


def test_every_duty_is_cited_dated_and_marked():
    for pack in PACKS:
        for duty in pack.duties:
            assert duty.citation and duty.text and duty.effective
            assert duty.link or duty.layer == HOUSE or duty.status == "verify", duty.id


def test_a_pending_rule_stops_nothing():
    pending = [rule for pack in PACKS for rule in pack.rules if rule.state == "pending"]
    assert [rule.id for rule in pending] == ["IN-2"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_holiday_calendar_of_a_pack_exists(pack):
    check_calendars(pack)


@pytest.mark.parametrize("name", RAW)
def test_changing_any_number_of_a_pack_makes_one_of_its_examples_fail(name):
    pack = next(pack for pack in PACKS if pack.id == RAW[name]["id"])
    loose = [
        f"{one.rule}: {one.number} → {one.instead}"
        for index, raw in enumerate(RAW[name].get("rules", []))
        for one in loose_numbers(pack, index, raw, PACKS)
    ]
    assert set(loose) <= SAME_MEANING


def test_dates_and_periods_of_the_packs_are_those_that_were_read_in_the_law():
    """No example of a rule can hold the day since which it binds, how long records are kept, or what is announced for
    when: whoever changes one sees it here."""
    lines = [f"{name} {line}" for name, raw in RAW.items() for line in sorted(_dates(raw))]
    agree("policy_dates.txt", "\n".join(lines) + "\n")


def _dates(data: Any, where: str = "") -> Iterator[str]:
    """Every date, period and number of a pack with its place; examples are left out."""
    if isinstance(data, dict):
        own = data.get("id") or data.get("what") or ""
        for key, value in data.items():
            if key != "examples":
                yield from _dates(value, f"{where} {own} {key}".strip())
    elif isinstance(data, list):
        for value in data:
            yield from _dates(value, where)
    elif isinstance(data, date | int) and not isinstance(data, bool):
        yield f"{' '.join(where.split())} = {data}"


# Loading.


def _overlay(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / name).write_text(text, "utf-8")
    return tmp_path


ONE_RULE = """
id = "house"
title = "Our own"
layer = "house"
jurisdictions = ["*"]
version = 2026-01-01
decides_alone = true
[[rules]]
id = "OWN-1"
kind = "hours"
text = "We call from nine to five"
citation = "our rules"
status = "verified"
effective = 2026-01-01
open = {{ mon-sun = "{hours}" }}
examples = [{{ at = "2026-04-07 10:00", debt = "commercial", expect = "allowed" }}]
"""


def test_a_file_of_the_users_own_replaces_ours(tmp_path):
    packs = load_packs(_overlay(tmp_path, "house.toml", ONE_RULE.format(hours="09:00-17:00")))
    house = next(pack for pack in packs if pack.id == "house")
    assert house.title == "Our own" and [rule.id for rule in house.rules] == ["OWN-1"]
    assert len(packs) == len(PACKS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("09:00-17:00", "17:00-09:00"), "policies/house.toml rule OWN-1.open.mon-sun"),
        (('kind = "hours"', 'kind = "hour"'), "OWN-1.kind: 'hour' is not one of"),
        (('status = "verified"', 'status = "sure"'), "OWN-1.status"),
        (('status = "verified"', 'status = "verified"\nlimt = 3'), "OWN-1.limt: not a known key"),
        (("effective = 2026-01-01", ""), "OWN-1.effective: missing"),
        (("examples = [", "examples = []\nextra = ["), "OWN-1"),
        (("effective = 2026-01-01", 'effective = 2026-01-01\nends = 2025-01-01'), "OWN-1.ends"),
        (('mon-sun = "09:00-17:00"', 'mon-fri = "09:00-17:00"'), "hours missing for sat, sun"),
        (('layer = "house"', 'layer = "planet"'), "policies/house.toml.layer"),
    ],
)  # fmt: skip
def test_a_pack_with_a_mistake_is_refused_with_its_place(tmp_path, change, message):
    text = ONE_RULE.format(hours="09:00-17:00").replace(*change, 1)
    with pytest.raises(PlaybookError, match=re.escape(message)):
        load_packs(_overlay(tmp_path, "house.toml", text))


def test_a_holiday_calendar_that_does_not_exist_is_refused_when_it_is_loaded(tmp_path):
    text = ONE_RULE.format(hours="09:00-17:00").replace(
        'mon-sun = "09:00-17:00" }', 'mon-sun = "09:00-17:00", holidays = "closed" }\nholidays = ["QQ"]'
    )
    with pytest.raises(PlaybookError, match="QQ"):
        load_packs(_overlay(tmp_path, "house.toml", text))


def test_two_packs_with_one_id_are_refused(tmp_path):
    with pytest.raises(PlaybookError, match="'house' is used twice"):
        load_packs(_overlay(tmp_path, "own.toml", ONE_RULE.format(hours="09:00-17:00")))


def test_examples_are_local_times():
    example = next(e for e in EXAMPLES if e.rule.id == "IN-1")
    assert example.case.query.at == datetime.fromisoformat("2026-04-07T19:00:00+05:30")


def test_every_pack_and_every_kind_of_rule_is_documented():
    text = (SHIPPED.parents[2] / "docs" / "howto" / "change-a-contact-rule.md").read_text("utf-8")
    assert {pack.id for pack in PACKS} == set(
        re.findall(r"(?m)^\| `([a-z-]+)` \|", text.split("## What a rule says")[0])
    )
    assert set(LAWS) == set(
        re.findall(r"`([a-z_]+)`", "".join(re.findall(r"(?m)^\|([^|]+)\|", text.split("## What a rule")[1])))
    )
