"""Our own plain-language check over a playbook text: what a lead sees before saving."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.domain.facts import PAYER
from duecourse.domain.plain_language import EMAIL, FAIL, SCRIPT, Finding, Terms, check
from duecourse.domain.spoken import PLACEHOLDERS
from duecourse.domain.spoken.placeholders import AMOUNT, COUNT, DATE, NUMBER
from duecourse.playbooks.script_text import read_script, read_shared, split_wants
from duecourse.playbooks.scripts import SHARED_FILE

# What stands for a placeholder while no account is chosen: words of the usual length.
_SAMPLES = {AMOUNT: "$100.00", DATE: "Friday 4 December", NUMBER: "INV-1", COUNT: "3 invoices"}


_WRITTEN = ("subject", "greeting", "body", "sms", "closing")  # what a client reads of a message's file


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding with the wording it is about. `line` is 0 where the file has no lines of its own (TOML)."""

    line: int
    wording: str
    finding: Finding

    @property
    def is_grave(self) -> bool:
        return self.finding.level == FAIL


def remarks_on(file: str, text: str, terms: Terms) -> tuple[Remark, ...]:
    """Findings on everything that is said or written, with samples in place of placeholders. Hints are left in: they
    are worth a look. A text that cannot be read has no remarks; its problems are shown instead."""
    medium = EMAIL if file.startswith("messages/") else SCRIPT
    found = []
    for line, wording, kind in _spoken(file, text):
        sample = with_samples(wording)
        found += [Remark(line, sample, finding) for finding in check(sample, terms, kind=kind, medium=medium)]
    return tuple(found)


def with_samples(wording: str) -> str:
    """The wording with a sample for every placeholder."""
    for name, placeholder in PLACEHOLDERS.items():
        wording = wording.replace(f"{{{name}}}", _SAMPLES.get(placeholder.kind, "Sam Example"))
    return wording


def _spoken(file: str, text: str) -> Iterator[tuple[int, str, str]]:
    """(line, wording, kind of account) of all that a client would hear."""
    if file.endswith(".md"):
        yield from _script_lines(file, text)
        return
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    if file.startswith("objections/"):
        kind = PAYER if data.get("kinds") == [PAYER] else ""
        for wording in (*_texts(data.get("say")), *_texts(data.get("may_mean"))):
            yield 0, split_wants(wording)[1], kind
    if file.startswith("messages/"):
        for wording in (text for field in _WRITTEN for text in _texts(data.get(field))):
            yield 0, split_wants(wording)[1], ""
    if file.startswith("brief/"):
        for row in data.get("question", []):
            yield 0, str(row.get("ask", "")), ""


def _script_lines(file: str, text: str) -> Iterator[tuple[int, str, str]]:
    if file.endswith(f"/{SHARED_FILE}"):
        steps, kind = tuple(read_shared(text)[0].values()), ""
    else:
        template, _ = read_script(text)
        steps = template.steps if template else ()
        kind = PAYER if template and template.situation.startswith("payer") else ""
    for step in steps:
        for slot in step.say:
            for alternative in slot.alternatives:
                yield slot.line, alternative.text, kind


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
