"""One look at a text that a client will hear or read: what is hard to understand, unkind or unsafe, and what to say
instead. Every finding quotes the words it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.domain.plain_language.phrases import FAIL, HINT, WARN, PhraseRule, find_phrases
from duecourse.domain.plain_language.readability import Sentence, readability, sentences
from duecourse.domain.plain_language.terms import TermIndex, find_terms
from duecourse.domain.wording import count

SCRIPT, EMAIL, SPEECH = "script", "email", "speech"
MEDIA = (SCRIPT, EMAIL, SPEECH)

LONG_SENTENCE_WORDS, TOO_LONG_SENTENCE_WORDS = 20, 25
HARD_GRADE, TOO_HARD_GRADE = 8.0, 10.0
# The grade of a few words says nothing: one long name would decide it.
GRADE_NEEDS_WORDS = 30

_ASKING = "what|why|how|when|who|where|which"
_QUESTION_JOINED = re.compile(
    rf"\b(?:{_ASKING}|can|could|will|would|do|did|is|are|have)\b[^.?!]{{3,}}?[,;]?\s+(?:and|or)\s+(?:also\s+)?"
    rf"(?:{_ASKING}|(?:can|could|will|would|do|did|are)\s+you|is\s+there)\b[^.?!]*\?",
    re.IGNORECASE,
)
_BE = r"(?:am|is|are|was|were|be|been|being|gets?|got|['’](?:s|re|m)\s+been)"
_IRREGULAR = (
    "bought|brought|built|caught|chosen|done|drawn|driven|found|forgotten|given|held|hidden|kept|known|laid|led|left|lost|made|"
    "meant|paid|put|read|said|seen|sent|set|shown|sold|spoken|spent|taken|taught|thought|told|understood|withdrawn|written"
)
# Words that look like a participle and are plain adjectives after "is" or "are".
_ADJECTIVES = frozenset(
    """allowed annoyed ashamed based busied closed concerned confused delighted disappointed disputed due excited
    expected finished frustrated hundred interested involved left limited located married meant mixed needed open
    overdue owed paid pleased prepared related satisfied set supposed surprised tired unpaid upset used worried
    stressed rushed relieved settled agreed allowed indeed need speed embed feed""".split()
)
_PASSIVE = re.compile(rf"\b{_BE}\s+(?:\w+ly\s+|not\s+|been\s+|being\s+)*(\w{{2,}}ed|{_IRREGULAR})\b", re.IGNORECASE)
_SHOUT = re.compile(r"\b[A-Z]{4,}(?:\s+[A-Z]{2,})+\b|[!?]{2,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to change. `start` and `end` are places in the text; `quote` is what stands there. `level` is
    "fail" (do not use it so), "warn" (better not) or "hint" (worth a look)."""

    rule: str
    quote: str
    start: int
    end: int
    why: str
    plainer: str
    level: str = WARN


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything the check knows: trade terms with their plain words, and phrases to avoid."""

    index: TermIndex
    phrases: tuple[PhraseRule, ...] = ()


def check(text: str, terms: Terms, *, kind: str = "", medium: str = SCRIPT) -> tuple[Finding, ...]:
    """What to change in the text, in reading order. `kind` is the kind of account (terms that are everyday there are
    let through). In `speech` a text without any punctuation is a raw transcript: its sentences cannot be measured."""
    split = sentences(text)
    found = [
        *_jargon(text, terms.index, kind),
        *_phrases(text, terms.phrases, split),
        *_passive(text),
        *_stacked(text),
    ]
    if medium != SPEECH or re.search(r"[.?!,]", text):
        found += _long_sentences(split)
        found += _hard(text)
    if medium == EMAIL:
        found += _shouting(text)
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.rule)))


def passes(findings: tuple[Finding, ...]) -> bool:
    """Nothing stronger than a hint: the bar for what we ship."""
    return all(finding.level == HINT for finding in findings)


def _jargon(text: str, index: TermIndex, kind: str) -> Iterator[Finding]:
    for use in find_terms(text, index, kind=kind):
        if not use.explained:
            why = f"“{use.quote}” is a trade word. {use.term.explain}"
            yield Finding("jargon", use.quote, use.start, use.end, why, use.term.plain, FAIL)


def _phrases(text: str, rules: tuple[PhraseRule, ...], split: tuple[Sentence, ...]) -> Iterator[Finding]:
    for use in find_phrases(text, rules, split):
        rule = use.rule
        yield Finding(rule.rule, use.quote, use.start, use.end, rule.why, rule.plainer, rule.level)


def _long_sentences(split: tuple[Sentence, ...]) -> Iterator[Finding]:
    for sentence in split:
        if sentence.words > LONG_SENTENCE_WORDS:
            level = FAIL if sentence.words > TOO_LONG_SENTENCE_WORDS else WARN
            why = f"{sentence.words} words in one breath. A listener keeps about {LONG_SENTENCE_WORDS}."
            yield Finding(
                "long_sentence", sentence.text, sentence.start, sentence.end, why, "Make two sentences of it.", level
            )


def _hard(text: str) -> Iterator[Finding]:
    counts = readability(text)
    grade = counts.grade
    if grade is None or counts.words < GRADE_NEEDS_WORDS or grade <= HARD_GRADE:
        return
    level = FAIL if grade > TOO_HARD_GRADE else WARN
    why = (
        f"Reading grade {grade:.1f}: {count(counts.words, 'word')}, {count(counts.sentences, 'sentence')},"
        f" {count(counts.syllables, 'syllable')}. "
        f"Aim for {HARD_GRADE:.0f} or less."
    )
    yield Finding("hard_to_read", text, 0, len(text), why, "Use shorter words and shorter sentences.", level)


def _passive(text: str) -> Iterator[Finding]:
    for match in _PASSIVE.finditer(text):
        if match.group(1).casefold() not in _ADJECTIVES:
            why = "It does not say who does it."
            yield Finding(
                "passive", match.group(), match.start(), match.end(), why, "Say who: “we sent”, “you paid”.", HINT
            )


def _stacked(text: str) -> Iterator[Finding]:
    """Two questions before the client can answer one: in one line of the text, or joined by "and"."""
    why, plainer = "Two questions at once: people answer one and drop the other.", "Ask one. Wait. Then ask the next."
    for line in re.finditer(r"[^\n]+", text):
        asked = [s for s in sentences(line.group()) if s.text.rstrip("\"'”’)").endswith("?")]
        if len(asked) > 1:
            start, end = line.start() + asked[0].start, line.start() + asked[-1].end
            yield Finding("stacked_questions", text[start:end], start, end, why, plainer, WARN)
            continue
        for joined in _QUESTION_JOINED.finditer(line.group()):
            start, end = line.start() + joined.start(), line.start() + joined.end()
            yield Finding("stacked_questions", text[start:end], start, end, why, plainer, WARN)


def _shouting(text: str) -> Iterator[Finding]:
    for match in _SHOUT.finditer(text):
        why = "Capitals and rows of marks read as shouting."
        yield Finding(
            "shouting", match.group(), match.start(), match.end(), why, "Write it in small letters, once.", WARN
        )
