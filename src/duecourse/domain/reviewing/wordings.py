"""A better way to say it, and what worked: wordings from the playbooks, chosen by what was said around the moment and
filled from the call and the ledger. A wording that cannot be filled is not used, so no figure is ever made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from duecourse.domain.conversation.results import DONTS, DOS, POINTS
from duecourse.domain.wording import filled

DONT, DO, POINT = "dont", "do", "point"

# Name → what stands there. Words of people come in quotation marks.
PLACEHOLDERS: Mapping[str, str] = {
    "name": "the person's first name",
    "caller": "our caller's first name",
    "company": "who is owed",
    "invoice": "number of the open item that was named last, else of the oldest",
    "amount": "what is open of it",
    "due_on": "the day it was due",
    "total": "all that is open",
    "promised": "the sum they promised",
    "promised_on": "the day they promised it for",
    "will_do": "what we said we would do",
    "will_do_on": "the day we said we would do it by",
    "tomorrow": "the day after the call",
    "instalments": "how many parts the caller may agree to",
    "term": "the trade term that was used",
    "plain": "the term in plain words",
    "their_words": "what they had just said",
    "then_words": "what they said next",
}
_HOLES = re.compile(r"{(\w*)}")


@dataclass(frozen=True, slots=True)
class Wording:
    """`text` to say (or, for a do, what it brought). It fits when all that is given holds: `if_said` stands in the
    caller's own words, `if_heard` in the client's words before, one of `if_acts` was done by the client (before a don't
    or a missed point; right after a do), the account is of one of `kinds`, the moment was found by the rule `found_by`.
    """

    text: str
    if_said: re.Pattern[str] | None = None
    if_heard: re.Pattern[str] | None = None
    if_acts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    found_by: str = ""

    @property
    def holes(self) -> frozenset[str]:
        return frozenset(_HOLES.findall(self.text))


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn of the caller as the wordings see it."""

    said: str = ""
    heard: str = ""
    acts: frozenset[str] = frozenset()  # "delay_reason" and "delay_reason:cash_flow"
    kind: str = "business"
    found_by: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A moment and what has to be said about it: run as a test."""

    moment: Moment
    gives: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything about one label or point: `title` in plain words, `why` it matters in one line, `rule` what counts."""

    about: str
    kind: str
    title: str
    why: str
    rule: str
    wordings: tuple[Wording, ...]
    examples: tuple[Example, ...] = ()


def say(advice: Advice, moment: Moment) -> str:
    """The first wording that fits and can be filled; empty when there is none."""
    for wording in advice.wordings:
        if _fits(wording, moment):
            return filled(wording.text, moment.values.__getitem__)
    return ""


def _fits(wording: Wording, moment: Moment) -> bool:
    return (
        all(moment.values.get(name) for name in wording.holes)
        and (wording.if_said is None or wording.if_said.search(moment.said) is not None)
        and (wording.if_heard is None or wording.if_heard.search(moment.heard) is not None)
        and (not wording.if_acts or not moment.acts.isdisjoint(wording.if_acts))
        and (not wording.kinds or moment.kind in wording.kinds)
        and wording.found_by in ("", moment.found_by)
    )


def kind_of(about: str) -> str:
    """Raises KeyError for what is neither a label nor a point."""
    for names, kind in ((DONTS, DONT), (DOS, DO), (POINTS, POINT)):
        if about in names:
            return kind
    raise KeyError(about)


def problems(advice: Advice) -> Iterator[str]:
    """What stands in the way of using it: placeholders that do not exist, no wording that always fits, examples that
    come out otherwise."""
    for wording in advice.wordings:
        for name in sorted(wording.holes - PLACEHOLDERS.keys()):
            yield f"{{{name}}} is no placeholder; there are {', '.join(sorted(PLACEHOLDERS))}"
    last = advice.wordings[-1]
    if last != Wording(last.text) or last.holes:
        yield "the last wording has to fit always: without conditions and placeholders"
    for example in advice.examples:
        if (given := say(advice, example.moment)) != example.gives:
            yield f"the example that should give “{example.gives}” gives “{given}”"
