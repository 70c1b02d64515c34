"""Loads the scripts and the house rules around them, ours and the user's own laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from duecourse.domain.contact_policy.duties import RECORDING, VOICEMAIL
from duecourse.domain.contact_policy.places import jurisdiction_of
from duecourse.domain.contact_policy.words import PHONE
from duecourse.domain.disclosures import Consent, Disclosure, consent_for, disclosures_for, occasion_of
from duecourse.domain.facts import AccountFacts
from duecourse.domain.money import CURRENCIES, to_minor
from duecourse.domain.script import (
    PERSON,
    SITUATIONS,
    Limits,
    Problem,
    Script,
    ScriptTemplate,
    Situation,
    StepTemplate,
    fill,
    situation_for,
)
from duecourse.domain.script.template import fits
from duecourse.domain.spoken import Caller, vocabulary_of
from duecourse.playbooks import PlaybookError, files, read_toml, stamp
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.policies import packs_of
from duecourse.playbooks.script_text import read_script, read_shared

FOLDER = "scripts"
HOUSE_FILE, SHARED_FILE = "house.toml", "shared.md"


@dataclass(frozen=True, slots=True)
class House:
    """What a team sets once: under which name and number it calls, from where and whether it records, and from when a
    balance is high."""

    company: str
    callback_number: str
    limits: Limits
    records_calls: bool = False
    calls_from: str = ""  # the place of our end of the line, such as US-OH


def load_scripts(overlay: Path | None = None) -> dict[str, ScriptTemplate]:
    """File name → template, of all scripts. Unchanged files are not read again. Raises PlaybookError."""
    found = files(FOLDER, ".md", overlay=overlay)
    shared = found.pop(SHARED_FILE)
    stamps = (stamp(shared), tuple(stamp(path) for path in found.values()))
    return dict(_scripts(shared, tuple(found.items()), stamps))


@lru_cache(maxsize=8)
def _scripts(shared: Path, found: tuple[tuple[str, Path], ...], stamps: object) -> dict[str, ScriptTemplate]:
    steps = _shared_steps(shared)
    return {name: _template(path, steps) for name, path in found}


def _template(path: Path, shared: Mapping[str, StepTemplate]) -> ScriptTemplate:
    template, problems = read_script(_text(path), path.name, shared)
    if problems or template is None:
        raise _broken(path, problems)
    return template


def _shared_steps(path: Path) -> dict[str, StepTemplate]:
    steps, problems = read_shared(_text(path))
    if problems:
        raise _broken(path, problems)
    return steps


def shared_steps(overlay: Path | None = None) -> dict[str, StepTemplate]:
    """The steps that scripts may use by name. Raises PlaybookError."""
    return _shared_steps(files(FOLDER, ".md", overlay=overlay)[SHARED_FILE])


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise PlaybookError(f"{path}: cannot be read as text ({error})") from error


def _broken(path: Path, problems: Iterable[Problem]) -> PlaybookError:
    return PlaybookError("\n".join(f"{path}, {problem}" for problem in list(problems)[:10]))


def template_for(situation: str, conditions: frozenset[str], templates: Mapping[str, ScriptTemplate]) -> ScriptTemplate:
    """The script for a situation: of those whose `when` is true, the one that asks for most. Raises PlaybookError."""
    fitting = [t for t in templates.values() if t.situation == situation and fits(t, conditions)]
    if not fitting:
        raise PlaybookError(f'no script fits the situation "{situation}": add one to the folder playbooks/{FOLDER}')
    return max(fitting, key=lambda t: len(t.wants))


def script_for(
    facts: AccountFacts,
    today: date,
    *,
    caller: Caller,
    reached: str = PERSON,
    situation: str = "",
    overlay: Path | None = None,
) -> Script:
    """The script for this account today, filled. `situation` overrules the choice. Raises PlaybookError."""
    house = load_house(overlay)
    caller = in_house(caller, facts, house)
    chosen = situation_for(facts, today, reached=reached, limits=house.limits)
    if situation and situation != chosen.id:
        if situation not in SITUATIONS:
            raise PlaybookError(f'"{situation}" is not a situation; use one of: {", ".join(SITUATIONS)}')
        chosen = Situation(situation, ("it was picked by hand",), (chosen.id,))
    conditions = vocabulary_of(facts, today, caller).conditions
    template = template_for(chosen.id, conditions, load_scripts(overlay))
    said = to_say(facts, today, caller=caller, overlay=overlay)
    return fill(template, facts, today, caller, situation=chosen, disclosures=said)


def in_house(caller: Caller, facts: AccountFacts, house: House) -> Caller:
    """The caller with the company and number of the house where they have none of their own. A first party calls under
    the creditor's name; only an agency has a name of its own."""
    company = caller.company or (house.company if facts.creditor_is_client else "")
    return Caller(caller.name, company, caller.phone or house.callback_number)


def to_say(facts: AccountFacts, today: date, *, caller: Caller, overlay: Path | None = None) -> tuple[Disclosure, ...]:
    """Everything that a call to this account may have to say, by the packs in force: to the person, to a machine, and
    about the recording where calls are recorded. Raises PlaybookError."""
    house = load_house(overlay)
    caller, packs, now = in_house(caller, facts, house), packs_of(overlay), _noon(facts, today)
    occasions = [occasion_of(facts), VOICEMAIL, *([RECORDING] if house.records_calls else [])]
    return tuple(
        disclosure
        for occasion in occasions
        for disclosure in disclosures_for(facts, packs, now, PHONE, occasion, caller=caller, ours=house.calls_from)
    )


def to_write(
    facts: AccountFacts, today: date, channel: str, occasion: str, *, caller: Caller, overlay: Path | None = None
) -> tuple[Disclosure, ...]:
    """What has to stand in an e-mail, a letter or a text message; `disclosures.in_writing` makes its paragraphs.
    Raises PlaybookError."""
    caller = in_house(caller, facts, load_house(overlay))
    return disclosures_for(facts, packs_of(overlay), _noon(facts, today), channel, occasion, caller=caller)


def consent_to_record(facts: AccountFacts, today: date, *, caller: Caller, overlay: Path | None = None) -> Consent:
    """Whose consent a recording of a call with this account needs. Raises PlaybookError."""
    house = load_house(overlay)
    caller = in_house(caller, facts, house)
    return consent_for(facts, packs_of(overlay), _noon(facts, today), caller=caller, ours=house.calls_from)


def _noon(facts: AccountFacts, today: date) -> datetime:
    """An instant on that day where the account is."""
    zone = ZoneInfo(facts.tz_candidates[0]) if facts.tz_candidates else UTC
    return datetime.combine(today, time(12), zone)


def load_house(overlay: Path | None = None) -> House:
    """The house rules. Raises PlaybookError."""
    path = files(FOLDER, overlay=overlay)[HOUSE_FILE]
    return _house(path, stamp(path))


@lru_cache(maxsize=8)
def _house(path: Path, stamped: object) -> House:
    return read_house(read_toml(path), str(path))


def read_house(data: dict[str, object], where: str) -> House:
    """House rules from a parsed file. `where` leads every message. Raises PlaybookError."""
    row = Fields(data, where)
    house = House(
        company=row.text("company", ""),
        callback_number=row.text("callback_number", ""),
        limits=Limits(_high_balances(row), row.whole("later_after_days", default=30)),
        records_calls=row.flag("records_calls"),
        calls_from=_place(row),
    )
    row.nothing_else()
    return house


def _place(row: Fields) -> str:
    place = row.text("calls_from", "")
    if place and jurisdiction_of(*place.partition("-")[::2]) != place:
        raise row.error("calls_from", "is not a place such as US-OH or GB")
    return place


def _high_balances(row: Fields) -> dict[str, int]:
    high = {}
    for currency, amount in row.table("high_balance").items():
        if currency not in CURRENCIES:
            raise row.error(f"high_balance.{currency}", "is not a currency code such as USD")
        try:
            high[currency] = to_minor(str(amount), currency)
        except ValueError as error:
            raise row.error(f"high_balance.{currency}", f"must be an amount in quotation marks ({error})") from error
    return high
