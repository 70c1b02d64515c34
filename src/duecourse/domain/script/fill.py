"""A script for one account: the template with every placeholder taken from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from duecourse.domain.facts import AccountFacts
from duecourse.domain.record import POINTS
from duecourse.domain.script.situation import SILENT, Situation
from duecourse.domain.script.template import VERIFIED, Disclosure, ScriptTemplate, Slot, StepTemplate
from duecourse.domain.spoken import Alternative, Caller, Figure, Said, Vocabulary, choose, vocabulary_of
from duecourse.domain.spoken.lines import missing


@dataclass(frozen=True, slots=True)
class Step:
    """`required` steps are law: said word for word, never skipped; `source` is where the law says so. `held_back`
    marks steps that are only for the confirmed person."""

    id: str
    title: str
    point: str
    say: tuple[Said, ...]
    tip: str = ""
    avoid: str = ""
    required: bool = False
    source: str = ""
    held_back: bool = False


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
    without a line is dropped. No hole is ever printed, and every figure is in `figures_used`."""
    words = vocabulary_of(facts, today, caller)
    silent = template.situation in SILENT
    legal = () if silent else tuple(_disclosure_steps(disclosures, words))
    steps: list[Step] = []
    confirmed = silent
    for step in template.steps:
        made = _step(step, words, held_back=confirmed and not silent)
        if made is not None:
            steps.append(made)
        if step.point == VERIFIED and not confirmed:
            confirmed = True
            steps.extend(legal)
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


def _disclosure_steps(disclosures: Iterable[Disclosure], words: Vocabulary) -> Iterator[Step]:
    for law in disclosures:
        said = choose((Alternative(law.text, law.wants),), words.figures, words.conditions)
        if said is not None:
            yield Step(
                f"law-{law.id}", "Say this word for word", "", (said,), law.tip, required=True, source=law.source,
                held_back=True,
            )  # fmt: skip


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
