"""A script as a lead writes it, and what can be wrong with it before any account is known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from duecourse.domain.record import POINTS
from duecourse.domain.script.situation import SILENT, SITUATIONS
from duecourse.domain.spoken import CONDITIONS, PLACEHOLDERS, Alternative, line_problems

IDENTIFIED, VERIFIED = "identified", "verified_party"

# Words that tell a stranger that money is owed, whatever stands around them.
_TELLING_WORDS = re.compile(
    r"\b(?:overdue|unpaid|owe[ds]?|owing|debts?|balance|past due|late|invoices?|payments?|pay|paid|bills?|money"
    r"|collect\w*|arrears)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to say: the first of its alternatives that fits. `line` is its place in the file."""

    alternatives: tuple[Alternative, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """`point` is the codebook point that the step covers, or empty. `tip` and `avoid` are for the caller's eyes."""

    id: str
    title: str
    point: str
    say: tuple[Slot, ...]
    tip: tuple[Slot, ...] = ()
    avoid: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ScriptTemplate:
    situation: str
    title: str
    aim: str
    steps: tuple[StepTemplate, ...]
    avoid: str = ""
    wants: tuple[str, ...] = ()  # conditions under which this script is preferred to a general one
    source: str = ""  # the file's name


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: `line` counts from 1 in the file; 0 is the script as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


def template_problems(template: ScriptTemplate) -> tuple[Problem, ...]:
    """Everything that would make the script unsafe or unusable, in the order of the file."""
    wording = (problem for step in template.steps for problem in step_problems(step))
    found = [*_shape_problems(template), *wording, *_order_problems(template)]
    return tuple(sorted(found, key=lambda p: p.line))


def _shape_problems(template: ScriptTemplate) -> Iterator[Problem]:
    if template.situation not in SITUATIONS:
        yield Problem(0, f'"{template.situation}" is not a situation; use one of: {", ".join(SITUATIONS)}')
    if not template.steps:
        yield Problem(0, "the script has no step: start one with ## and a title")
    seen: set[str] = set()
    for want in template.wants:
        if want.removeprefix("not ") not in CONDITIONS:
            yield Problem(0, f'when: "{want}" is not a condition')
    for step in template.steps:
        if step.id in seen:
            yield Problem(step.line, f'the id "{step.id}" is taken: each step needs its own')
        seen.add(step.id)
    covered = {step.point for step in template.steps}
    for point in () if template.situation in SILENT else (IDENTIFIED, VERIFIED, "polite_close"):
        if template.steps and point not in covered:
            yield Problem(0, f"no step covers {point}")


def step_problems(step: StepTemplate) -> Iterator[Problem]:
    """What is wrong with one step, wherever it stands."""
    if step.point and step.point not in POINTS:
        yield Problem(step.line, f'"{step.point}" is not a point; use one of: {", ".join(POINTS)}')
    if not step.say:
        yield Problem(step.line, "the step says nothing: write a line that starts with -")
    for slot in (*step.say, *step.tip):
        for alternative in slot.alternatives:
            yield from (Problem(slot.line, text) for text in line_problems(alternative))


def _order_problems(template: ScriptTemplate) -> Iterator[Problem]:
    """Nothing that tells of a debt may be said before the right person is confirmed, and nothing at all to others."""
    confirmed = False
    for step in template.steps:
        if step.point == "amount" and not confirmed and template.situation not in SILENT:
            yield Problem(step.line, f"the amount comes before the right person is confirmed ({VERIFIED})")
        if not confirmed:
            for slot in step.say:
                for alternative in slot.alternatives:
                    telling = tells(alternative)
                    if telling:
                        yield Problem(slot.line, _why_too_early(telling, template.situation))
        confirmed = confirmed or (step.point == VERIFIED and template.situation not in SILENT)


def _why_too_early(telling: str, situation: str) -> str:
    if situation in SILENT:
        return f"{telling} tells others that money is owed: leave it out of this script"
    return f"{telling} comes before the right person is confirmed ({VERIFIED}): move it below that step"


def fits(template: ScriptTemplate, conditions: Collection[str]) -> bool:
    """Whether all conditions of the script's own `when` line are true."""
    return all((w.removeprefix("not ") in conditions) != w.startswith("not ") for w in template.wants)


def tells(alternative: Alternative) -> str:
    """The part of the wording that tells that money is owed, or ""."""
    for name in alternative.placeholders:
        if name in PLACEHOLDERS and PLACEHOLDERS[name].private:
            return f"{{{name}}}"
    found = _TELLING_WORDS.search(alternative.text)
    return f'"{found.group()}"' if found else ""
