"""Counts how often words, and two words side by side, come up in the calls of this repository, and prints the table of
src/duecourse/domain/conversation/how_often.py. What comes up less often than the last step is not written down.

    python tools/count_words.py
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from textwrap import wrap

from duecourse.domain.conversation.text import read
from duecourse.domain.conversation.turns import parse_call

CORPUS = Path(__file__).parents[1] / "tests/data/calls/corpus"
STEPS = (400, 250, 150, 100, 60, 40, 25, 15, 10)  # of a thousand turns
NEAR = 0.8  # of a step: what is as near to it is counted to it


def counted() -> tuple[Counter[str], int]:
    """Turns in which each key comes up, and how many turns there are. Scenes are no whole calls and are left out."""
    found: Counter[str] = Counter()
    turns = 0
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines() if not path.stem.startswith("scenes") else ():
            for turn in parse_call(json.loads(line)).turns:
                found.update(read(turn.text).keys)
                turns += 1
    return found, turns


def main() -> None:
    found, turns = counted()
    rows: dict[int, list[str]] = {step: [] for step in STEPS}
    for key, times in sorted(found.items()):
        step = next((step for step in STEPS if times * 1000 / turns >= step * NEAR), None)
        if step is not None:
            rows[step].append(key.replace(" ", "_"))
    for step, keys in rows.items():
        lines = wrap(" ".join(keys), 108, break_long_words=False, break_on_hyphens=False)
        print(f"    {step}: (\n" + "\n".join(f'        "{line} "' for line in lines) + "\n    ),")


if __name__ == "__main__":
    main()
