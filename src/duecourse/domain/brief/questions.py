"""Likely reasons for a delay, as open questions. A rule is content; it asks only when its fact is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duecourse.domain.brief.model import Question
from duecourse.domain.spoken.caller import Caller
from duecourse.domain.spoken.conditions import conditions_of
from duecourse.domain.spoken.lines import Alternative, choose, line_problems
from duecourse.domain.spoken.placeholders import figures_of
from duecourse.domain.spoken.view import AccountView

_OPEN = re.compile(r"(?:what|how|why|which)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """`when` are conditions; `fact` and `ask` may use placeholders, all of which need a fact."""

    id: str
    when: tuple[str, ...]
    fact: str
    ask: str


def questions_for(view: AccountView, rules: Iterable[QuestionRule]) -> tuple[Question, ...]:
    """The questions whose facts are there, in the order of the rules; the same question only once."""
    caller = Caller("")
    figures, conditions = figures_of(view, caller), conditions_of(view, caller)
    found: dict[str, Question] = {}
    for rule in rules:
        fact = choose((Alternative(rule.fact, rule.when),), figures, conditions)
        ask = choose((Alternative(rule.ask),), figures, conditions)
        if fact is not None and ask is not None and ask.text not in found:
            found[ask.text] = Question(rule.id, ask.text, fact.text, tuple(dict.fromkeys(fact.figures + ask.figures)))
    return tuple(found.values())


def question_problems(rule: QuestionRule) -> Iterator[str]:
    """What is wrong with a rule before any account is known."""
    if not _OPEN.match(rule.ask) or not rule.ask.endswith("?"):
        yield 'ask: begin with "what", "how", "why" or "which", and end with a question mark'
    yield from (f"fact: {problem}" for problem in line_problems(Alternative(rule.fact, rule.when)))
    yield from (f"ask: {problem}" for problem in line_problems(Alternative(rule.ask)))
