"""How well recordings are measured without a recogniser, on synthetic two-channel calls whose truth is known.

    python tools/make_test_audio.py calls FOLDER 20 100
    python benchmarks/recording_quality.py FOLDER [DETECTOR ...]

Interruptions (by either side) count as found when one of the same side begins within half a second.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.voices import INTERRUPTION
from duecourse.speech.recording import measure_recording

NEAR_S = 0.5


def interruptions(turns: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(t["who"], t["start"]) for t in turns if t["kind"] == INTERRUPTION]


def matched(true: list[tuple[str, float]], found: list[tuple[str, float]]) -> int:
    left = list(found)
    hits = 0
    for who, at in true:
        near = [f for f in left if f[0] == who and abs(f[1] - at) <= NEAR_S]
        if near:
            hits += 1
            left.remove(near[0])
    return hits


def share(turns: list[dict[str, Any]]) -> float:
    seconds = [(t["who"], t["end"] - t["start"]) for t in turns]
    return sum(s for who, s in seconds if who == CALLER) / sum(s for _, s in seconds)


def main(folder: Path, detectors: list[str]) -> int:
    truths = json.loads((folder / "truth.json").read_text())
    for detector in detectors:
        rows: dict[str, list[Any]] = {}
        for truth in truths:
            found = measure_recording(folder / truth["file"], detector=detector)
            said = [turn.as_json() for turn in found.turns]
            true, heard = interruptions(truth["turns"]), interruptions(said)
            talk = found.measures.get("talk_share")
            error = 1.0 if talk is None else abs(talk - share(truth["turns"]))
            rows.setdefault(truth["line"], []).append((matched(true, heard), len(true), len(heard), error))
        for line, figures in rows.items():
            hits, true_n, heard_n = (sum(f[i] for f in figures) for i in range(3))
            f1 = 2 * hits / (true_n + heard_n) if true_n + heard_n else 1.0
            errors = [f[3] for f in figures]
            print(
                f"{found.detector:9} {line:28} interruptions F1 {f1:.3f} ({true_n} true, {heard_n} found)  "
                f"talk share off by {sum(errors) / len(errors):.3f}, at most {max(errors):.3f}  ({len(figures)} calls)"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:] or ["own", "silero"]))
