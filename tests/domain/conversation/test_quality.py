"""Our own labelled calls and sentences, as floors: a phrase that breaks something known is noticed. The figures and the
calls kept apart from the tuning stand in docs/quality.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.text import read
from duecourse.domain.conversation.turns import parse_call

CALLS = Path(__file__).parents[2] / "data" / "calls"
SENTENCES = CALLS / "sentences"


def labelled(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CALLS / name).read_text("utf-8").splitlines()]


OWN = [*labelled("own.jsonl"), *labelled("apart.jsonl")]


@pytest.mark.parametrize("call", OWN, ids=lambda c: c["id"])
def test_outcome_and_promises_of_our_own_calls_are_read_right(book: Book, call: dict[str, Any]) -> None:
    found = analyse(parse_call(call), book).as_json()
    promised = [(a["amount"], a["on"]) for a in call["client_acts"] if a["act"] == "promise"]
    assert found["disposition"] == call["disposition"]
    assert [(a["amount"], a["on"]) for a in found["client_acts"] if a["act"] == "promise"] == promised


@pytest.mark.parametrize("call", OWN, ids=lambda c: c["id"])
def test_no_calm_caller_is_called_hostile(book: Book, call: dict[str, Any]) -> None:
    hard = {"aggression", "assumption", "dismissive", "overpromise", "false_statement"}
    if not any(m["label"] in hard for m in call["marks"]):
        assert not {m.label for m in analyse(parse_call(call), book).marks} & hard


def sentences(name: str) -> list[str]:
    lines = (SENTENCES / f"{name}.txt").read_text("utf-8").splitlines()
    return [line.partition(" | ")[0] for line in lines if line.strip() and not line.startswith("#")]


def found_in(book: Book, text: str) -> set[str]:
    return {
        label
        for label, hits in book.scan(read(text), "caller").items()
        if any(h.family.fields.get("weight") != "weak" for h in hits)
    }


@pytest.mark.parametrize("label", ["aggression", "assumption", "dismissive", "empathy", "overpromise"])
def test_most_ways_of_saying_it_are_found(book: Book, label: str) -> None:
    said = sentences(label)
    hits = sum(label in found_in(book, text) or (label == "empathy" and "sorry" in text.lower()) for text in said)
    assert hits >= 0.8 * len(said)


def test_plain_polite_and_firm_sentences_are_hardly_ever_a_dont(book: Book) -> None:
    hard = {"aggression", "assumption", "dismissive", "overpromise", "false_statement"}
    said = sentences("neutral")
    alarms = [text for text in said if found_in(book, text) & hard]
    assert len(alarms) <= 0.02 * len(said), alarms


def test_the_same_call_gives_the_same_finds_in_every_process() -> None:
    """Sets have another order in each process; nothing may depend on it."""
    program = (
        "import sys; from duecourse.playbooks.analyse_call import analyse_call_json;"
        "print('\\n'.join(analyse_call_json(open(sys.argv[1], encoding='utf-8').read()).lines))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(CALLS / "apart.jsonl")],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "3")
    }  # fmt: skip
    assert len(outputs) == 1
