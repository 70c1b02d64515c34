"""Calls analysed a second on one core, and the slowest turns of many calls at once: the limits are 200 calls of twenty
turns a second, and 5 ms at the 99th percentile with 50 calls in one process.

    python benchmarks/conversation_bench.py [CALLS.jsonl]
"""

from __future__ import annotations

import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from limits import Held, tell

from duecourse.domain.conversation.engine import analyse, begin, on_turn
from duecourse.domain.conversation.prompting import Prompting
from duecourse.domain.conversation.turns import CallInput, parse_call
from duecourse.lib.memory import settle
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.prompts import load_prompts

OWN = Path(__file__).parents[1] / "tests/data/calls/own.jsonl"
CALLS, TURNS, AT_ONCE = 400, 20, 50
LIMIT_A_SECOND, LIMIT_MS = 200, 5.0


def calls(path: Path) -> list[CallInput]:
    return [parse_call(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def whole_calls(given: list[CallInput]) -> float:
    """Calls of twenty turns a second of processor time."""
    book = load_book()
    some = list(islice(cycle(given), CALLS))
    for call in some[: len(given)]:  # what is made once per process: compiled phrases, words seen before
        analyse(call, book)
    start = time.process_time()
    for call in some:
        analyse(call, book)
    turns = sum(len(call.turns) for call in some)
    return turns / TURNS / (time.process_time() - start)


def slowest_turns(given: list[CallInput]) -> float:
    """Milliseconds of processor time at the 99th percentile of a turn, its prompt included, fifty calls taking turns in
    one process."""
    book = load_book()
    words = load_prompts()
    live = [(call, begin(call.setting, book, Prompting(words))) for call in islice(cycle(given), AT_ONCE)]
    took = []
    for place in range(max(len(call.turns) for call, _ in live)):
        for call, state in live:
            if place < len(call.turns):
                start = time.process_time()
                on_turn(call.turns[place], state)
                took.append((time.process_time() - start) * 1000)
    return sorted(took)[int(len(took) * 0.99)]


def main() -> int:
    given = calls(Path(sys.argv[1]) if len(sys.argv) > 1 else OWN)
    load_book()
    settle()  # as the server does once it is loaded
    rate, slow = whole_calls(given), slowest_turns(given)
    figures = {
        "calls_a_second": round(rate),
        "limit": LIMIT_A_SECOND,
        "p99_ms_a_turn": round(slow, 2),
        "limit_ms": LIMIT_MS,
    }
    print(json.dumps(figures))
    return tell(
        Held("calls analysed", round(rate), LIMIT_A_SECOND, "a second", at_least=True),
        Held("a turn with its prompt, p99", round(slow, 2), LIMIT_MS, "ms"),
    )


if __name__ == "__main__":
    raise SystemExit(main())
