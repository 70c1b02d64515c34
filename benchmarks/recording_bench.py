"""How many times faster than real time a two-channel recording is measured without a recogniser (the limit is 100), and
in how much memory (300 MB, also for a call of five hours: `300`).

    python benchmarks/recording_bench.py [MINUTES]

The telephone fixture again and again, as a mu-law WAV at 8 kHz, by every detector that is installed; processor time.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from limits import Held, tell

FIXTURE = Path(__file__).parents[1] / "tests/data/recordings/phone-8k-mulaw.wav"
LIMIT, MOST_MB = 100, 300


def main(minutes: int) -> int:
    from duecourse.speech import detectors
    from duecourse.speech.problems import SpeechNotInstalled, installed
    from duecourse.speech.recording import measure_recording

    if not installed():
        print("Recordings are not installed here (the extra duecourse[speech]): nothing measured.")
        return 0
    import soundfile

    worst, peak = float("inf"), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.wav"
        piece, rate = soundfile.read(FIXTURE, dtype="float32")
        with soundfile.SoundFile(path, "w", rate, 2, subtype="ULAW") as file:
            for _ in range(minutes * 60 * rate // len(piece)):
                file.write(piece)
        for name in (detectors.OWN, detectors.NETWORK):
            try:
                start = time.process_time()
                found = measure_recording(path, detector=name)
            except SpeechNotInstalled:
                print(json.dumps({"detector": name, "installed": False}))
                continue
            speed = found.seconds / (time.process_time() - start)
            worst = min(worst, speed)
            peak = max(peak, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
            figures = {"detector": name, "minutes": minutes, "times_real_time": round(speed), "limit": LIMIT}
            print(json.dumps({**figures, "peak_mb": peak}))
    return tell(
        Held("a recording of two channels", round(worst), LIMIT, "× real time", at_least=True),
        Held("its memory", peak, MOST_MB, "MB"),
    )


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if sys.argv[1:] else 30))
