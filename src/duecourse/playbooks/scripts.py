"""Loads the scripts and the house rules around them, ours and the user's own laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from duecourse.domain.facts import AccountFacts
from duecourse.domain.money import CURRENCIES, to_minor
from duecourse.domain.script import (
    PERSON,
    SITUATIONS,
    Disclosure,
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
from duecourse.domain.spoken import Caller, line_problems, vocabulary_of
from duecourse.domain.spoken.lines import Alternative
from duecourse.playbooks import SHIPPED, PlaybookError, files, read_toml, stamp
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.script_text import read_script, read_shared

FOLDER = "scripts"
HOUSE_FILE, SHARED_FILE = "house.toml", "shared.md"


@dataclass(frozen=True, slots=True)
class House:
    """What a team sets once: under which name and number it calls, and from when a balance is high."""

    company: str
    callback_number: str
    limits: Limits


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
    return fill(template, facts, today, caller, situation=chosen, disclosures=load_disclosures(overlay))


def in_house(caller: Caller, facts: AccountFacts, house: House) -> Caller:
    """The caller with the company and number of the house where they have none of their own. A first party calls under
    the creditor's name; only an agency has a name of its own."""
    company = caller.company or (house.company if facts.creditor_is_client else "")
    return Caller(caller.name, company, caller.phone or house.callback_number)


def load_disclosures(overlay: Path | None = None) -> tuple[Disclosure, ...]:
    """What the law wants said. Ours always come first and always stay; a user's own file adds to them."""
    shipped = SHIPPED / FOLDER / "disclosures.toml"
    found = [shipped]
    own = files(FOLDER, overlay=overlay).get(shipped.name, shipped)
    if own != shipped:
        found.append(own)
    return tuple(law for path in found for law in _disclosures(path, stamp(path)))


@lru_cache(maxsize=8)
def _disclosures(path: Path, stamped: object) -> tuple[Disclosure, ...]:
    rows = read_toml(path).get("disclosure", [])
    return tuple(_disclosure(Fields(row, f"{path}: disclosure {at}")) for at, row in enumerate(rows, start=1))


def _disclosure(row: Fields) -> Disclosure:
    row.named("id")
    law = Disclosure(
        id=row.text("id"),
        text=row.text("text"),
        source=row.text("source"),
        wants=row.texts("when", required=True),
        tip=row.text("tip", ""),
    )
    row.nothing_else()
    for problem in line_problems(Alternative(law.text, law.wants)):
        raise row.error("text", problem)
    if "{" in law.text:  # a missing fact would drop the line, and the law allows no such gap
        raise row.error("text", "is said to everybody in the same words: leave placeholders out")
    return law


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
    )
    row.nothing_else()
    return house


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
