"""A script for one account: the template with every placeholder taken from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from duecourse.domain.disclosures import Disclosure
from duecourse.domain.facts import AccountFacts
from duecourse.domain.record import POINTS
from duecourse.domain.script.law import for_whom, with_law
from duecourse.domain.script.situation import SILENT, Situation
from duecourse.domain.script.step import Step
from duecourse.domain.script.template import VERIFIED, ScriptTemplate, Slot, StepTemplate
from duecourse.domain.spoken import Caller, Figure, Said, Vocabulary, choose, vocabulary_of
from duecourse.domain.spoken.lines import missing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the template that was not used here, and why: shown when a lead previews a script."""

    step: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Script:
    situation: Situation
    title: str
    aim: str
    avoid: str
    steps: tuple[Step, ...]
    points: tuple[str, ...]  # codebook points the script covers, in the codebook's order
    figures_used: tuple[Figure, ...]
    left_out: tuple[LeftOut, ...] = ()
    source: str = ""  # the file it was written in

    @property
    def text(self) -> str:
        """Everything that is said, one line per thought: what the plain-language check reads."""
        return "\n".join(said.text for step in self.steps for said in step.say)


def fill(
    template: ScriptTemplate,
    facts: AccountFacts,
    today: date,
    caller: Caller,
    *,
    situation: Situation | None = None,
    disclosures: Iterable[Disclosure] = (),
) -> Script:
    """Fill the template. A wording without its fact gives way to the next alternative, or the line is dropped; a step
    without a line is dropped. No hole is ever printed, and every figure is in `figures_used`. What the law wants said
    on this call is put in where it belongs, or marked on the step that says it."""
    words = vocabulary_of(facts, today, caller)
    made: list[Step] = []
    held_back = False
    for step in template.steps:
        if (filled := _step(step, words, held_back=held_back)) is not None:
            made.append(filled)
        held_back = held_back or (step.point == VERIFIED and template.situation not in SILENT)
    steps = with_law(made, for_whom(disclosures, template.situation))
    covered = {step.point for step in steps}
    return Script(
        situation=situation or Situation(template.situation, ("it was picked by hand",)),
        title=template.title,
        aim=template.aim,
        avoid=template.avoid,
        steps=tuple(steps),
        points=tuple(point for point in POINTS if point in covered),
        figures_used=_figures(steps),
        left_out=tuple(_left_out(template, words)),
        source=template.source,
    )


def _step(step: StepTemplate, words: Vocabulary, *, held_back: bool) -> Step | None:
    say = _said(step.say, words)
    if not say:
        return None
    tip = " ".join(said.text for said in _said(step.tip, words))
    return Step(step.id, step.title, step.point, say, tip, step.avoid, held_back=held_back)


def _said(slots: Iterable[Slot], words: Vocabulary) -> tuple[Said, ...]:
    chosen = (choose(slot.alternatives, words.figures, words.conditions) for slot in slots)
    return tuple(said for said in chosen if said is not None)


def _figures(steps: Iterable[Step]) -> tuple[Figure, ...]:
    """Every figure said, once, in the order of the script."""
    used = (figure for step in steps for said in step.say for figure in said.figures)
    return tuple(dict.fromkeys(used))


def _left_out(template: ScriptTemplate, words: Vocabulary) -> Iterator[LeftOut]:
    for step in template.steps:
        for slot in step.say:
            for alternative in slot.alternatives:
                why = missing(alternative, words.figures, words.conditions)
                if why is None:
                    break
                yield LeftOut(step.title, alternative.text, why)
