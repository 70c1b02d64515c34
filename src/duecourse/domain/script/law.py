"""Where in a script the words belong that the law asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from duecourse.domain.contact_policy.duties import OPENING, VOICEMAIL
from duecourse.domain.disclosures import Disclosure
from duecourse.domain.script import situation
from duecourse.domain.script.step import Step
from duecourse.domain.script.template import IDENTIFIED, VERIFIED
from duecourse.domain.spoken import Said


def for_whom(disclosures: Iterable[Disclosure], who: str) -> tuple[Disclosure, ...]:
    """A machine hears the message for machines alone; somebody else who picks up hears only the opening."""
    if who == situation.VOICEMAIL:
        return tuple(d for d in disclosures if d.occasion == VOICEMAIL)
    spoken = tuple(d for d in disclosures if d.occasion != VOICEMAIL)
    if who == situation.GATEKEEPER:
        return tuple(d for d in spoken if d.stage == OPENING and d.point != VERIFIED)
    return spoken


def with_law(steps: Sequence[Step], disclosures: Sequence[Disclosure]) -> tuple[Step, ...]:
    """The script with what the law wants. A message that allows nothing else replaces it; a step that covers the point
    of a rule carries that rule; the rest are steps of their own: the opening after one's name, the others right after
    the right person is confirmed."""
    alone = [d for d in disclosures if d.nothing_else]
    if alone:
        return (_law_step(alone[0], point=IDENTIFIED),)
    points = {step.point for step in steps if step.point}
    own = [d for d in disclosures if d.point not in points]
    opening = [_law_step(d, point=d.point) for d in own if d.stage == OPENING]
    confirmed = [_law_step(d, held_back=True) for d in own if d.stage != OPENING]
    marked = list(_marked(steps, disclosures))
    return (*_after(_after(marked, VERIFIED, confirmed), IDENTIFIED, opening),)


def _marked(steps: Iterable[Step], disclosures: Sequence[Disclosure]) -> Iterator[Step]:
    done: set[str] = set()
    for step in steps:
        laws = tuple(d for d in disclosures if d.point and d.point == step.point)
        yield replace(step, laws=laws) if laws and step.point not in done else step
        done.add(step.point)


def _after(steps: list[Step], point: str, more: list[Step]) -> list[Step]:
    """The steps with `more` behind the first that covers the point; in front where none does."""
    at = next((n for n, step in enumerate(steps, 1) if step.point == point), 0)
    return [*steps[:at], *more, *steps[at:]]


def _law_step(law: Disclosure, *, point: str = "", held_back: bool = False) -> Step:
    return Step(
        f"law-{law.id}", law.title, point, (Said(law.words),), law.tip, laws=(law,), held_back=held_back
    )  # fmt: skip
