"""Phrases that a kind caller avoids: blame, threats, pressure, vague promises, stiff office words.

Each rule is data: a pattern, why it hurts, what to say instead, and examples on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duecourse.domain.plain_language.readability import Sentence, sentences

FAIL, WARN, HINT = "fail", "warn", "hint"
LEVELS = (FAIL, WARN, HINT)

# The rule ids a phrase file may use.
PHRASE_RULES = (
    "assumption", "belittling", "blame", "disrespect", "overpromise", "pressure", "stiff", "threat", "vague_promise",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One phrase to avoid. `pattern` is searched without regard to case; a sentence that also matches `unless`
    ("we will not take legal action") is left alone."""

    id: str
    rule: str
    level: str
    pattern: re.Pattern[str]
    why: str
    plainer: str
    unless: re.Pattern[str] | None = None
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseUse:
    rule: PhraseRule
    quote: str
    start: int
    end: int


def find_phrases(
    text: str, rules: Iterable[PhraseRule], split: tuple[Sentence, ...] | None = None
) -> Iterator[PhraseUse]:
    """Every phrase to avoid, sentence by sentence. `split` saves splitting the text a second time."""
    split = sentences(text) if split is None else split
    for rule in rules:
        for found in rule.pattern.finditer(text):
            home = next((s for s in split if s.start <= found.start() < s.end), None)
            if rule.unless and home and rule.unless.search(home.text):
                continue
            yield PhraseUse(rule, found.group(), found.start(), found.end())


def phrase_example_problems(rule: PhraseRule) -> tuple[str, ...]:
    """What is wrong with the rule's own examples; empty when every one behaves as it says."""
    problems = [f'"{t}" should match {rule.id} but does not' for t in rule.match if not any(find_phrases(t, (rule,)))]
    problems += [f'"{t}" should not match {rule.id} but does' for t in rule.no_match if any(find_phrases(t, (rule,)))]
    return tuple(problems)
